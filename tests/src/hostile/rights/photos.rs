// SPDX-License-Identifier: EUPL-1.2
//! Photos asked for by their names: the bytes, the thumbnail, and every step of an upload.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder};
use ronda_shared::identity::{BoxKey, Secret};
use ronda_shared::ids::PhotoHash;
use ronda_shared::photo::{intake, seal_original};
use sha2::{Digest, Sha256};

use super::people::Person;
use super::rules;
use super::town::Town;
use crate::camera::{Scene, photo};
use crate::hostile::http::{Http, Said};

const UPLOADS: &str = "/v1/photos/uploads";
const CHUNK: &str = "application/offset+octet-stream";

/// A file among the photos.
#[derive(Clone)]
pub struct Photo {
    pub hash: PhotoHash,
    pub bytes: Vec<u8>,
    /// The sealed original of a redacted one.
    pub sealed: bool,
    /// The office has its bytes.
    pub stored: bool,
}

impl Photo {
    /// The photo of a number.
    pub fn of(number: u64) -> Self {
        let scene = Scene::at(43.77, 11.25, number as u32).sized(120, 90);
        Self::file(intake(&photo(scene)).expect("a photo of ours").jpeg, false)
    }

    /// A sealed original; nobody here has the key.
    pub fn sealed(number: u64) -> Self {
        let key = BoxKey::from_seed(&Secret([number as u8; 32])).public();
        let file = seal_original(&key, &Secret([9; 32]), &Self::of(number).bytes);
        Self::file(file.expect("a key"), true)
    }

    fn file(bytes: Vec<u8>, sealed: bool) -> Self {
        Self {
            hash: PhotoHash(Sha256::digest(&bytes).into()),
            bytes,
            sealed,
            stored: true,
        }
    }

    /// Its bytes come from a device, in one go.
    pub async fn comes(&self, http: &Http, token: &str) {
        let hash = self.hash.to_string();
        let request = begins(http, token, &hash, self.bytes.len()).header("content-type", CHUNK);
        let answer = request.body(self.bytes.clone()).send().await.expect("an answer");
        let said = Said::about(&hash, answer).await;
        assert!(said.status == 201 && is_receipt(&said), "{said:?}");
    }
}

fn is_receipt(said: &Said) -> bool {
    !said.header("ronda-server-no").is_empty()
}

fn begins(http: &Http, token: &str, hash: &str, length: usize) -> RequestBuilder {
    let request = tus(http.asks(Method::POST, UPLOADS, token)).header("Upload-Length", length);
    request.header("Upload-Metadata", format!("sha256 {}", STANDARD.encode(hash)))
}

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header("Tus-Resumable", "1.0.0")
}

/// The ways to a photo, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Bytes,
    Head,
    Unchanged,
    Thumbnail,
    ThumbnailHead,
    Standing,
    Patch,
    Terminate,
    Create,
    /// Where it stands after the creation, and the end of what was created.
    StandingAfter,
    TerminateAfter,
}

/// Each way, the status for who may have the photo, and for who may not: that of a photo nobody ever had.
const WAYS: [(Way, u16, u16); 11] = [
    (Way::Bytes, 200, 404),
    (Way::Head, 200, 404),
    (Way::Unchanged, 304, 404),
    (Way::Thumbnail, 200, 404),
    (Way::ThumbnailHead, 200, 404),
    (Way::Standing, 200, 404),
    (Way::Patch, 409, 404),
    (Way::Terminate, 404, 404),
    (Way::Create, 201, 201),
    (Way::StandingAfter, 200, 200),
    (Way::TerminateAfter, 404, 204),
];

/// Ways that say where the photo stands in the log to who may have it, and to nobody else.
const RECEIPTED: [Way; 3] = [Way::Standing, Way::Create, Way::StandingAfter];

/// A person asks for every photo of the town by every way.
pub async fn by(town: &Town, person: &Person) -> u64 {
    let mut tried = 0;
    for (thing, photo) in town.photos() {
        let has = rules::has(person, thing, photo);
        for (way, ours, nobody_s) in WAYS {
            let theirs = asked(town, person, &photo.hash.to_string(), way, photo.bytes.len()).await;
            let about = format!("{} {way:?} {}", person.name(), photo.hash);
            let small = matches!(way, Way::Thumbnail | Way::ThumbnailHead);
            let status = if has && !(small && photo.sealed) {
                ours
            } else {
                nobody_s
            };
            assert_eq!(theirs.status, status, "{about}: {theirs:?}");
            assert_eq!(
                is_receipt(&theirs),
                has && RECEIPTED.contains(&way),
                "{about}: {theirs:?}"
            );
            if has && way == Way::Bytes {
                assert_eq!(PhotoHash(Sha256::digest(&theirs.body).into()), photo.hash, "{about}");
            }
            if !has {
                let nothing = asked(town, person, &"0".repeat(64), way, photo.bytes.len()).await;
                assert_eq!(
                    theirs, nothing,
                    "{about}: another's and what is not there are told apart"
                );
            }
            tried += 1;
        }
    }
    tried
}

async fn asked(town: &Town, person: &Person, hash: &str, way: Way, length: usize) -> Said {
    let token = &person.device.token;
    let at = |method, path: String| town.http.asks(method, &path, token);
    let (photo, upload) = (format!("/v1/photos/{hash}"), format!("{UPLOADS}/{hash}"));
    let small = format!("{photo}/thumbnail");
    let request = match way {
        Way::Bytes => at(Method::GET, photo),
        Way::Head => at(Method::HEAD, photo),
        Way::Unchanged => at(Method::GET, photo).header("If-None-Match", format!("\"{hash}\"")),
        Way::Thumbnail => at(Method::GET, small),
        Way::ThumbnailHead => at(Method::HEAD, small),
        Way::Standing | Way::StandingAfter => tus(at(Method::HEAD, upload)),
        Way::Terminate | Way::TerminateAfter => tus(at(Method::DELETE, upload)),
        Way::Patch => chunk(at(Method::PATCH, upload), 0, Vec::new()),
        Way::Create => begins(&town.http, token, hash, length),
    };
    Said::about(hash, request.send().await.expect("an answer")).await
}

fn chunk(request: RequestBuilder, at: usize, bytes: Vec<u8>) -> RequestBuilder {
    let request = tus(request).header("content-type", CHUNK);
    request.header("Upload-Offset", at).body(bytes)
}

/// An upload under way is its device's alone: nobody else sees it, adds to it or ends it. What came of it is nobody else's
/// either while no ticket names it.
pub async fn running(town: &Town) -> u64 {
    let (owner, photo) = (&town.people[0], Photo::of(1_000));
    let (hash, half) = (photo.hash.to_string(), photo.bytes.len() / 2);
    let (first, second) = photo.bytes.split_at(half);
    let begun = begins(&town.http, &owner.device.token, &hash, photo.bytes.len());
    let begun = begun.header("content-type", CHUNK).body(first.to_vec());
    assert_eq!(begun.send().await.expect("an answer").status(), 201);
    let mut tried = unseen_by(town, &town.people[1..], &hash).await;
    let standing = asked(town, owner, &hash, Way::Standing, 0).await;
    assert_eq!(standing.header("upload-offset"), half.to_string(), "nobody moved it");
    let rest = town
        .http
        .asks(Method::PATCH, &format!("{UPLOADS}/{hash}"), &owner.device.token);
    let rest = chunk(rest, half, second.to_vec()).send().await.expect("an answer");
    assert!(is_receipt(&Said::about(&hash, rest).await), "it ends as it began");
    tried += unseen_by(town, &town.people[1..], &hash).await;
    tried
}

/// What is no photo of ours lies apart for the office: nobody is shown it, not even who brought it.
pub async fn set_aside(town: &Town) -> u64 {
    let odd = Photo::file(b"GIF89a is no photo of ours".to_vec(), false);
    let hash = odd.hash.to_string();
    let request = begins(&town.http, &town.people[0].device.token, &hash, odd.bytes.len());
    let request = request.header("content-type", CHUNK).body(odd.bytes);
    let said = Said::about(&hash, request.send().await.expect("an answer")).await;
    assert_eq!((said.status, said.problem().as_str()), (422, "photo_set_aside"));
    unseen_by(town, &town.people, &hash).await
}

async fn unseen_by(town: &Town, people: &[Person], hash: &str) -> u64 {
    let mut tried = 0;
    for person in people {
        for way in [Way::Bytes, Way::Thumbnail, Way::Standing, Way::Patch, Way::Terminate] {
            let theirs = asked(town, person, hash, way, 0).await;
            let nothing = asked(town, person, &"0".repeat(64), way, 0).await;
            assert_eq!(theirs.status, 404, "{} {way:?}", person.name());
            assert_eq!(theirs, nothing, "{} {way:?}", person.name());
            tried += 1;
        }
    }
    tried
}
