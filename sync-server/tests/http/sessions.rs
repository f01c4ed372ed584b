// SPDX-License-Identifier: EUPL-1.2
//! Who gets in: enrolment, challenges, tokens, revocation.

use reqwest::{Method, StatusCode};
use ronda_shared::identity::{EnrolmentCode, Secret, SigningKey};
use ronda_shared::limits::{CHALLENGE_MS, TOKEN_MS};
use ronda_shared::policy::{Grants, Role};
use serde_json::json;

use crate::town::{Town, enrolment, hex, is_problem};

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolled_phone_gets_a_token_that_lapses() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 11).await;
    let seen = town.asks(&phone, Method::GET, "/v1/photos/none").send().await.unwrap();
    is_problem(seen, 404, "not_found").await;
    town.pass_ms(TOKEN_MS);
    let late = town.asks(&phone, Method::GET, "/v1/photos/none").send().await.unwrap();
    assert_eq!(late.headers()["www-authenticate"], "Bearer");
    is_problem(late, 401, "no_token").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_enrols_once_and_a_wrong_one_gets_the_very_same_answer() {
    let town = Town::open().await;
    let person = town
        .office()
        .add_person("Fictional Agent".into(), Grants::of(Role::Agent))
        .await
        .unwrap();
    let code = EnrolmentCode::read(&town.office().new_code(&person.id).await.unwrap().code).unwrap();
    let key = SigningKey::from_seed(&Secret([12; 32])).public();
    let request = enrolment(&code, &key);
    assert_eq!(town.post("/v1/enrol", &request).await.status(), StatusCode::OK);
    let used = is_problem(town.post("/v1/enrol", &request).await, 403, "bad_code").await;
    let unknown = enrolment(&EnrolmentCode::from_random([9; 13]), &key);
    let wrong = is_problem(town.post("/v1/enrol", &unknown).await, 403, "bad_code").await;
    assert_eq!(used, wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_cannot_be_guessed_at_speed() {
    let town = Town::with("[limits]\nenrol_per_minute = 3").await;
    let guess = enrolment(
        &EnrolmentCode::from_random([9; 13]),
        &SigningKey::from_seed(&Secret([13; 32])).public(),
    );
    for _ in 0..3 {
        is_problem(town.post("/v1/enrol", &guess).await, 403, "bad_code").await;
    }
    let refused = town.post("/v1/enrol", &guess).await;
    assert!(refused.headers().contains_key("retry-after"));
    is_problem(refused, 429, "too_many").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_that_lapsed_was_used_or_is_another_s_proves_nothing() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 14).await;
    let other = town.phone(Role::Agent, &[], 15).await;

    let lapsed = town.nonce(phone.device()).await;
    town.pass_ms(CHALLENGE_MS);
    is_problem(
        town.post("/v1/session/token", &phone.answer(&lapsed)).await,
        401,
        "bad_proof",
    )
    .await;

    let once = town.nonce(phone.device()).await;
    assert_eq!(
        town.post("/v1/session/token", &phone.answer(&once)).await.status(),
        StatusCode::OK
    );
    is_problem(
        town.post("/v1/session/token", &phone.answer(&once)).await,
        401,
        "bad_proof",
    )
    .await;

    let others = town.nonce(other.device()).await;
    is_problem(
        town.post("/v1/session/token", &phone.answer(&others)).await,
        401,
        "bad_proof",
    )
    .await;

    let forged = town.nonce(phone.device()).await;
    let mut answer = phone.answer(&forged);
    answer["signature"] = json!(hex(&other.key.sign("ronda/session/1", &forged).0));
    is_problem(town.post("/v1/session/token", &answer).await, 401, "bad_proof").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_phone_is_out_at_its_next_request_and_gets_no_new_token() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 16).await;
    town.office().revoke(&phone.device()).await.unwrap();
    let next = town.asks(&phone, Method::GET, "/v1/photos/none").send().await.unwrap();
    is_problem(next, 403, "revoked").await;
    let nonce = town.nonce(phone.device()).await;
    is_problem(
        town.post("/v1/session/token", &phone.answer(&nonce)).await,
        403,
        "revoked",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_person_is_out_at_the_next_request() {
    let town = Town::open().await;
    let phone = town.phone(Role::Crew, &[], 17).await;
    let person = town.office().asker(&phone.device()).await.unwrap().person;
    town.office().disable_person(&person).await.unwrap();
    let next = town.asks(&phone, Method::GET, "/v1/photos/none").send().await.unwrap();
    is_problem(next, 403, "no_access").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_do_not_outlive_the_server_but_the_phone_gets_a_new_one() {
    let mut town = Town::open().await;
    let mut phone = town.phone(Role::Agent, &[], 18).await;
    town.restart().await;
    let old = town.asks(&phone, Method::GET, "/v1/photos/none").send().await.unwrap();
    is_problem(old, 401, "no_token").await;
    phone.token = town.token(&phone).await;
    let new = town.asks(&phone, Method::GET, "/v1/photos/none").send().await.unwrap();
    is_problem(new, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_fields_and_other_media_types_are_told_without_repeating_contents() {
    let town = Town::open().await;
    let body = json!({ "device": "00ff10a0b1c2d3e4", "secret": "do-not-repeat" });
    let problem = is_problem(town.post("/v1/session/challenge", &body).await, 400, "bad_request").await;
    assert!(!problem.to_string().contains("do-not-repeat"));
    let form = town
        .web
        .post(town.url("/v1/session/challenge"))
        .body("device=1")
        .send()
        .await
        .unwrap();
    is_problem(form, 415, "wrong_type").await;
}
