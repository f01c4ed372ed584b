// SPDX-License-Identifier: EUPL-1.2
//! Photos that cannot be sent are told of, and keep no other photo on the phone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ronda_shared::ids::PhotoHash;
use ronda_shared::policy::Role;
use ronda_shared::sync::Failure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::super::{Held, uploads};
use crate::engine::tests::camera::photo;
use crate::engine::tests::{Bench, pothole};
use crate::engine::{Engine, FileRequest};
use crate::transport::Transport;
use crate::transport::tests::admitted;

/// A phone that owes five photos, oldest first: two batches of uploads.
fn five(bench: &Bench) -> (Engine, Vec<PhotoHash>) {
    let mut phone = bench.found(Role::Agent);
    let photos = (3..8).map(|seed| photo(seed, None)).collect();
    phone.file(FileRequest { photos, ..pothole() }).unwrap();
    let owed = phone.store().photos_owed().unwrap();
    assert_eq!(owed.len(), 5);
    (phone, owed)
}

/// A server that holds whatever is begun, but answers `answer` where this photo is to begin.
async fn server(unwanted: PhotoHash, answer: &'static str) -> Transport {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answered(stream, unwanted, answer));
        }
    });
    admitted(port)
}

async fn answered(mut stream: TcpStream, unwanted: PhotoHash, answer: &'static str) {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        assert!(
            stream.read_buf(&mut asked).await.unwrap() > 0,
            "the request ended early"
        );
    }
    let asked = String::from_utf8(asked).unwrap();
    let unwanted = format!("sha256 {}", STANDARD.encode(unwanted.to_string()));
    let line = |name: &str| {
        let mut lines = asked.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    };
    let head = if line("upload-metadata") == Some(unwanted.as_str()) {
        answer.to_owned()
    } else if let Some(length) = line("upload-length") {
        format!("201 Created\r\nLocation: /v1/photos/uploads/{length}")
    } else {
        let reached = asked
            .split(' ')
            .nth(1)
            .and_then(|path| path.rsplit('/').next())
            .unwrap();
        format!("200 OK\r\nUpload-Offset: {reached}\r\nRonda-Server-No: 7")
    };
    let answer = format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
}

async fn sent(phone: &mut Engine, photos: &[PhotoHash], transport: &Transport) -> Failure {
    let lender = Held::new(phone);
    let came = uploads::all(&lender, transport, photos, &|_| {}).await;
    came.map(|came| came.report).unwrap_err()
}

#[tokio::test]
async fn a_photo_that_fails_keeps_none_behind_it_on_the_phone() {
    let bench = Bench::new();
    let (mut phone, owed) = five(&bench);
    let transport = server(owed[0], "403 Forbidden").await;
    let failure = sent(&mut phone, &owed, &transport).await;
    assert!(matches!(failure, Failure::Refused(_)), "{failure}");
    assert_eq!(phone.store().photos_owed().unwrap(), owed[..1]);
}

#[tokio::test]
async fn a_photo_that_cannot_be_read_is_told_of_and_the_others_go_out() {
    let bench = Bench::new();
    let (mut phone, owed) = five(&bench);
    let loses = "DELETE FROM photo_file WHERE photo = (SELECT no FROM photo WHERE sha256 = ?1)";
    let lost = phone
        .store_mut()
        .within(|store| Ok(store.execute(loses, [owed[1].bytes()])?));
    assert_eq!(lost.unwrap(), 1);
    let transport = server(PhotoHash([0; 32]), "403 Forbidden").await;
    let failure = sent(&mut phone, &owed, &transport).await;
    assert!(matches!(failure, Failure::Store(_)), "{failure}");
    assert_eq!(phone.store().photos_owed().unwrap(), owed[1..2]);
}

#[tokio::test]
async fn a_server_that_wants_patience_is_not_asked_for_the_next_photos() {
    let bench = Bench::new();
    let (mut phone, owed) = five(&bench);
    let transport = server(owed[0], "503 Service Unavailable\r\nRetry-After: 7").await;
    let failure = sent(&mut phone, &owed, &transport).await;
    assert_eq!(failure, Failure::Busy { wait_ms: 7_000 });
    let left = phone.store().photos_owed().unwrap();
    assert_eq!(left, [owed[0], owed[3], owed[4]], "the second batch was not begun");
}
