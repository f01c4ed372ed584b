// SPDX-License-Identifier: EUPL-1.2
//! HTTP as nobody well-meaning sends it, to every route: half of it anything at all, half made of the office's description.

mod described;
mod honest;
mod schema;
mod wild;

use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use ronda_shared::place::{Catalogue, SignedCatalogue};
use ronda_shared::wire::{EXCHANGE_TYPE, from_cbor};

use self::described::{Description, Draft};
use self::honest::Honest;
use super::http::{CONFIG, Http};
use crate::camera::{Scene, photo};
use crate::office::{Office, text};
use crate::phone::Phone;
use crate::place::HOUSE_NUMBERS;
use crate::scenario::Random;

/// In every ticket, and in no answer to those who may not read it.
const SECRET: &str = "Zanzottera";

/// An office with a few tickets, each with its photo.
struct Town {
    office: Office,
    http: Http,
    photos: Vec<String>,
}

impl Town {
    fn new() -> Self {
        let mut office = Office::configured(CONFIG);
        office.start();
        let phone = Phone::of(&office, "Ada Prova", "operator");
        let filed = |at: u32| {
            let scene = Scene::at(43.77, 11.25, at).sized(120, 90);
            let file = phone.file(&format!("{at}.jpg"), &photo(scene));
            let title = format!("{SECRET} {at}");
            let id = text(&phone.files(&["--title", &title, "--photo", &file])["id"]);
            text(&phone.show(&id)["photos"][0]["sha256"])
        };
        let photos = (0..3).map(filed).collect();
        phone.syncs();
        office.run(&["gazetteer", "import", HOUSE_NUMBERS]).done();
        let http = Http::to(&office);
        Self { office, http, photos }
    }

    /// The files of the catalogue.
    async fn maps(&self, token: &str) -> Vec<String> {
        let answer = self.http.asks(Method::GET, "/v1/place", token).send().await;
        let body = answer.expect("an answer").bytes().await.expect("a body");
        let signed: SignedCatalogue = from_cbor(&body).expect("a catalogue");
        let catalogue: Catalogue = from_cbor(&signed.body).expect("a catalogue");
        catalogue.files().map(|file| file.sha256.to_string()).collect()
    }

    fn request(&self, draft: &Draft) -> RequestBuilder {
        let mut request = self.http.asks(draft.method.clone(), &draft.path, &draft.token);
        for (name, value) in &draft.headers {
            request = request.header(name, value.clone());
        }
        request.body(draft.body.clone())
    }
}

/// What came of requests.
pub struct Tried {
    pub answered: u64,
    /// How often each operation of the description was asked as it says, and how often it did what was asked.
    pub operations: BTreeMap<String, (u64, u64)>,
}

/// Requests made of anything and of the description, of a seed.
///
/// # Panics
/// When one is answered by a fault of the server, by nothing, or by what is not the asker's to read, or the server is gone.
pub async fn anything(seed: u64, count: u64) -> Tried {
    let town = Town::new();
    let description = Description::read(&town.http.description().await);
    let paths: Vec<String> = town.http.described().await.into_keys().collect();
    let mut honest = Honest::of(&town).await;
    let mut random = Random::of(seed);
    let operations = description.operations.iter();
    let mut tried = Tried {
        answered: 0,
        operations: operations.map(|operation| (operation.name(), (0, 0))).collect(),
    };
    for number in 0..count {
        let told = |what: &str| format!("seed {seed}, request {number}: {what}");
        if number % 2 == 0 {
            let draft = wild::request(&paths, &town.photos, &honest.outsider.token, &mut random);
            let what = told(&format!("{} {}", draft.method, draft.path));
            if let Some(answer) = sent(town.request(&draft), &what).await {
                tried.answered += 1;
                judged(answer, draft.may_read, &what).await;
            }
            continue;
        }
        let operation = &description.operations[random.index(description.operations.len())];
        let (draft, what) = description.request(operation, &mut honest, &mut random).await;
        let what = told(&what);
        if let Some(answer) = sent(town.request(&draft), &what).await {
            honest.hears(operation, &draft.about, &answer);
            let counts = tried.operations.entry(operation.name()).or_default();
            *counts = (counts.0 + 1, counts.1 + u64::from(answer.status().is_success()));
            tried.answered += 1;
            judged(answer, draft.may_read, &what).await;
        }
    }
    let health = sent(town.http.asks(Method::GET, "/healthz", ""), "is the server well?").await;
    let health = health.map(|answer| answer.status());
    assert_eq!(health, Some(StatusCode::OK), "seed {seed}\n{}", town.office.log());
    town.office.assert_sound();
    tried
}

/// The answer to a request; none when it cannot even be built, as with words that no header may hold: it never leaves this machine.
async fn sent(request: RequestBuilder, what: &str) -> Option<Response> {
    match request.send().await {
        Ok(answer) => Some(answer),
        Err(error) if error.is_builder() => None,
        Err(error) => panic!("{what} is not answered: {error:?}"),
    }
}

async fn judged(answer: Response, may_read: bool, what: &str) {
    let status = answer.status();
    let kind = answer
        .headers()
        .get("content-type")
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    assert!(!status.is_server_error(), "{what}: {status}");
    if kind == "text/event-stream" {
        // Told for as long as somebody listens.
        return;
    }
    let body = answer.bytes().await;
    let body = body.unwrap_or_else(|error| panic!("{what} is not answered to its end: {error:?}"));
    let read = match kind.as_str() {
        EXCHANGE_TYPE => zstd::decode_all(&body[..]).unwrap_or_else(|error| panic!("{what}: {error}")),
        _ => body.to_vec(),
    };
    assert!(
        may_read || !read.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()),
        "{what} leaks"
    );
    let plain = body.is_empty() || kind == "application/problem+json";
    assert!(!status.is_client_error() || plain, "{what}: {status} is told as {kind}");
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn client() -> reqwest::Client {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder().no_proxy().build().unwrap()
    }

    async fn asked(url: &str) {
        sent(client().get(url), "GET /healthz").await;
    }

    #[tokio::test]
    #[should_panic(expected = "GET /healthz is not answered")]
    async fn a_server_that_is_gone_is_noticed() {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        asked(&format!("http://{address}/healthz")).await;
    }

    #[tokio::test]
    #[should_panic(expected = "GET /healthz is not answered")]
    async fn a_server_that_hangs_up_is_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let hangs_up = std::thread::spawn(move || listener.incoming().flatten().take(4).for_each(drop));
        asked(&format!("http://{address}/healthz")).await;
        drop(hangs_up);
    }

    #[tokio::test]
    async fn only_what_cannot_be_built_is_not_sent() {
        let request = client().get("http://127.0.0.1/").header("x", "\n");
        assert!(sent(request, "a line break in a header").await.is_none());
    }
}
