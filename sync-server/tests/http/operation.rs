// SPDX-License-Identifier: EUPL-1.2
//! Running it: problems everywhere, health, metrics, the description, news, stopping, and no plain HTTP in the open.

use std::net::TcpListener;

use reqwest::{Method, StatusCode};
use ronda_server::serve::{ServeError, serve};
use ronda_shared::policy::Role;
use serde_json::Value;

use crate::photos::{jpeg, sha256};
use crate::town::{Town, is_problem};
use crate::uploads::{create, patch};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_what_is_not_offered_are_problems_too() {
    let town = Town::open().await;
    let absent = town
        .web
        .get(town.url("/nothing/here?token=secret"))
        .send()
        .await
        .unwrap();
    is_problem(absent, 404, "not_found").await;
    let wrong = town.web.get(town.url("/v1/exchange")).send().await.unwrap();
    assert!(wrong.headers().contains_key("allow"));
    is_problem(wrong, 405, "no_such_method").await;
}

async fn told(town: &Town, path: &str) -> Value {
    town.web.get(town.url(path)).send().await.unwrap().json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn health_readiness_and_metrics_answer() {
    let town = Town::open().await;
    let health = told(&town, "/healthz").await;
    assert_eq!(health["status"], "ok");
    let ready = town.web.get(town.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    assert_eq!(ready.json::<Value>().await.unwrap()["ready"], true);
    let metrics = town
        .web
        .get(town.url("/metrics"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        metrics.contains("ronda_http_request_seconds") && metrics.contains("route=\"/healthz\""),
        "{metrics}"
    );
    let passed_on = town
        .web
        .get(town.url("/metrics"))
        .header("x-forwarded-for", "203.0.113.9")
        .send()
        .await
        .unwrap();
    is_problem(passed_on, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_given_to_a_collector_with_the_token() {
    let town = Town::with("[metrics]\nremote = true\ntoken = \"a-token-nobody-will-guess\"").await;
    let ask = |token: &'static str| {
        let request = town
            .web
            .get(town.url("/metrics"))
            .header("x-forwarded-for", "203.0.113.9");
        request.bearer_auth(token).send()
    };
    assert_eq!(ask("a-token-nobody-will-guess").await.unwrap().status(), 200);
    assert_eq!(ask("a-token-somebody-guessed").await.unwrap().status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_before_it_is_full() {
    let town = Town::with("[limits]\nmin_free_bytes = 1125899906842624").await;
    let ready = town.web.get(town.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    let phone = town.phone(Role::Agent, &[], 51).await;
    is_problem(create(&town, &phone, &sha256(b"x"), 10).await, 503, "full").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_description_exists_and_the_description_is_openapi_3_1() {
    let town = Town::open().await;
    let api = told(&town, "/openapi.json").await;
    assert!(
        api["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        api["openapi"]
    );
    let mut routes = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let method: Method = method.to_uppercase().parse().unwrap();
            let address = town.url(&path.replace("{sha256}", &sha256(b"x")));
            let status = town.web.request(method.clone(), address).send().await.unwrap().status();
            assert!(![404, 405, 500].contains(&status.as_u16()), "{method} {path}: {status}");
            routes += 1;
        }
    }
    assert!(routes == 22, "{routes} routes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_is_woken_with_a_number_and_let_go_when_the_server_stops() {
    let mut town = Town::open().await;
    let listener = town.phone(Role::Agent, &[], 52).await;
    let bare = town.web.get(town.url("/v1/news")).send().await.unwrap();
    is_problem(bare, 401, "no_token").await;
    let mut news = town.asks(&listener, Method::GET, "/v1/news").send().await.unwrap();
    assert_eq!(news.headers()["content-type"], "text/event-stream");
    let first = news.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("event: news"), "{first:?}");
    let photo = jpeg(52);
    let hash = sha256(&photo);
    create(&town, &listener, &hash, photo.len()).await;
    let stored = patch(&town, &listener, &hash, 0, &photo).await;
    let number = stored.headers()["ronda-server-no"].to_str().unwrap().to_owned();
    let woken = news.chunk().await.unwrap().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&woken).trim(),
        format!("event: news\ndata: {number}")
    );
    town.stop().await.unwrap();
    assert_eq!(news.chunk().await.unwrap(), None, "the line is closed, not cut");
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_in_the_open_is_refused_with_the_cure() {
    let town = Town::open().await;
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let served = serve(
        listener,
        town.office().clone(),
        town.data.path(),
        &town.config,
        std::future::pending(),
    )
    .await;
    let error = served.unwrap_err();
    assert!(
        matches!(error, ServeError::PlainHttp(_)) && error.to_string().contains("--tls-cert"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_bound_are_told_to_come_back() {
    let town = Town::with("[limits]\nconnections = 1").await;
    let held = town.web.get(town.url("/healthz")).send().await.unwrap();
    assert_eq!(held.status(), 200);
    let other = reqwest::Client::new().get(town.url("/healthz")).send().await.unwrap();
    assert!(other.headers().contains_key("retry-after"));
    is_problem(other, 503, "crowded").await;
}
