// SPDX-License-Identifier: EUPL-1.2
//! A client that is not our app: it speaks the protocol by hand, with a right key and with whatever content a test likes.

use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::{
    AuthorProof, Certificate, EnrolmentCode, PublicKey, Secret, SignedCertificate, SigningKey, same_mac,
};
use ronda_shared::ids::{Actor, IntentId, TicketId};
use ronda_shared::limits;
use ronda_shared::ticket::{Action, Category, Channel, Edit, NewTicket};
use ronda_shared::wire::{
    Challenge, EXCHANGE_TYPE, EnrolAnswer, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, PROTOCOL,
    PushedTicket, TokenGrant, TokenRequest, decode, encode, from_cbor, to_cbor,
};
use serde_json::json;

use crate::office::Office;

/// An enrolled device without an app.
pub struct Stranger {
    http: reqwest::Client,
    url: String,
    pub key: SigningKey,
    pub certificate: SignedCertificate,
    pub person: Certificate,
    pub token: String,
}

impl Stranger {
    /// Enrols a new key for a new person of the whole territory and opens a session.
    pub async fn enrolled(office: &Office, name: &str, role: &str) -> Self {
        Self::enrolled_with(office, name, role, &[]).await
    }

    /// The same for a person with more grants, such as `--office CODE`.
    pub async fn enrolled_with(office: &Office, name: &str, role: &str, more: &[&str]) -> Self {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let code = EnrolmentCode::read(&office.code(&office.hires(name, role, more))).expect("a code");
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("random bytes");
        let key = SigningKey::from_seed(&Secret(seed));
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let request = json!(enrolment(&code, &key));
        let reply: EnrolReply = post(&http, &office.url(), "/v1/enrol", &request).await;
        let (root, answer) = (
            PublicKey(bytes(&reply.root_key).try_into().expect("32 bytes")),
            bytes(&reply.answer),
        );
        let mac: [u8; 32] = bytes(&reply.mac).try_into().expect("32 bytes");
        assert!(
            same_mac(&mac, &code.server_mac(&key.public(), &root, &answer)),
            "the server knows the code"
        );
        let answer: EnrolAnswer = from_cbor(&answer).expect("an answer");
        let person = answer.certificate.verify(&root).expect("a certificate of the root");
        let mut stranger = Self {
            http,
            url: office.url(),
            key,
            certificate: answer.certificate,
            person,
            token: String::new(),
        };
        stranger.token = stranger.session().await.token;
        stranger
    }

    /// A token for a signed challenge.
    pub async fn session(&self) -> TokenGrant {
        let request = self.asks_for_token().await;
        post(&self.http, &self.url, "/v1/session/token", &json!(request)).await
    }

    /// Asks for a challenge and signs it.
    pub async fn asks_for_token(&self) -> TokenRequest {
        let device = self.key.public().device();
        let challenge: Challenge = post(
            &self.http,
            &self.url,
            "/v1/session/challenge",
            &json!({ "device": device }),
        )
        .await;
        let signature = self.key.sign(TokenRequest::PURPOSE, &bytes(&challenge.nonce));
        TokenRequest {
            device,
            nonce: challenge.nonce,
            signature: hex(&signature.0),
            certificate: hex(&to_cbor(&self.certificate)),
        }
    }

    /// Sends any body to the exchange.
    pub async fn sends(&self, body: Vec<u8>) -> reqwest::Response {
        let request = self
            .http
            .post(format!("{}/v1/exchange", self.url))
            .bearer_auth(&self.token);
        request
            .header("content-type", EXCHANGE_TYPE)
            .body(body)
            .send()
            .await
            .expect("an answer")
    }

    /// One exchange that must be answered.
    pub async fn exchanges(&self, tickets: Vec<PushedTicket>) -> ExchangeReply {
        let request = ExchangeRequest {
            tickets,
            ..ExchangeRequest::default()
        };
        self.exchanges_all(request).await
    }

    /// The same with everything else a request may hold.
    pub async fn exchanges_all(&self, request: ExchangeRequest) -> ExchangeReply {
        let request = ExchangeRequest {
            protocol: PROTOCOL,
            certificates: vec![self.certificate.clone()],
            clock_ms: 1,
            ..request
        };
        let answer = self.sends(encode(&request)).await;
        let status = answer.status();
        let body = answer.bytes().await.expect("a body");
        assert!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
        decode(&body, limits::EXCHANGE_DECODED_BYTES).expect("a reply")
    }

    pub fn actor(&self) -> Actor {
        Actor::of(self.key.public().device(), [1; 8])
    }

    pub fn proves(&self, ticket: &TicketId, change: &RawChange) -> AuthorProof {
        AuthorProof::sign(&self.key, ticket, change.hash())
    }

    pub fn action(&self, edits: Vec<Edit>) -> Action {
        Action {
            intent: IntentId(uuid::Uuid::now_v7()),
            by: self.person.person,
            at_ms: 1_770_000_000_000,
            edits,
        }
    }

    /// A sound new ticket and its first change.
    pub fn files(&self, title: &str) -> (TicketId, Document, RawChange) {
        let id = TicketId(uuid::Uuid::now_v7());
        let new = NewTicket {
            title: Some(title.into()),
            description: "Testo".into(),
            ..NewTicket::of(id, &self.person.jurisdiction, Channel::Patrol, pothole())
        };
        let filed = Document::file(self.actor(), &self.action(vec![Edit::File(Box::new(new))]));
        let (document, change) = filed.expect("a sound ticket");
        (id, document, change)
    }
}

/// How a key asks to be enrolled with a code.
pub fn enrolment(code: &EnrolmentCode, key: &SigningKey) -> EnrolRequest {
    EnrolRequest {
        lookup: hex(&code.lookup()),
        public_key: hex(&key.public().0),
        mac: hex(&code.phone_mac(&key.public())),
        device_name: "a stranger".into(),
    }
}

async fn post<T: serde::de::DeserializeOwned>(
    http: &reqwest::Client,
    url: &str,
    path: &str,
    body: &serde_json::Value,
) -> T {
    let answer = http
        .post(format!("{url}{path}"))
        .json(body)
        .send()
        .await
        .expect("an answer");
    let (status, text) = (answer.status(), answer.text().await.expect("a body"));
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).expect("the JSON of the contract")
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
        .collect()
}

fn pothole() -> Category {
    Category {
        code: "roads.pothole".into(),
        taxonomy_version: String::new(),
    }
}
