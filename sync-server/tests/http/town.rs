// SPDX-License-Identifier: EUPL-1.2
//! A small town for the trials: a data folder, a server that can be stopped and started, phones with keys, a clock that obeys.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use ronda_server::case_store::SqliteStore;
use ronda_server::case_store::{Jurisdiction, NewStore};
use ronda_server::config::Config;
use ronda_server::office::{Chance, Office, Parts};
use ronda_server::photo_store::PhotoDirectory;
use ronda_server::place_folder::PlaceFolder;
use ronda_server::root::{ContactsJournal, OrdersJournal, RootKeys, RootSeeds};
use ronda_server::serve::{ServeError, serve};
use ronda_shared::identity::{BoxKey, EnrolmentCode, PublicKey, Secret, SignedCertificate, SigningKey};
use ronda_shared::ids::{DeviceId, Epoch, PersonId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::wire::{EnrolAnswer, EnrolReply, TokenRequest, from_cbor, to_cbor};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const MORNING_MS: i64 = 1_777_882_530_250;

pub struct Town {
    pub data: TempDir,
    pub config: Config,
    pub clock: Arc<AtomicI64>,
    pub web: reqwest::Client,
    running: Option<Running>,
}

struct Running {
    office: Office,
    url: String,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), ServeError>>,
}

pub struct Phone {
    pub key: SigningKey,
    pub certificate: SignedCertificate,
    pub token: String,
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn unhex(text: &str) -> Vec<u8> {
    let pair = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(pair).collect()
}

impl Town {
    pub async fn open() -> Self {
        Self::with("").await
    }

    /// A town whose server has this configuration.
    pub async fn with(config: &str) -> Self {
        ronda_server::tls::choose_provider();
        let data = tempfile::tempdir().unwrap();
        let seeds = RootSeeds {
            root: Secret([1; 32]),
            cursor: Secret([2; 32]),
            office: Secret([3; 32]),
        };
        RootKeys::create(data.path(), &seeds, BoxKey::from_seed(&Secret([4; 32])).public()).unwrap();
        let new = NewStore {
            jurisdiction: jurisdiction(),
            epoch: Epoch([5; 16]),
            at_ms: MORNING_MS,
        };
        drop(SqliteStore::create(&data.path().join("store.sqlite"), &new).unwrap());
        let clock = Arc::new(AtomicI64::new(MORNING_MS));
        let config = Config::parse(config).unwrap();
        let mut town = Self {
            data,
            config,
            clock,
            web: reqwest::Client::new(),
            running: None,
        };
        town.start().await;
        town
    }

    pub async fn start(&mut self) {
        let clock = Arc::clone(&self.clock);
        let office = office(self.data.path(), move || clock.load(Ordering::SeqCst)).await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let (serving, data, config) = (office.clone(), self.data.path().to_owned(), self.config.clone());
        let served = tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            serve(listener, serving, &data, &config, shutdown).await
        });
        self.running = Some(Running {
            office,
            url,
            stop,
            served,
        });
    }

    /// Stops the server as a signal would; answers how it ended.
    pub async fn stop(&mut self) -> Result<(), ServeError> {
        let Running { stop, served, .. } = self.running.take().unwrap();
        stop.send(()).unwrap();
        served.await.unwrap()
    }

    pub async fn restart(&mut self) {
        self.stop().await.unwrap();
        self.start().await;
    }

    pub fn office(&self) -> &Office {
        &self.running.as_ref().unwrap().office
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.as_ref().unwrap().url)
    }

    pub fn pass_ms(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.web.post(self.url(path)).json(body).send().await.unwrap()
    }

    pub fn asks(&self, phone: &Phone, method: Method, path: &str) -> RequestBuilder {
        self.web.request(method, self.url(path)).bearer_auth(&phone.token)
    }

    /// A person of the town with a phone that is enrolled and holds a token, all over HTTP.
    pub async fn phone(&self, role: Role, districts: &[&str], seed: u8) -> Phone {
        let districts = districts.iter().map(|code| (*code).to_owned()).collect();
        let person = self
            .office()
            .add_person(
                format!("Fictional Person {seed}"),
                Grants {
                    districts,
                    ..Grants::of(role)
                },
            )
            .await
            .unwrap();
        let key = SigningKey::from_seed(&Secret([seed; 32]));
        let certificate = self.enrolled(&key, &person.id).await;
        let mut phone = Phone {
            key,
            certificate,
            token: String::new(),
        };
        phone.token = self.token(&phone).await;
        phone
    }

    async fn enrolled(&self, key: &SigningKey, person: &PersonId) -> SignedCertificate {
        let fresh = self.office().new_code(person).await.unwrap();
        let code = EnrolmentCode::read(&fresh.code).unwrap();
        let response = self.post("/v1/enrol", &enrolment(&code, &key.public())).await;
        assert_eq!(response.status(), StatusCode::OK);
        let reply: EnrolReply = response.json().await.unwrap();
        let answer = unhex(&reply.answer);
        let root = PublicKey(unhex(&reply.root_key).try_into().unwrap());
        assert_eq!(
            unhex(&reply.mac),
            code.server_mac(&key.public(), &root, &answer),
            "the server knows the code too"
        );
        from_cbor::<EnrolAnswer>(&answer).unwrap().certificate
    }

    pub async fn nonce(&self, device: DeviceId) -> Vec<u8> {
        let response = self.post("/v1/session/challenge", &json!({ "device": device })).await;
        unhex(response.json::<Value>().await.unwrap()["nonce"].as_str().unwrap())
    }

    pub async fn token(&self, phone: &Phone) -> String {
        let nonce = self.nonce(phone.device()).await;
        let response = self.post("/v1/session/token", &phone.answer(&nonce)).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.json::<Value>().await.unwrap()["token"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

impl Phone {
    pub fn device(&self) -> DeviceId {
        self.key.public().device()
    }

    /// The answer to a challenge.
    pub fn answer(&self, nonce: &[u8]) -> Value {
        json!({
            "device": self.device(),
            "nonce": hex(nonce),
            "signature": hex(&self.key.sign(TokenRequest::PURPOSE, nonce).0),
            "certificate": hex(&to_cbor(&self.certificate)),
        })
    }
}

pub fn enrolment(code: &EnrolmentCode, key: &PublicKey) -> Value {
    let mac = hex(&code.phone_mac(key));
    json!({ "lookup": hex(&code.lookup()), "public_key": hex(&key.0), "mac": mac, "device_name": "a trial phone" })
}

pub fn jurisdiction() -> Jurisdiction {
    Jurisdiction {
        code: "FI".to_owned(),
        name: "A fictional town".to_owned(),
    }
}

async fn office(data: &Path, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Office {
    let parts = Parts {
        store: Arc::new(SqliteStore::open(&data.join("store.sqlite")).unwrap()),
        photos: Arc::new(PhotoDirectory::open(data).unwrap()),
        place: PlaceFolder::of(data),
        keys: RootKeys::load(data).unwrap(),
        journal: Arc::new(OrdersJournal::of(data)),
        contacts: Arc::new(ContactsJournal::of(data)),
        clock: Arc::new(clock),
        chance: Chance::default(),
        jurisdiction: jurisdiction(),
    };
    Office::open(parts).await.unwrap()
}

/// Asserts a problem: status, stable name, media type, and a sentence.
pub async fn is_problem(response: Response, status: u16, name: &str) -> Value {
    assert_eq!(response.status().as_u16(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["name"], name, "{problem}");
    assert_eq!(problem["status"], status);
    assert!(problem["detail"].as_str().unwrap().len() > 10 && problem["code"].is_u64());
    problem
}
