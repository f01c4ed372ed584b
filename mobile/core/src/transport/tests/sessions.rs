// SPDX-License-Identifier: EUPL-1.2
//! A session goes on from one connection to the next for as long as its token holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ronda_shared::ids::PhotoHash;
use tokio::net::TcpStream;

use super::*;

/// A server that grants tokens, numbered from 1, each living so long; it takes those from `least` on.
struct Granting {
    port: u16,
    granted: Arc<AtomicU64>,
    least: Arc<AtomicU64>,
}

impl Granting {
    async fn tokens(lives_ms: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (granted, least) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (grants, takes) = (Arc::clone(&granted), Arc::clone(&least));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                answered(stream, lives_ms, &grants, &takes).await;
            }
        });
        Self { port, granted, least }
    }

    /// One question in a connection of its own; answers how many tokens were granted until then.
    async fn asked(&self, session: &Session) -> u64 {
        let phone = within(self.port, session.clone());
        assert_eq!(phone.thumbnail(&PhotoHash([1; 32])).await, Ok(None));
        self.granted.load(Ordering::SeqCst)
    }
}

async fn answered(mut stream: TcpStream, lives_ms: i64, granted: &AtomicU64, least: &AtomicU64) {
    let mut asked = Vec::new();
    loop {
        assert!(stream.read_buf(&mut asked).await.unwrap() > 0);
        let end: &[u8] = if asked.starts_with(b"GET") { b"\r\n\r\n" } else { b"}" };
        if asked.ends_with(end) {
            break;
        }
    }
    let asked = String::from_utf8(asked).unwrap();
    let (status, body) = if asked.contains("/v1/session/challenge") {
        ("200 OK", format!(r#"{{"nonce":"{}"}}"#, "07".repeat(32)))
    } else if asked.contains("/v1/session/token") {
        let number = granted.fetch_add(1, Ordering::SeqCst) + 1;
        ("200 OK", format!(r#"{{"token":"{number}","lives_ms":{lives_ms}}}"#))
    } else {
        let number = asked.split("Bearer ").nth(1).unwrap().split("\r\n").next().unwrap();
        let taken = number.parse::<u64>().unwrap() >= least.load(Ordering::SeqCst);
        (
            if taken { "404 Not Found" } else { "401 Unauthorized" },
            "{}".to_owned(),
        )
    };
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(answer.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn a_token_serves_many_connections_until_the_server_takes_it_no_more() {
    let server = Granting::tokens(600_000).await;
    let session = Session::default();
    assert_eq!(server.asked(&session).await, 1);
    assert_eq!(server.asked(&session).await, 1, "another connection, the same session");
    assert_eq!(server.asked(&Session::default()).await, 2, "another home");
    server.least.store(3, Ordering::SeqCst);
    assert_eq!(server.asked(&session).await, 3, "the server was started again");
    assert_eq!(server.asked(&session).await, 3);
}

#[tokio::test]
async fn a_token_about_to_lapse_is_not_sent() {
    let server = Granting::tokens(60_000).await;
    let session = Session::default();
    assert_eq!(server.asked(&session).await, 1);
    server.least.store(2, Ordering::SeqCst);
    assert_eq!(server.asked(&session).await, 2);
}
