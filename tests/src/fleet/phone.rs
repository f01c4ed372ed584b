// SPDX-License-Identifier: EUPL-1.2
//! One phone of the fleet: what it owes, and how it delivers it to a server that may say "later".

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use ronda_server::admin::{AdminCommand, ask};
use ronda_shared::identity::{Certificate, EnrolmentCode, PublicKey, Secret, SignedCertificate, SigningKey};
use ronda_shared::limits;
use ronda_shared::photo::verify_stored;
use ronda_shared::policy::{Grants, Role};
use ronda_shared::wire::{
    Challenge, EXCHANGE_TYPE, EnrolAnswer, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, PROTOCOL,
    PushedTicket, ScopeCursor, TokenGrant, TokenRequest, decode, encode, from_cbor, to_cbor,
};
use serde::de::DeserializeOwned;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::photos::Photos;
use crate::stranger::{bytes, hex};
use crate::work::Hand;

/// Uploads and thumbnails of one phone under way at once, as in the app.
const AT_ONCE: usize = 3;
const THUMBNAILS_AT_ONCE: usize = 4;
/// A phone that was sent away so often has met a server that never lets it in.
const MOST_TRIES: u32 = 500;

/// What all phones count together.
#[derive(Debug, Default)]
pub struct Counts {
    pub tickets: AtomicU64,
    pub changes: AtomicU64,
    pub photos: AtomicU64,
    pub photo_bytes: AtomicU64,
    pub thumbnails: AtomicU64,
    pub too_many: AtomicU64,
    pub unavailable: AtomicU64,
    /// Such answers without a word on when to come again.
    pub without_word: AtomicU64,
    /// Connections that were cut or not answered.
    pub cut: AtomicU64,
    /// Anything else than yes or later.
    pub other: AtomicU64,
}

/// Milliseconds of every request that was answered with yes.
#[derive(Debug, Default, Clone)]
pub struct Times {
    pub exchanges: Vec<f64>,
    pub uploads: Vec<f64>,
    pub thumbnails: Vec<f64>,
    /// From the moment the network came back until everything of a phone was receipted.
    pub whole: Vec<f64>,
}

pub struct Phone {
    key: SigningKey,
    certificate: SignedCertificate,
    person: Certificate,
    tickets: Vec<PushedTicket>,
    photos: std::ops::Range<u64>,
    thumbnails: u64,
    scopes: Vec<String>,
    /// Tells its pauses from those of others.
    number: u64,
}

/// The way to the server, shared by all phones.
#[derive(Clone)]
pub struct Way {
    pub http: Client,
    pub url: String,
    pub counts: Arc<Counts>,
    /// The same for thumbnails, which are asked for while others deliver.
    pub looking: Arc<Counts>,
    pub photos: Arc<Photos>,
}

impl Phone {
    /// Enrols a phone of a new person to whom no other's tickets come.
    pub async fn enrolled(way: &Way, data: &Path, number: u64) -> Self {
        let grants = Grants {
            office: Some("edifici".into()),
            ..Grants::of(Role::Operator)
        };
        let name = format!("Persona {number}");
        let person = told(data, &AdminCommand::PersonAdd { name, grants }).await;
        let person = person["id"].as_str().and_then(|id| id.parse().ok()).expect("a person");
        let code = told(data, &AdminCommand::Enrol { person }).await;
        let code = EnrolmentCode::read(code["code"].as_str().expect("a code")).expect("a code");
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("random bytes");
        let key = SigningKey::from_seed(&Secret(seed));
        let request = EnrolRequest {
            lookup: hex(&code.lookup()),
            public_key: hex(&key.public().0),
            mac: hex(&code.phone_mac(&key.public())),
            device_name: "a phone of the fleet".into(),
        };
        let post = || way.http.post(format!("{}/v1/enrol", way.url)).json(&request);
        let reply: EnrolReply = json_of(way.patiently(number, post).await).await;
        let root = PublicKey(bytes(&reply.root_key).try_into().expect("32 bytes"));
        let answer: EnrolAnswer = from_cbor(&bytes(&reply.answer)).expect("an answer");
        let person = answer.certificate.verify(&root).expect("a certificate of the root");
        Self {
            key,
            certificate: answer.certificate,
            person,
            tickets: Vec::new(),
            photos: 0..0,
            thumbnails: 0,
            scopes: Vec::new(),
            number,
        }
    }

    /// A shift of work: so many tickets with so many photos each, and the thumbnails that it asks for afterwards.
    pub fn works(&mut self, tickets: u64, photos: u64, thumbnails: u64) {
        let hand = Hand {
            key: self.key.clone(),
            person: self.person.person,
            jurisdiction: self.person.jurisdiction.clone(),
            seed: 7_000 + self.number,
        };
        self.tickets = (0..tickets).map(|at| hand.ticket(at).pushed()).collect::<Vec<_>>();
        let first = self.number * 100_000;
        self.photos = first..first + tickets * photos;
        self.thumbnails = thumbnails.min(tickets * photos);
    }

    /// Delivers everything, then asks for thumbnails; answers what it took.
    pub async fn delivers(mut self, way: Way) -> Times {
        let mut times = Times::default();
        let began = Instant::now();
        let token = self.session(&way).await;
        for batch in std::mem::take(&mut self.tickets).chunks(limits::BATCH_CHANGES / crate::work::CHANGES) {
            times.exchanges.push(self.push(&way, &token, batch.to_vec()).await);
        }
        let photos: Vec<u64> = self.photos.clone().collect();
        for some in photos.chunks(AT_ONCE) {
            let sent = some.iter().map(|photo| self.upload(&way, &token, *photo));
            times.uploads.extend(futures::future::join_all(sent).await);
        }
        times.whole.push(began.elapsed().as_secs_f64() * 1_000.0);
        // Of its own photos, in the place of those of others: no two phones ask for the same one, so none was made before.
        let looking = Way {
            counts: Arc::clone(&way.looking),
            ..way.clone()
        };
        let wanted: Vec<u64> = self.photos.clone().take(self.thumbnails as usize).collect();
        for some in wanted.chunks(THUMBNAILS_AT_ONCE) {
            let asked = some.iter().map(|photo| self.thumbnail(&looking, &token, *photo));
            times.thumbnails.extend(futures::future::join_all(asked).await);
        }
        times
    }

    async fn session(&self, way: &Way) -> String {
        let device = self.key.public().device();
        let ask = || {
            way.http
                .post(format!("{}/v1/session/challenge", way.url))
                .json(&json!({ "device": device }))
        };
        let challenge: Challenge = json_of(way.patiently(self.number, ask).await).await;
        let signature = self.key.sign(TokenRequest::PURPOSE, &bytes(&challenge.nonce));
        let request = TokenRequest {
            device,
            nonce: challenge.nonce,
            signature: hex(&signature.0),
            certificate: hex(&to_cbor(&self.certificate)),
        };
        let ask = || way.http.post(format!("{}/v1/session/token", way.url)).json(&request);
        let grant: TokenGrant = json_of(way.patiently(self.number, ask).await).await;
        grant.token
    }

    /// Every change of the batch gets its receipt; answers the milliseconds of the request that brought them.
    async fn push(&mut self, way: &Way, token: &str, tickets: Vec<PushedTicket>) -> f64 {
        let changes: usize = tickets.iter().map(|ticket| ticket.changes.len()).sum();
        let (count, scopes) = (tickets.len() as u64, &self.scopes);
        let cursors = scopes.iter().map(|scope| ScopeCursor {
            scope: scope.clone(),
            from_no: 0,
        });
        let request = ExchangeRequest {
            protocol: PROTOCOL,
            certificates: vec![self.certificate.clone()],
            clock_ms: 1,
            scopes: cursors.collect(),
            tickets,
            ..ExchangeRequest::default()
        };
        let body = encode(&request);
        let post = || {
            let to = way.http.post(format!("{}/v1/exchange", way.url)).bearer_auth(token);
            to.header("content-type", EXCHANGE_TYPE).body(body.clone())
        };
        let (response, ms) = way.timed(self.number, post).await;
        let reply = response.bytes().await.expect("a body");
        let reply: ExchangeReply = decode(&reply, limits::EXCHANGE_DECODED_BYTES).expect("a reply");
        let receipts: usize = reply.answers.iter().map(|answer| answer.receipts.len()).sum();
        assert_eq!(
            receipts,
            changes,
            "every change is receipted: {:?}",
            reply.answers.first()
        );
        self.scopes = reply.scopes;
        way.counts.tickets.fetch_add(count, Ordering::Relaxed);
        way.counts.changes.fetch_add(changes as u64, Ordering::Relaxed);
        ms
    }

    /// One photo, begun and brought by one request, repeated until its receipt is there.
    async fn upload(&self, way: &Way, token: &str, number: u64) -> f64 {
        let jpeg = way.photos.number(number);
        let hash = hex(&Sha256::digest(&jpeg));
        let metadata = format!("sha256 {}", STANDARD.encode(&hash));
        let post = || {
            let to = way
                .http
                .post(format!("{}/v1/photos/uploads", way.url))
                .bearer_auth(token);
            to.header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", jpeg.len())
                .header("Upload-Metadata", &metadata)
                .header("content-type", "application/offset+octet-stream")
                .body(jpeg.clone())
        };
        let (response, ms) = way.timed(self.number ^ number, post).await;
        assert!(
            response.headers().contains_key("ronda-server-no"),
            "the photo has its receipt"
        );
        way.counts.photos.fetch_add(1, Ordering::Relaxed);
        way.counts.photo_bytes.fetch_add(jpeg.len() as u64, Ordering::Relaxed);
        ms
    }

    async fn thumbnail(&self, way: &Way, token: &str, number: u64) -> f64 {
        let hash = hex(&Sha256::digest(way.photos.number(number)));
        let url = format!("{}/v1/photos/{hash}/thumbnail", way.url);
        let get = || way.http.get(&url).bearer_auth(token);
        let (response, ms) = way.timed(self.number ^ number, get).await;
        let small = response.bytes().await.expect("a body");
        verify_stored(&small).expect("a thumbnail");
        way.counts.thumbnails.fetch_add(1, Ordering::Relaxed);
        ms
    }
}

impl Way {
    async fn patiently(&self, salt: u64, request: impl Fn() -> RequestBuilder) -> Response {
        self.timed(salt, request).await.0
    }

    /// Sends until it is answered with yes, waiting as long as the server says and a little longer; answers the milliseconds
    /// of the request that was.
    async fn timed(&self, salt: u64, request: impl Fn() -> RequestBuilder) -> (Response, f64) {
        for attempt in 0..MOST_TRIES {
            let began = Instant::now();
            let wait_ms = match request().send().await {
                Ok(response) if response.status().is_success() => {
                    return (response, began.elapsed().as_secs_f64() * 1_000.0);
                }
                Ok(response) => self.later(response).await,
                Err(_) => {
                    self.counts.cut.fetch_add(1, Ordering::Relaxed);
                    1_000
                }
            };
            // Those who were sent away together must not come back together.
            let jitter = (salt.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(attempt) >> 40) % 1_000;
            pause(Duration::from_millis(wait_ms + jitter)).await;
        }
        panic!("the server sent a phone away {MOST_TRIES} times");
    }

    /// Counts what the server says instead of yes; answers for how many milliseconds it sends the phone away.
    async fn later(&self, response: Response) -> u64 {
        let (status, counts) = (response.status(), &self.counts);
        let counter = match status {
            StatusCode::TOO_MANY_REQUESTS => &counts.too_many,
            StatusCode::SERVICE_UNAVAILABLE => &counts.unavailable,
            _ => {
                counts.other.fetch_add(1, Ordering::Relaxed);
                let body = response.text().await.unwrap_or_default();
                panic!("neither yes nor later: {status} {body}");
            }
        };
        counter.fetch_add(1, Ordering::Relaxed);
        let word = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if word.is_none() {
            counts.without_word.fetch_add(1, Ordering::Relaxed);
        }
        word.unwrap_or(1) * 1_000
    }
}

/// The pause a server asked for: what a fleet does while it is told to wait.
async fn pause(time: Duration) {
    crate::wait::out(time).await;
}

async fn json_of<T: DeserializeOwned>(response: Response) -> T {
    let body = response.bytes().await.expect("a body");
    serde_json::from_slice(&body).expect("the JSON of the contract")
}

async fn told(data: &Path, command: &AdminCommand) -> serde_json::Value {
    ask(data, command)
        .await
        .expect("the server obeys")
        .expect("the server runs")
}

/// The milliseconds one ticket's gate costs a core.
pub fn gate_ms(phone: &Phone) -> f64 {
    use ronda_shared::document::{Author, Pushed, Rights, admit};
    let author = Author {
        key: phone.key.public(),
        person: phone.person.person,
        rights: Rights::Granted(Grants::of(Role::Operator)),
    };
    let authors = [(phone.key.public().device(), author)].into();
    let began = Instant::now();
    for ticket in &phone.tickets {
        let pushed = Pushed {
            ticket: ticket.id,
            jurisdiction: &phone.person.jurisdiction,
            changes: ticket.changes.iter().map(|change| change.to_vec()).collect(),
            proofs: &ticket.proofs,
        };
        assert_eq!(admit(None, &[], pushed, &authors).accepted.len(), ticket.changes.len());
    }
    began.elapsed().as_secs_f64() * 1_000.0 / phone.tickets.len().max(1) as f64
}
