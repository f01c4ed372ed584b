// SPDX-License-Identifier: EUPL-1.2
//! Whoever asks too often is told when to come again, is let in then, and loses nothing by it.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use ronda_shared::identity::{EnrolmentCode, Secret, SigningKey};
use ronda_shared::wire::EnrolRequest;
use ronda_tests::camera::{Scene, photo};
use ronda_tests::hostile::http::Http;
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::scenario::assert_same_everywhere;
use ronda_tests::stranger::{Stranger, hex};
use ronda_tests::wait;
use serde_json::Value;

/// Requests after which somebody was sent away, whatever the limit here.
const MANY: usize = 200;
/// Syncs after which even a phone that is often sent away has delivered everything.
const SYNCS: usize = 10;

fn office(limits: &str) -> Office {
    let mut office = Office::configured(&format!("[limits]\n{limits}\n[log]\nfilter = \"debug\"\n"));
    office.start();
    office
}

/// Asks until it is sent away, stays away for as long as it is told, and asks once more.
async fn comes_again(ask: impl AsyncFn() -> Response) {
    let answered = ask().await.status();
    assert_ne!(answered, StatusCode::TOO_MANY_REQUESTS, "the first is let in");
    let mut refused = None;
    for _ in 0..MANY {
        let answer = ask().await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status(), answered, "below the limit all are answered alike");
    }
    let refused = refused.expect("somebody who asks so often is sent away");
    let header = |name: &str| refused.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/problem+json");
    let seconds: u64 = header("retry-after").parse().expect("whole seconds");
    assert!(seconds >= 1, "nobody is told to come again at once");
    let problem: Value = refused.json().await.expect("a problem");
    assert_eq!(problem["type"], "/problems/too_many");
    assert_eq!((&problem["status"], &problem["code"]), (&429.into(), &17.into()));
    assert_eq!(problem["name"], "too_many");
    assert!(problem["title"].is_string(), "{problem}");
    assert!(text(&problem["detail"]).contains("Retry-After"), "{problem}");
    wait::out(Duration::from_secs(seconds)).await;
    assert_eq!(
        ask().await.status(),
        answered,
        "after {seconds} s it is let in as before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_asks_too_often_is_told_when_to_come_again_and_is_let_in_then() {
    let office = office("per_device_per_s = 1\nper_device_burst = 3");
    let stranger = Stranger::enrolled(&office, "Mallory Esempio", "school").await;
    let http = Http::to(&office);
    let path = format!("/v1/photos/{}", "0".repeat(64));
    comes_again(async || {
        let asked = http.asks(Method::GET, &path, &stranger.token).send().await;
        asked.expect("an answer")
    })
    .await;
    office.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_asks_too_often_is_told_when_to_come_again_and_is_let_in_then() {
    let office = office("per_ip_per_s = 1\nper_ip_burst = 3");
    let http = Http::to(&office);
    comes_again(async || {
        let asked = http.asks(Method::GET, "/openapi.json", "").send().await;
        asked.expect("an answer")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_codes_is_told_when_to_come_again_and_may_then_guess_once_more() {
    let office = office("enrol_per_minute = 30");
    let http = Http::to(&office);
    let (code, key) = (
        EnrolmentCode::from_random([9; 13]),
        SigningKey::from_seed(&Secret([13; 32])),
    );
    let guess = EnrolRequest {
        lookup: hex(&code.lookup()),
        public_key: hex(&key.public().0),
        mac: hex(&code.phone_mac(&key.public())),
        device_name: "a stranger".into(),
    };
    comes_again(async || {
        let asked = http.asks(Method::POST, "/v1/enrol", "").json(&guess).send().await;
        asked.expect("an answer")
    })
    .await;
}

#[test]
fn a_phone_that_is_sent_away_again_and_again_loses_nothing() {
    // Room for an exchange and for the three photos that a phone sends at once, each with a question and a piece; not for more.
    let office = office("per_device_per_s = 2\nper_device_burst = 8");
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let filed = |at: u32| {
        let scene = Scene::at(43.77, 11.25, at).sized(480, 360).gravel();
        let file = phone.file(&format!("{at}.jpg"), &photo(scene));
        text(&phone.files(&["--title", &format!("Buca {at}"), "--photo", &file])["id"])
    };
    let ids: Vec<String> = (0..5).map(filed).collect();
    let synced = (0..SYNCS).any(|_| phone.run(&["sync"]).code == 0);
    assert!(synced, "{}", office.log());
    assert!(office.log().contains("status=429"), "it was sent away");
    for id in &ids {
        assert_eq!(phone.show(id)["photos"][0]["delivered"], true);
    }
    assert_same_everywhere(&office, &[&phone], &ids);
}
