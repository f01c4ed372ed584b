// SPDX-License-Identifier: EUPL-1.2
//! The exchange endpoint: bounds, damage, and an exchange that works.

use reqwest::{Method, StatusCode};
use ronda_shared::limits::{EXCHANGE_DECODED_BYTES, EXCHANGE_WIRE_BYTES};
use ronda_shared::policy::Role;
use ronda_shared::wire::{EXCHANGE_TYPE, ExchangeReply, ExchangeRequest, PROTOCOL, decode, encode};

use crate::town::{Phone, Town, is_problem};

async fn exchange(town: &Town, phone: &Phone, body: Vec<u8>) -> reqwest::Response {
    let request = town
        .asks(phone, Method::POST, "/v1/exchange")
        .header("content-type", EXCHANGE_TYPE);
    request.body(body).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_exchange_is_answered_with_scopes_and_a_cursor() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &["D1"], 21).await;
    let request = ExchangeRequest {
        protocol: PROTOCOL,
        ..ExchangeRequest::default()
    };
    let response = exchange(&town, &phone, encode(&request)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let mut names: Vec<&str> = response.headers().keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-length", "content-type", "date"]);
    assert_eq!(response.headers()["content-type"], EXCHANGE_TYPE);
    let bytes = response.bytes().await.unwrap();
    let reply: ExchangeReply = decode(&bytes, EXCHANGE_DECODED_BYTES).unwrap();
    assert!(reply.scopes.contains(&"district:D1".to_owned()), "{:?}", reply.scopes);
    assert!(bytes.len() <= 500, "an idle exchange costs {} bytes", bytes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_damaged_too_large_or_inflates_is_refused() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 22).await;
    is_problem(exchange(&town, &phone, b"not zstd".to_vec()).await, 400, "bad_request").await;
    let large = vec![0; EXCHANGE_WIRE_BYTES + 1];
    is_problem(exchange(&town, &phone, large).await, 413, "too_large").await;
    let bomb = encode(&vec![0_u64; EXCHANGE_DECODED_BYTES + 1]);
    assert!(bomb.len() < 64 * 1024);
    is_problem(exchange(&town, &phone, bomb).await, 413, "too_large").await;
    let other_protocol = encode(&ExchangeRequest {
        protocol: PROTOCOL + 9,
        ..ExchangeRequest::default()
    });
    is_problem(exchange(&town, &phone, other_protocol).await, 400, "protocol").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_or_with_another_media_type_nothing_is_read() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 23).await;
    let bare = town.web.post(town.url("/v1/exchange")).body("x").send().await.unwrap();
    is_problem(bare, 401, "no_token").await;
    let json = town
        .asks(&phone, Method::POST, "/v1/exchange")
        .json(&1)
        .send()
        .await
        .unwrap();
    is_problem(json, 415, "wrong_type").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_asks_too_fast_is_slowed_and_others_are_not() {
    let town = Town::with("[limits]\nper_device_per_s = 1\nper_device_burst = 2").await;
    let hasty = town.phone(Role::Agent, &[], 24).await;
    let calm = town.phone(Role::Agent, &[], 25).await;
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(
            town.asks(&hasty, Method::GET, "/v1/photos/none")
                .send()
                .await
                .unwrap()
                .status()
                .as_u16(),
        );
    }
    assert_eq!(answers[..2], [404, 404]);
    assert!(answers[2..].contains(&429), "{answers:?}");
    let other = town.asks(&calm, Method::GET, "/v1/photos/none").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
}
