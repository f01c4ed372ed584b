// SPDX-License-Identifier: EUPL-1.2
//! HTTP as nobody well-meaning sends it: anything at all, to every route.

use reqwest::{Method, RequestBuilder, Response, StatusCode};

use super::http::{CONFIG, Http};
use crate::camera::{Scene, photo};
use crate::office::{Office, text};
use crate::phone::Phone;
use crate::scenario::Random;
use crate::stranger::Stranger;

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
        let http = Http::to(&office);
        Self { office, http, photos }
    }
}

/// Requests made of anything, of a seed; answers how many were answered.
///
/// # Panics
/// When one is answered by a fault of the server, by nothing, or by what is not the asker's to read, or the server is gone.
pub async fn anything(seed: u64, count: u64) -> u64 {
    let town = Town::new();
    let stranger = Stranger::enrolled(&town.office, "Mallory Esempio", "school").await;
    let paths: Vec<String> = town.http.described().await.into_keys().collect();
    let mut random = Random::of(seed);
    let mut answered = 0;
    for number in 0..count {
        let (request, what) = one(&town, &stranger, &paths, &mut random);
        let what = format!("seed {seed}, request {number}: {what}");
        if let Some(answer) = sent(request, &what).await {
            answered += 1;
            judged(answer, &what).await;
        }
    }
    let health = sent(town.http.asks(Method::GET, "/healthz", ""), "is the server well?").await;
    let health = health.map(|answer| answer.status());
    assert_eq!(health, Some(StatusCode::OK), "seed {seed}\n{}", town.office.log());
    town.office.assert_sound();
    answered
}

/// The answer to a request; none when it cannot even be built, as with words that no header may hold: it never leaves this machine.
async fn sent(request: RequestBuilder, what: &str) -> Option<Response> {
    match request.send().await {
        Ok(answer) => Some(answer),
        Err(error) if error.is_builder() => None,
        Err(error) => panic!("{what} is not answered: {error:?}"),
    }
}

async fn judged(answer: Response, what: &str) {
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
    assert!(
        !body.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()),
        "{what} leaks"
    );
    let plain = body.is_empty() || kind == "application/problem+json";
    assert!(!status.is_client_error() || plain, "{what}: {status} is told as {kind}");
}

const METHODS: [Method; 8] = [
    Method::GET,
    Method::POST,
    Method::PATCH,
    Method::HEAD,
    Method::DELETE,
    Method::PUT,
    Method::OPTIONS,
    Method::TRACE,
];
const HEADERS: [(&str, &[&str]); 8] = [
    (
        "content-type",
        &[
            "application/json",
            "application/offset+octet-stream",
            "application/vnd.ronda.exchange+cbor+zstd",
            "text/plain",
            "",
        ],
    ),
    ("Tus-Resumable", &["1.0.0", "0.2.2", "x"]),
    (
        "Upload-Length",
        &["0", "1", "99999999999999999999", "-1", "4194305", "12"],
    ),
    ("Upload-Offset", &["0", "1", "18446744073709551615", "x"]),
    (
        "Upload-Metadata",
        &[
            "sha256 MDA=",
            "sha256",
            "sha256 !!!!",
            ",,,,",
            "sha256 MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
        ],
    ),
    ("Upload-Checksum", &["sha256 AAAA", "md5 AAAA", "sha1", ""]),
    ("Range", &["bytes=0-", "bytes=5-1", "x"]),
    ("Accept-Encoding", &["zstd", "*;q=0", "gzip, br"]),
];

fn one(town: &Town, stranger: &Stranger, paths: &[String], random: &mut Random) -> (RequestBuilder, String) {
    let path = &paths[random.index(paths.len())];
    let hash = &town.photos[random.index(town.photos.len())];
    let parts = [
        hash.as_str(),
        "..%2f..%2fkeys",
        "%00",
        "0000",
        "",
        "a\u{301}",
        "%F0%9F%92%A9",
    ];
    let filled = path.replace("{sha256}", parts[random.index(parts.len())]);
    let method = METHODS[random.index(METHODS.len())].clone();
    let token = [stranger.token.as_str(), "", "x", "Zm9v"][random.index(4)];
    let what = format!("{method} {filled}");
    let mut request = town.http.asks(method, &filled, token);
    for (name, values) in HEADERS {
        if random.below(2) == 0 {
            request = request.header(name, values[random.index(values.len())]);
        }
    }
    let bodies = [
        Vec::new(),
        b"{}".to_vec(),
        b"{\"device\":\"00\",\"more\":1}".to_vec(),
        b"[[[[[[[[[[[[[[[[".repeat(300),
        vec![0; random.index(4_000)],
        ronda_shared::wire::encode(&vec![random.below(255) as u8; random.index(3_000)]),
        (0..random.index(600)).map(|_| random.below(256) as u8).collect(),
    ];
    (request.body(bodies[random.index(bodies.len())].clone()), what)
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
