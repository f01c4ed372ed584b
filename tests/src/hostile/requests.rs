// SPDX-License-Identifier: EUPL-1.2
//! HTTP as nobody well-meaning sends it: every route by every role to every object of every scope, then anything at all.

use std::time::Duration;

use reqwest::{Client, Method, Response};
use ronda_shared::ids::TicketId;
use ronda_shared::wire::{ExchangeRequest, TicketHeads};
use serde_json::Value;

use crate::camera::{Scene, photo};
use crate::office::{Office, text};
use crate::phone::Phone;
use crate::scenario::Random;
use crate::stranger::Stranger;

/// The shipped limits guard against guessing; here one address asks as many do.
const CONFIG: &str = "[limits]\nenrol_per_minute = 10000\nper_ip_per_s = 10000000\nper_ip_burst = 10000000\nper_device_per_s = 1000000\nper_device_burst = 1000000\n";
/// In every ticket, and in no answer to those who may not read it.
const SECRET: &str = "Zanzottera";

/// Only tells slow from endless. News are told for as long as somebody listens: of them only the head is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who asks: name, role, more grants, and which of the tickets are his to see.
type Who = (&'static str, &'static str, &'static [&'static str], [bool; 3]);

/// The tickets are one of Q1, one of Q2, and one of Q1 reserved to the police; all open, none taken by an office.
const EVERYBODY: &[Who] = &[
    ("agent of all", "agent", &[], [true, true, true]),
    ("agent of Q1", "agent", &["--district", "Q1"], [true, false, true]),
    ("agent of Q2", "agent", &["--district", "Q2"], [false, true, true]),
    (
        "crew of nobody in Q1",
        "crew",
        &["--district", "Q1"],
        [true, false, false],
    ),
    (
        "crew of roads",
        "crew",
        &["--office", "strade", "--crew", "strade-1"],
        [false, false, false],
    ),
    (
        "leader of roads",
        "crew_leader",
        &["--office", "strade", "--crew", "strade-1"],
        [false, false, false],
    ),
    ("front desk", "operator", &[], [true, true, true]),
    (
        "desk of the greens",
        "operator",
        &["--office", "verde"],
        [false, false, false],
    ),
    (
        "director of Q1",
        "director",
        &["--district", "Q1"],
        [true, false, false],
    ),
    ("school", "school", &[], [false, false, false]),
    ("viewer", "viewer", &[], [false, false, false]),
    ("admin", "admin", &[], [false, false, false]),
    ("auditor", "auditor", &[], [false, false, false]),
];

/// A town with three tickets, each with its photo.
pub struct Town {
    pub office: Office,
    http: Client,
    tickets: Vec<(TicketId, String)>,
}

impl Town {
    pub fn new() -> Self {
        let mut office = Office::configured(CONFIG);
        office.start();
        let phone = Phone::of(&office, "Ada Prova", "operator");
        let places: [&[&str]; 3] = [
            &["--district", "Q1"],
            &["--district", "Q2"],
            &["--district", "Q1", "--visibility", "reserved"],
        ];
        let tickets = places
            .iter()
            .enumerate()
            .map(|(at, more)| {
                let file = phone.file(
                    &format!("{at}.jpg"),
                    &photo(Scene::at(43.77, 11.25, at as u32).sized(120, 90)),
                );
                let title = format!("{SECRET} {at}");
                let args = [
                    &["--title", &title, "--photo", &file, "--lat", "43.77", "--lon", "11.25"],
                    *more,
                ]
                .concat();
                let id = text(&phone.files(&args)["id"]);
                let hash = text(&phone.show(&id)["photos"][0]["sha256"]);
                (id.parse().expect("an id"), hash)
            })
            .collect();
        phone.syncs();
        let http = Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .expect("a client");
        Self { office, http, tickets }
    }

    fn asks(&self, method: Method, path: &str, token: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.office.url()));
        if token.is_empty() {
            request
        } else {
            request.bearer_auth(token)
        }
    }

    /// Every path of the description, sorted.
    async fn paths(&self) -> Vec<String> {
        let asked = self.asks(Method::GET, "/openapi.json", "").send().await;
        let description: Value = asked.expect("an answer").json().await.expect("JSON");
        let mut paths: Vec<String> = description["paths"]
            .as_object()
            .expect("paths")
            .keys()
            .cloned()
            .collect();
        paths.sort_unstable();
        paths
    }
}

impl Default for Town {
    fn default() -> Self {
        Self::new()
    }
}

/// What an answer says, without what every answer has of its own.
async fn said(response: Response) -> (u16, Vec<u8>) {
    let status = response.status().as_u16();
    (status, response.bytes().await.expect("a body").to_vec())
}

/// Every role asks for every ticket and its photo by every way there is; answers how many combinations were tried.
///
/// # Panics
/// When somebody sees what is not his, or can tell another's from what is not there.
pub async fn nobody_sees_another_scope() -> u64 {
    let town = Town::new();
    every_route_is_known(&town).await;
    let mut tried = 0;
    for (name, role, grants, sees) in EVERYBODY {
        let stranger = Stranger::enrolled_with(&town.office, name, role, grants).await;
        for (at, (ticket, hash)) in town.tickets.iter().enumerate() {
            tried += exchanged(&stranger, *ticket, sees[at], name).await;
            tried += fetched(&town, &stranger, hash, sees[at], name).await;
        }
    }
    for (_, hash) in &town.tickets {
        tried += fetched_without_token(&town, hash).await;
    }
    tried
}

/// A route that is added must be asked for here by everybody, or be said to tell nothing of a ticket.
async fn every_route_is_known(town: &Town) {
    let tried = [
        "/v1/exchange",
        "/v1/photos/{sha256}",
        "/v1/photos/{sha256}/thumbnail",
        "/v1/photos/uploads/{sha256}",
    ];
    // Creating an upload answers as if nobody had the photo (`naming_a_hash_gives_no_access…`), news are numbers, the drop box
    // gives receipts alone, and the rest is the same for everybody.
    let of_no_ticket = [
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/readyz",
        "/v1/drop-box",
        "/v1/enrol",
        "/v1/news",
        "/v1/photos/uploads",
        "/v1/place",
        "/v1/place/{sha256}",
        "/v1/session/challenge",
        "/v1/session/token",
    ];
    let mut known: Vec<&str> = tried.into_iter().chain(of_no_ticket).collect();
    known.sort_unstable();
    assert_eq!(town.paths().await, known);
}

async fn exchanged(stranger: &Stranger, ticket: TicketId, sees: bool, name: &str) -> u64 {
    let by_cursor = stranger.exchanges(Vec::new()).await;
    let wants = vec![TicketHeads {
        ticket,
        heads: Vec::new(),
    }];
    let by_heads = stranger
        .exchanges_all(ExchangeRequest {
            wants,
            ..ExchangeRequest::default()
        })
        .await;
    let has = |reply: &ronda_shared::wire::ExchangeReply| reply.tickets.iter().any(|one| one.ticket == ticket);
    assert_eq!((has(&by_cursor), has(&by_heads)), (sees, sees), "{name} and {ticket}");
    2
}

async fn fetched(town: &Town, stranger: &Stranger, hash: &str, sees: bool, name: &str) -> u64 {
    let absent = "0".repeat(64);
    let ways = [
        (Method::GET, "/v1/photos/"),
        (Method::HEAD, "/v1/photos/"),
        (Method::GET, "/v1/photos/{}/thumbnail"),
        (Method::HEAD, "/v1/photos/uploads/"),
        (Method::DELETE, "/v1/photos/uploads/"),
        (Method::PATCH, "/v1/photos/uploads/"),
    ];
    for (method, path) in &ways {
        let ask = async |what: &str| {
            let path = match path.split_once("{}") {
                Some((before, after)) => format!("{before}{what}{after}"),
                None => format!("{path}{what}"),
            };
            let request = town.asks(method.clone(), &path, &stranger.token);
            let request = request
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", "0")
                .header("content-type", "application/offset+octet-stream");
            said(request.send().await.expect("an answer")).await
        };
        let (theirs, nothing) = (ask(hash).await, ask(&absent).await);
        if !path.contains("uploads") && sees {
            assert_eq!(theirs.0, 200, "{name} {method} {path}");
        } else if !sees {
            assert_eq!(
                theirs, nothing,
                "{name} {method} {path}: another's and what is not there are told apart"
            );
        }
    }
    ways.len() as u64
}

async fn fetched_without_token(town: &Town, hash: &str) -> u64 {
    for path in ["/v1/photos/", "/v1/photos/uploads/"] {
        let (status, body) = said(
            town.asks(Method::GET, &format!("{path}{hash}"), "")
                .send()
                .await
                .expect("an answer"),
        )
        .await;
        assert!(
            matches!(status, 401 | 405),
            "{path}: {status} {}",
            String::from_utf8_lossy(&body)
        );
    }
    2
}

/// Requests made of anything, of a seed; answers how many were sent.
///
/// # Panics
/// When one is answered by a fault of the server, by nothing, or by what is not the asker's to read.
pub async fn anything(seed: u64, count: u64) -> u64 {
    let town = Town::new();
    let stranger = Stranger::enrolled(&town.office, "Mallory Esempio", "school").await;
    let paths = town.paths().await;
    let mut random = Random::of(seed);
    for number in 0..count {
        let (request, what) = one(&town, &stranger, &paths, &mut random);
        let answer = request.send().await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                // Words that no header may hold never leave this machine.
                assert!(
                    !error.is_timeout(),
                    "seed {seed}, request {number}: {what} is not answered"
                );
                continue;
            }
        };
        let status = answer.status();
        let kind = answer
            .headers()
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        if kind == "text/event-stream" {
            // Told for as long as somebody listens.
            continue;
        }
        let body = answer.bytes().await.unwrap_or_default();
        assert!(
            !status.is_server_error(),
            "seed {seed}, request {number}: {what}: {status}"
        );
        assert!(
            !body.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()),
            "{what} leaks"
        );
        let plain = body.is_empty() || kind == "application/problem+json";
        assert!(!status.is_client_error() || plain, "{what}: {status} is told as {kind}");
    }
    town.office.assert_sound();
    count
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

fn one(town: &Town, stranger: &Stranger, paths: &[String], random: &mut Random) -> (reqwest::RequestBuilder, String) {
    let path = &paths[random.index(paths.len())];
    let (_, hash) = &town.tickets[random.index(town.tickets.len())];
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
    let mut request = town.asks(method, &filled, token);
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
