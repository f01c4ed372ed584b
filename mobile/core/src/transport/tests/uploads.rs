// SPDX-License-Identifier: EUPL-1.2
//! An upload whose chunks arrive out of step or damaged asks where the server is, and goes on from there.

use std::sync::Arc;

use ronda_shared::ids::PhotoHash;
use ronda_shared::sync::Failure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use super::super::{Outcome, Refused, Transport, Upload};
use super::admitted;

const PHOTO_BYTES: usize = 1_000;

/// Between the head and the body of an answer.
const BODY: &str = "\r\n\r\n";

/// What a phone asked: the method, the offset it sent from, and how many bytes.
type Asked = (String, Option<usize>, usize);

/// A server that gives these answers in turn, and the last one for ever.
async fn scripted(answers: Vec<String>) -> (Transport, Arc<Mutex<Vec<Asked>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let phone = admitted(listener.local_addr().unwrap().port());
    let heard: Arc<Mutex<Vec<Asked>>> = Arc::default();
    let record = Arc::clone(&heard);
    tokio::spawn(async move {
        let mut turn = 0;
        while let Ok((mut stream, _)) = listener.accept().await {
            let asked = read_request(&mut stream).await;
            record.lock().await.push(asked);
            let answer = &answers[turn.min(answers.len() - 1)];
            turn += 1;
            let (head, body) = answer.split_once(BODY).unwrap_or((answer.as_str(), ""));
            let length = body.len();
            let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (phone, heard)
}

async fn read_request(stream: &mut TcpStream) -> Asked {
    let mut bytes = Vec::new();
    let head = loop {
        assert!(
            stream.read_buf(&mut bytes).await.unwrap() > 0,
            "the request ended early"
        );
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap().to_lowercase();
    let number = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))?;
        line.parse::<usize>().ok()
    };
    let length = number("content-length").unwrap_or_default();
    while bytes.len() < head + length {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "the body ended early");
    }
    let method = text.split(' ').next().unwrap().to_owned();
    (method, number("upload-offset"), length)
}

fn at(offset: usize) -> String {
    format!("200 OK\r\nUpload-Offset: {offset}\r\nUpload-Length: {PHOTO_BYTES}")
}

fn upload() -> Upload {
    Upload {
        photo: PhotoHash([5; 32]),
        jpeg: vec![7; PHOTO_BYTES],
        url: Some("/v1/photos/uploads/1".into()),
    }
}

async fn uploaded(answers: &[String]) -> (Result<Outcome, Failure>, Vec<Asked>) {
    let (phone, heard) = scripted(answers.to_vec()).await;
    let outcome = phone.upload(&upload(), |_| ()).await;
    let heard = heard.lock().await.clone();
    (outcome, heard)
}

fn held(sent_bytes: usize) -> Outcome {
    Outcome::Held {
        server_no: Some(7),
        sent_bytes: sent_bytes as u64,
    }
}

fn done() -> String {
    format!("204 No Content\r\nUpload-Offset: {PHOTO_BYTES}\r\nRonda-Server-No: 7")
}

#[tokio::test]
async fn an_upload_goes_on_at_the_offset_the_server_has_kept() {
    let (outcome, heard) = uploaded(&[at(400), done()]).await;
    assert_eq!(outcome.unwrap(), held(600));
    assert_eq!(heard, [("head".into(), None, 0), ("patch".into(), Some(400), 600)]);
}

#[tokio::test]
async fn a_chunk_out_of_step_makes_the_phone_ask_for_the_offset() {
    let (outcome, heard) = uploaded(&[at(0), "409 Conflict".into(), at(250), done()]).await;
    assert_eq!(outcome.unwrap(), held(750));
    assert_eq!(heard[1], ("patch".into(), Some(0), 1_000));
    assert_eq!(heard[3], ("patch".into(), Some(250), 750));
}

#[tokio::test]
async fn a_chunk_damaged_on_the_way_is_sent_again_from_where_the_server_is() {
    let (outcome, heard) = uploaded(&[at(0), "460 Checksum Mismatch".into(), at(0), done()]).await;
    assert_eq!(outcome.unwrap(), held(1_000));
    assert_eq!(heard.iter().filter(|(method, ..)| method == "patch").count(), 2);
}

#[tokio::test]
async fn a_link_that_damages_every_chunk_is_given_up_for_now_and_not_for_good() {
    let mut answers = Vec::new();
    (0..20).for_each(|_| answers.extend([at(0), "460 Checksum Mismatch".into()]));
    let (outcome, heard) = uploaded(&answers).await;
    assert!(!outcome.unwrap_err().is_permanent());
    assert!(heard.len() <= 2 * 8, "it stops asking: {}", heard.len());
}

#[tokio::test]
async fn an_upload_the_server_forgot_begins_anew() {
    let created = "201 Created\r\nLocation: /v1/photos/uploads/2".to_owned();
    let (outcome, heard) = uploaded(&["404 Not Found".into(), created, at(0), done()]).await;
    assert_eq!(outcome.unwrap(), held(1_000));
    let methods: Vec<&str> = heard.iter().map(|(method, ..)| method.as_str()).collect();
    assert_eq!(methods, ["head", "post", "head", "patch"]);
}

#[tokio::test]
async fn a_refused_photo_is_told_apart_by_whether_the_office_keeps_it() {
    for (name, in_custody) in [("photo_refused", false), ("photo_set_aside", true)] {
        let problem = format!(r#"{{"type":"/problems/{name}","name":"{name}","detail":"it carries a comment"}}"#);
        let (outcome, _) = uploaded(&[at(0), format!("422 Unprocessable Content{BODY}{problem}")]).await;
        let reason = "it carries a comment".to_owned();
        assert_eq!(outcome.unwrap(), Outcome::Refused(Refused { reason, in_custody }));
    }
}
