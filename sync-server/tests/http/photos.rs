// SPDX-License-Identifier: EUPL-1.2
//! Photos out: to who may see them, with headers that keep a browser from running them; to others they do not exist.

use futures::future::join_all;
use jpeg_encoder::{ColorType, Encoder};
use reqwest::Method;
use ronda_shared::photo::{intake, verify_stored};
use ronda_shared::policy::Role;
use sha2::{Digest, Sha256};

use crate::town::{Town, hex, is_problem};
use crate::uploads::{create, patch};

pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A stored photo as the app prepares it, different for each seed.
pub fn jpeg(seed: u8) -> Vec<u8> {
    sized(seed, (320, 240))
}

fn large_jpeg() -> Vec<u8> {
    sized(1, (1_280, 960))
}

fn sized(seed: u8, (width, height): (u16, u16)) -> Vec<u8> {
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height) * 3)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 ^ seed)
        .collect();
    let mut camera = Vec::new();
    Encoder::new(&mut camera, 90)
        .encode(&pixels, width, height, ColorType::Rgb)
        .unwrap();
    intake(&camera).unwrap().jpeg
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_photo_is_given_to_its_uploader_and_does_not_exist_for_others() {
    let town = Town::open().await;
    let owner = town.phone(Role::Agent, &["D1"], 41).await;
    let other = town.phone(Role::Agent, &["D2"], 42).await;
    let photo = jpeg(41);
    let hash = sha256(&photo);
    create(&town, &owner, &hash, photo.len()).await;
    assert_eq!(patch(&town, &owner, &hash, 0, &photo).await.status(), 204);

    let path = format!("/v1/photos/{hash}");
    let given = town.asks(&owner, Method::GET, &path).send().await.unwrap();
    let headers = given.headers().clone();
    assert_eq!(given.bytes().await.unwrap(), photo);
    assert_eq!(
        (&headers["content-type"], &headers["x-content-type-options"]),
        (&"image/jpeg".parse().unwrap(), &"nosniff".parse().unwrap())
    );
    assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(headers["cache-control"].to_str().unwrap().starts_with("private"));
    assert!(
        headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let head = town.asks(&owner, Method::HEAD, &path).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], photo.len().to_string());
    let known = town
        .asks(&owner, Method::GET, &path)
        .header("if-none-match", &headers["etag"])
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), 304);

    let hidden = town.asks(&other, Method::GET, &path).send().await.unwrap();
    let absent = town
        .asks(&other, Method::GET, &format!("/v1/photos/{}", sha256(b"absent")))
        .send()
        .await
        .unwrap();
    let bare = |headers: &reqwest::header::HeaderMap| {
        let mut headers = headers.clone();
        headers.remove("date");
        headers.remove("x-request-id");
        headers
    };
    assert_eq!(bare(hidden.headers()), bare(absent.headers()));
    assert_eq!(
        is_problem(hidden, 404, "not_found").await,
        is_problem(absent, 404, "not_found").await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thumbnail_is_small_bare_and_as_private_as_its_photo() {
    let town = Town::open().await;
    let owner = town.phone(Role::Agent, &["D1"], 45).await;
    let other = town.phone(Role::Agent, &["D2"], 46).await;
    let photo = large_jpeg();
    let hash = sha256(&photo);
    create(&town, &owner, &hash, photo.len()).await;
    let path = format!("/v1/photos/{hash}/thumbnail");
    let early = town.asks(&owner, Method::GET, &path).send().await.unwrap();
    is_problem(early, 404, "not_found").await;
    patch(&town, &owner, &hash, 0, &photo).await;
    let given = town.asks(&owner, Method::GET, &path).send().await.unwrap();
    assert_eq!(given.headers()["content-type"], "image/jpeg");
    let small = verify_stored(&given.bytes().await.unwrap()).unwrap();
    assert_eq!((small.width, small.height), (320, 240));
    let hidden = town.asks(&other, Method::GET, &path).send().await.unwrap();
    is_problem(hidden, 404, "not_found").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thumbnail_is_made_once_however_many_ask_and_who_finds_no_room_is_told_when_to_come_again() {
    let town = Town::open().await;
    let owner = town.phone(Role::Agent, &["D1"], 47).await;
    let photo = large_jpeg();
    let hash = sha256(&photo);
    create(&town, &owner, &hash, photo.len()).await;
    patch(&town, &owner, &hash, 0, &photo).await;
    let path = format!("/v1/photos/{hash}/thumbnail");
    let asked = (0..40).map(|_| town.asks(&owner, Method::GET, &path).send());
    let mut smalls = Vec::new();
    for answer in join_all(asked).await {
        let answer = answer.unwrap();
        if answer.status() == 200 {
            smalls.push(answer.bytes().await.unwrap());
        } else {
            assert!(answer.headers().contains_key("retry-after"));
            is_problem(answer, 503, "overloaded").await;
        }
    }
    let photos = town.office().photos();
    photos.remove(&hash.parse().unwrap()).await.unwrap();
    let kept = town.asks(&owner, Method::GET, &path).send().await.unwrap();
    assert_eq!(kept.status(), 200, "made before, and kept");
    let kept = kept.bytes().await.unwrap();
    assert!(!smalls.is_empty() && smalls.iter().all(|small| *small == kept));
    town.office().thumbnails().forget(&hash.parse().unwrap());
    let gone = town.asks(&owner, Method::GET, &path).send().await.unwrap();
    assert_eq!(gone.status(), 500, "made of the photo, which is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn naming_a_hash_gives_no_access_but_bringing_the_bytes_does() {
    let town = Town::open().await;
    let first = town.phone(Role::Agent, &["D1"], 43).await;
    let second = town.phone(Role::Agent, &["D2"], 44).await;
    let photo = jpeg(43);
    let hash = sha256(&photo);
    create(&town, &first, &hash, photo.len()).await;
    let one = patch(&town, &first, &hash, 0, &photo).await;
    let named = create(&town, &second, &hash, photo.len()).await;
    assert_eq!(named.headers()["upload-offset"], "0", "as if nobody had it");
    let path = format!("/v1/photos/{hash}");
    assert_eq!(
        town.asks(&second, Method::GET, &path).send().await.unwrap().status(),
        404
    );
    let two = patch(&town, &second, &hash, 0, &photo).await;
    assert_eq!(one.headers()["ronda-server-no"], two.headers()["ronda-server-no"]);
    assert_eq!(
        town.asks(&second, Method::GET, &path).send().await.unwrap().status(),
        200
    );
}
