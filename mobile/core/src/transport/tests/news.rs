// SPDX-License-Identifier: EUPL-1.2
//! The line of news as a server writes it, in whatever pieces it arrives.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::transport::news::NewsLine;

/// Answers one question; the connection stays.
async fn answer(stream: &mut TcpStream, answer: &str) {
    let mut asked = Vec::new();
    while !asked.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut some = [0; 4096];
        let read = stream.read(&mut some).await.unwrap();
        assert!(read > 0);
        asked.extend_from_slice(&some[..read]);
    }
    stream.write_all(answer.as_bytes()).await.unwrap();
}

/// A line of a server that says these pieces and ends.
async fn line(pieces: &'static [&'static str]) -> NewsLine {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let phone = admitted(listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        answer(
            &mut stream,
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n",
        )
        .await;
        for piece in pieces {
            stream.write_all(piece.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
        }
    });
    phone.news().await.unwrap()
}

#[tokio::test]
async fn numbers_come_one_after_another_however_they_are_cut_and_the_end_is_told() {
    let mut news = line(&[
        "event: news\nda",
        "ta: 7\n\n: still here\n\n",
        "event: news\ndata:",
        " 19\n\n",
    ])
    .await;
    assert_eq!((news.next().await, news.next().await), (Ok(7), Ok(19)));
    assert!(matches!(news.next().await, Err(Failure::Unreachable(_))));
}

#[tokio::test]
async fn a_line_without_an_end_is_no_line() {
    let mut news = line(
        &[concat!(
            "data: ",
            "7777777777777777777777777777777777777777777777777777777777777777777777"
        ); 40],
    )
    .await;
    assert!(matches!(news.next().await, Err(Failure::Refused(_))));
}
