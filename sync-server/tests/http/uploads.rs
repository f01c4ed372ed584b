// SPDX-License-Identifier: EUPL-1.2
//! Photos in by tus: the whole walk, wrong turns, and going on after a restart.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder, Response};
use ronda_shared::limits::UPLOAD_IDLE_MS;
use ronda_shared::policy::Role;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::photos::{jpeg, sha256};
use crate::town::{Phone, Town, is_problem};

pub const UPLOADS: &str = "/v1/photos/uploads";

fn tus(town: &Town, phone: &Phone, method: Method, path: &str) -> RequestBuilder {
    town.asks(phone, method, path).header("tus-resumable", "1.0.0")
}

pub async fn create(town: &Town, phone: &Phone, hash: &str, length: usize) -> Response {
    let metadata = format!("filename cGhvdG8uanBn,sha256 {}", STANDARD.encode(hash));
    let request = tus(town, phone, Method::POST, UPLOADS).header("upload-length", length);
    request.header("upload-metadata", metadata).send().await.unwrap()
}

pub async fn patch(town: &Town, phone: &Phone, hash: &str, offset: usize, chunk: &[u8]) -> Response {
    chunk_of(town, phone, hash, offset, chunk).send().await.unwrap()
}

fn chunk_of(town: &Town, phone: &Phone, hash: &str, offset: usize, chunk: &[u8]) -> RequestBuilder {
    let request = tus(town, phone, Method::PATCH, &format!("{UPLOADS}/{hash}")).header("upload-offset", offset);
    request
        .header("content-type", "application/offset+octet-stream")
        .body(chunk.to_vec())
}

pub async fn head(town: &Town, phone: &Phone, hash: &str) -> Response {
    tus(town, phone, Method::HEAD, &format!("{UPLOADS}/{hash}"))
        .send()
        .await
        .unwrap()
}

fn offset(response: &Response) -> usize {
    response.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_goes_up_in_chunks_and_its_last_answer_is_the_receipt() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 31).await;
    let photo = jpeg(1);
    let hash = sha256(&photo);
    let created = create(&town, &phone, &hash, photo.len()).await;
    assert_eq!(created.status(), 201);
    assert_eq!(created.headers()["location"], format!("{UPLOADS}/{hash}"));
    assert!(created.headers()["upload-expires"].to_str().unwrap().ends_with("GMT"));
    let (first, rest) = photo.split_at(photo.len() / 2);
    let middle = patch(&town, &phone, &hash, 0, first).await;
    assert_eq!((middle.status().as_u16(), offset(&middle)), (204, first.len()));
    assert!(!middle.headers().contains_key("ronda-server-no"));
    is_problem(patch(&town, &phone, &hash, 0, first).await, 409, "wrong_offset").await;
    assert_eq!(offset(&head(&town, &phone, &hash).await), first.len());
    let last = patch(&town, &phone, &hash, first.len(), rest).await;
    assert_eq!((last.status().as_u16(), offset(&last)), (204, photo.len()));
    assert_eq!(last.headers()["ronda-photo"], hash);
    let number = last.headers()["ronda-server-no"].clone();
    let after = head(&town, &phone, &hash).await;
    assert_eq!(
        (offset(&after), &after.headers()["ronda-server-no"]),
        (photo.len(), &number)
    );
    let again = create(&town, &phone, &hash, photo.len()).await;
    assert_eq!((again.status().as_u16(), offset(&again)), (201, photo.len()));
    assert_eq!(
        again.headers()["ronda-server-no"],
        number,
        "no bytes and no second number"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn creation_may_bring_all_the_bytes_at_once() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 32).await;
    let photo = jpeg(2);
    let request = tus(&town, &phone, Method::POST, UPLOADS).header("upload-length", photo.len());
    let request = request.header("upload-metadata", format!("sha256 {}", STANDARD.encode(sha256(&photo))));
    let request = request.header("content-type", "application/offset+octet-stream");
    let created = request.body(photo.clone()).send().await.unwrap();
    assert_eq!((created.status().as_u16(), offset(&created)), (201, photo.len()));
    assert!(created.headers().contains_key("ronda-server-no"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_after_a_restart_at_the_file_s_real_length() {
    let mut town = Town::open().await;
    let mut phone = town.phone(Role::Agent, &[], 33).await;
    let photo = jpeg(3);
    let hash = sha256(&photo);
    create(&town, &phone, &hash, photo.len()).await;
    let half = photo.len() / 2;
    patch(&town, &phone, &hash, 0, &photo[..half]).await;
    town.restart().await;
    phone.token = town.token(&phone).await;
    let partial = std::fs::read_dir(town.data.path().join("uploads"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let standing = offset(&head(&town, &phone, &hash).await);
    assert_eq!((standing, partial.metadata().unwrap().len()), (half, half as u64));
    let continued = create(&town, &phone, &hash, photo.len()).await;
    assert_eq!(offset(&continued), half, "beginning again continues");
    let last = patch(&town, &phone, &hash, half, &photo[half..]).await;
    assert!(last.headers().contains_key("ronda-server-no"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_with_a_wrong_checksum_is_not_taken() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 34).await;
    let photo = jpeg(4);
    let hash = sha256(&photo);
    create(&town, &phone, &hash, photo.len()).await;
    let with = |checksum: String, chunk: &[u8], at: usize| {
        chunk_of(&town, &phone, &hash, at, chunk)
            .header("upload-checksum", checksum)
            .send()
    };
    let wrong = format!("sha1 {}", STANDARD.encode(Sha1::digest(b"else")));
    is_problem(with(wrong, &photo[..100], 0).await.unwrap(), 460, "wrong_checksum").await;
    assert_eq!(offset(&head(&town, &phone, &hash).await), 0);
    let right = format!("sha1 {}", STANDARD.encode(Sha1::digest(&photo[..100])));
    assert_eq!(offset(&with(right, &photo[..100], 0).await.unwrap()), 100);
    let right = format!("sha256 {}", STANDARD.encode(Sha256::digest(&photo[100..])));
    assert!(
        with(right, &photo[100..], 100)
            .await
            .unwrap()
            .headers()
            .contains_key("ronda-server-no")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_announced_photo_is_refused_and_removed() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 35).await;
    let photo = jpeg(5);
    let other = sha256(b"another photo");
    create(&town, &phone, &other, photo.len()).await;
    is_problem(patch(&town, &phone, &other, 0, &photo).await, 422, "photo_refused").await;
    assert_eq!(head(&town, &phone, &other).await.status(), 404);
    assert_eq!(std::fs::read_dir(town.data.path().join("uploads")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_carries_metadata_is_refused_with_the_reason() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 36).await;
    let photo = jpeg(6);
    let comment = [0xFF, 0xFE, 0x00, 0x06, b'h', b'o', b'm', b'e'];
    let talking = [&photo[..2], &comment, &photo[2..]].concat();
    let hash = sha256(&talking);
    create(&town, &phone, &hash, talking.len()).await;
    let problem = is_problem(patch(&town, &phone, &hash, 0, &talking).await, 422, "photo_set_aside").await;
    assert!(problem["detail"].as_str().unwrap().contains("carries"), "{problem}");
    let kept = town
        .data
        .path()
        .join("refused")
        .join(phone.key.public().device().to_string());
    assert_eq!(std::fs::read(kept.join(format!("{hash}.bin"))).unwrap(), talking);
    assert_eq!(head(&town, &phone, &hash).await.status(), 404, "nobody is shown it");
    create(&town, &phone, &hash, talking.len()).await;
    is_problem(patch(&town, &phone, &hash, 0, &talking).await, 422, "photo_set_aside").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_can_be_ended_and_lapses_by_itself() {
    let mut town = Town::open().await;
    let mut phone = town.phone(Role::Agent, &[], 37).await;
    let (ended, left) = (sha256(b"ended"), sha256(b"left"));
    create(&town, &phone, &ended, 10).await;
    let delete = tus(&town, &phone, Method::DELETE, &format!("{UPLOADS}/{ended}"))
        .send()
        .await
        .unwrap();
    assert_eq!(delete.status(), 204);
    assert_eq!(head(&town, &phone, &ended).await.status(), 404);
    create(&town, &phone, &left, 10).await;
    town.pass_ms(2 * UPLOAD_IDLE_MS);
    town.restart().await;
    phone.token = town.token(&phone).await;
    // The sweep begins with the server; the head that sees its end is asked until then.
    let mut tries = 0;
    while head(&town, &phone, &left).await.status() != 404 {
        tries += 1;
        assert!(tries < 1_000, "the lapsed upload is still there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tus_asks_of_a_server_is_kept() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 38).await;
    let options = town
        .web
        .request(Method::OPTIONS, town.url(UPLOADS))
        .send()
        .await
        .unwrap();
    assert_eq!(options.status(), 204);
    assert_eq!(options.headers()["tus-version"], "1.0.0");
    assert!(
        options.headers()["tus-extension"]
            .to_str()
            .unwrap()
            .contains("creation-with-upload")
    );
    let old = town
        .asks(&phone, Method::POST, UPLOADS)
        .header("tus-resumable", "0.2.2")
        .header("upload-length", 1);
    let old = old.send().await.unwrap();
    assert_eq!(
        (&old.headers()["tus-version"], &old.headers()["tus-resumable"]),
        (&"1.0.0".parse().unwrap(), &"1.0.0".parse().unwrap())
    );
    is_problem(old, 412, "tus_version").await;
    let nameless = tus(&town, &phone, Method::POST, UPLOADS)
        .header("upload-length", 5)
        .send()
        .await
        .unwrap();
    is_problem(nameless, 400, "bad_request").await;
    is_problem(create(&town, &phone, &sha256(b"big"), 5 << 20).await, 413, "too_large").await;
    let hash = sha256(b"typed");
    create(&town, &phone, &hash, 10).await;
    let plain = tus(&town, &phone, Method::PATCH, &format!("{UPLOADS}/{hash}"))
        .header("upload-offset", 0)
        .body("x");
    is_problem(plain.send().await.unwrap(), 415, "wrong_type").await;
    is_problem(patch(&town, &phone, &hash, 0, &[0; 11]).await, 413, "too_large").await;
    is_problem(
        patch(&town, &phone, &sha256(b"never begun"), 0, b"x").await,
        404,
        "not_found",
    )
    .await;
}
