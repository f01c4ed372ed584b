// SPDX-License-Identifier: EUPL-1.2
//! Who is refused or sent away hears it at once, also in the middle of sending, and on a connection that stays whole.

use std::path::Path;

use ronda_shared::limits::EXCHANGE_WIRE_BYTES;
use ronda_shared::policy::Role;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::photos::sha256;
use crate::town::Town;
use crate::uploads::{UPLOADS, create, head};

/// All that the server gathers of one upload before it puts it down.
const PIECE_BYTES: usize = 512 * 1024;

/// A connection that announces the first bytes of an upload.
async fn announced(town: &Town, token: &str, hash: &str, bytes: usize) -> TcpStream {
    let address = town.url("").replace("http://", "");
    let head = [
        format!("PATCH {UPLOADS}/{hash} HTTP/1.1"),
        format!("Host: {address}"),
        format!("Authorization: Bearer {token}"),
        "Tus-Resumable: 1.0.0".to_owned(),
        "Upload-Offset: 0".to_owned(),
        "Content-Type: application/offset+octet-stream".to_owned(),
        format!("Content-Length: {bytes}\r\n\r\n"),
    ];
    let mut connection = TcpStream::connect(&address).await.unwrap();
    connection.write_all(head.join("\r\n").as_bytes()).await.unwrap();
    connection
}

/// The status of the next answer, which is read to its end.
async fn status(connection: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.unwrap().parse().unwrap()];
    connection.read_exact(&mut body).await.unwrap();
    head.split(' ').nth(1).unwrap().to_owned()
}

fn pieces_on_disk(data: &Path) -> usize {
    let uploads = std::fs::read_dir(data.join("uploads")).unwrap();
    uploads
        .filter(|entry| entry.as_ref().unwrap().metadata().unwrap().len() == PIECE_BYTES as u64)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_heard_before_everything_is_sent_and_the_connection_serves_on() {
    let town = Town::open().await;
    let mut connection = announced(&town, "no-token", &sha256(b"one"), EXCHANGE_WIRE_BYTES).await;
    assert_eq!(status(&mut connection).await, "401");
    connection.write_all(&vec![7; EXCHANGE_WIRE_BYTES]).await.unwrap();
    connection
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(status(&mut connection).await, "200");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_finds_no_room_is_sent_away_at_once_and_its_upload_is_free_for_the_next_connection() {
    let town = Town::with("[limits]\nupload_mib = 1\nwaiting = 0\n").await;
    let crowd = town.phone(Role::Agent, &[], 51).await;
    let mut holding = Vec::new();
    for photo in [b"one", b"two"] {
        let hash = sha256(photo);
        create(&town, &crowd, &hash, 2 * PIECE_BYTES).await;
        let mut connection = announced(&town, &crowd.token, &hash, 2 * PIECE_BYTES).await;
        connection.write_all(&vec![7; PIECE_BYTES]).await.unwrap();
        holding.push(connection);
    }
    while pieces_on_disk(town.data.path()) < holding.len() {
        tokio::task::yield_now().await;
    }
    let phone = town.phone(Role::Agent, &[], 52).await;
    let hash = sha256(b"three");
    create(&town, &phone, &hash, PIECE_BYTES).await;
    let mut sent_away = announced(&town, &phone.token, &hash, PIECE_BYTES).await;
    assert_eq!(status(&mut sent_away).await, "503");
    assert_eq!(head(&town, &phone, &hash).await.status(), 200);
}
