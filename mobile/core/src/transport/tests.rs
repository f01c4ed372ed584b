// SPDX-License-Identifier: EUPL-1.2
//! What the sync loop hears when a server is busy, has revoked the phone, or is not there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod news;
mod sessions;
mod uploads;

use ronda_shared::identity::{Certificate, Secret, SigningKey};
use ronda_shared::ids::PersonId;
use ronda_shared::sync::Failure;
use ronda_shared::wire::ExchangeRequest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{Session, Transport};

fn transport(port: u16) -> Transport {
    within(port, Session::default())
}

fn within(port: u16, session: Session) -> Transport {
    let key = SigningKey::from_seed(&Secret([1; 32]));
    let (public_key, person) = (key.public(), PersonId::from_bytes([1; 16]));
    let device = public_key.device();
    let jurisdiction = "FI".to_owned();
    let certificate = Certificate {
        device,
        public_key,
        person,
        jurisdiction,
        issued_at_ms: 0,
        office: false,
    };
    let certificate = certificate.sign(&SigningKey::from_seed(&Secret([2; 32])));
    Transport::new(
        format!("http://127.0.0.1:{port}").parse().unwrap(),
        None,
        key,
        certificate,
        session,
    )
    .unwrap()
}

/// A phone that has its access token already.
pub(crate) fn admitted(port: u16) -> Transport {
    within(port, Session::granted("a token"))
}

/// What an exchange comes to when the server answers its first question with `head` and `body`.
async fn failure(head: &'static str, body: &'static str) -> Failure {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let phone = transport(listener.local_addr().unwrap().port());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = [0; 4096];
        let read = stream.read(&mut asked).await.unwrap();
        assert!(read > 0);
        let length = body.len();
        let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        stream.write_all(answer.as_bytes()).await.unwrap();
    });
    let failure = phone.exchange(&ExchangeRequest::default()).await.unwrap_err();
    server.await.unwrap();
    failure
}

#[tokio::test]
async fn a_busy_server_is_given_the_time_it_asks_for() {
    let busy = failure("503 Service Unavailable\r\nRetry-After: 7", "").await;
    assert_eq!(busy, Failure::Busy { wait_ms: 7_000 });
    assert!(!busy.is_permanent());
}

#[tokio::test]
async fn a_refusal_tells_the_servers_own_sentence() {
    let refused = failure(
        "403 Forbidden",
        r#"{"type":"/problems/no-access","detail":"ask the office"}"#,
    )
    .await;
    assert_eq!(refused, Failure::Refused("ask the office".into()));
}

#[tokio::test]
async fn a_revoked_phone_hears_that_it_is() {
    assert_eq!(
        failure("403 Forbidden", r#"{"type":"/problems/revoked"}"#).await,
        Failure::Revoked
    );
}

#[tokio::test]
async fn a_server_in_trouble_or_absent_is_tried_again() {
    assert!(matches!(
        failure("500 Internal Server Error", "").await,
        Failure::Unreachable(_)
    ));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let absent = transport(port).exchange(&ExchangeRequest::default()).await.unwrap_err();
    assert!(matches!(absent, Failure::Unreachable(_)) && !absent.to_string().contains("127.0.0.1"));
}
