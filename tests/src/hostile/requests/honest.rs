// SPDX-License-Identifier: EUPL-1.2
//! What devices of ours would send where the description names only a type: their own keys, hashes that are there, uploads that
//! go on where they stand.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minicbor::bytes::ByteVec;
use reqwest::{Method, Response, StatusCode};
use ronda_shared::identity::{EnrolmentCode, Secret, SigningKey};
use ronda_shared::photo::intake;
use ronda_shared::wire::{DropBoxRequest, EXCHANGE_TYPE, ExchangeRequest, PROTOCOL, PushedTicket, to_cbor};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Town;
use super::described::{Draft, Operation};
use crate::camera::{Scene, photo};
use crate::scenario::Random;
use crate::stranger::{Stranger, enrolment, hex};

const UPLOADS: &str = "/v1/photos/uploads";
/// The office's own compression.
const LEVEL: i32 = 3;

/// The devices and what they know.
pub struct Honest {
    /// May see nothing of what is there.
    pub outsider: Stranger,
    /// May see everything.
    desk: Stranger,
    revoked: Stranger,
    /// Codes that nobody has used yet.
    codes: Vec<EnrolmentCode>,
    photos: Vec<String>,
    maps: Vec<String>,
    /// Files to send, by their hashes: photos, and what is none.
    files: BTreeMap<String, Vec<u8>>,
    /// How far the desk's uploads are.
    standing: BTreeMap<String, u64>,
}

impl Honest {
    pub async fn of(town: &Town) -> Self {
        let office = &town.office;
        let outsider = Stranger::enrolled(office, "Mallory Esempio", "school").await;
        let desk = Stranger::enrolled(office, "Bruno Esempio", "operator").await;
        let revoked = Stranger::enrolled(office, "Carla Finta", "operator").await;
        let device = revoked.key.public().device().to_string();
        office.run(&["device", "revoke", &device]).done();
        let newcomer = office.hires("Dario Prova", "agent", &[]);
        let code = |_| EnrolmentCode::read(&office.code(&newcomer)).expect("a code");
        let files = (0..6).map(file);
        let mut honest = Self {
            outsider,
            revoked,
            codes: (0..3).map(code).collect(),
            photos: town.photos.clone(),
            maps: Vec::new(),
            files: files.map(|file| (hex(&Sha256::digest(&file)), file)).collect(),
            standing: BTreeMap::new(),
            desk,
        };
        honest.maps = town.maps(&honest.desk.token).await;
        honest
    }

    /// Whose request it is, and what it is about.
    pub fn draft(&self, operation: &Operation, random: &mut Random) -> Draft {
        let uploads = operation.path.starts_with(UPLOADS);
        // An upload is its device's alone, so all of them are of one.
        let may_read = uploads || random.below(2) == 0;
        let asker = if may_read { &self.desk } else { &self.outsider };
        let under_way = uploads && operation.method != Method::POST && !self.standing.is_empty();
        let hashes: Vec<&String> = if under_way {
            self.standing.keys().collect()
        } else if uploads {
            self.files.keys().collect()
        } else if operation.path.starts_with("/v1/place") {
            self.maps.iter().collect()
        } else {
            self.photos.iter().collect()
        };
        Draft {
            method: operation.method.clone(),
            token: asker.token.clone(),
            may_read,
            about: hashes[random.index(hashes.len())].clone(),
            ..Draft::default()
        }
    }

    /// A parameter as such a device would fill it in.
    pub fn parameter(&self, name: &str, draft: &Draft) -> Option<String> {
        let file = self.files.get(&draft.about);
        Some(match name {
            "sha256" => draft.about.clone(),
            "Tus-Resumable" => "1.0.0".into(),
            "Upload-Length" => file?.len().to_string(),
            "Upload-Metadata" => format!("sha256 {}", STANDARD.encode(&draft.about)),
            "Upload-Offset" => self.standing.get(&draft.about)?.to_string(),
            "Upload-Checksum" => format!("sha256 {}", STANDARD.encode(Sha256::digest(&draft.body))),
            _ => return None,
        })
    }

    /// A member of a JSON body as such a device would fill it in.
    pub fn member(&self, name: &str) -> Option<Value> {
        (name == "device").then(|| json!(self.desk.key.public().device()))
    }

    /// A JSON body that is true in every member, where none but a device of ours can make it.
    pub async fn json(&mut self, operation: &Operation) -> Option<Value> {
        match operation.path.as_str() {
            "/v1/enrol" => {
                let code = self.codes.pop()?;
                let seed = Secret(Sha256::digest(code.lookup()).into());
                Some(json!(enrolment(&code, &SigningKey::from_seed(&seed))))
            }
            "/v1/session/token" => Some(json!(self.desk.asks_for_token().await)),
            _ => None,
        }
    }

    /// A body of bytes, before it is packed.
    pub fn plain(&self, operation: &Operation, draft: &Draft, random: &mut Random) -> Vec<u8> {
        match operation.path.as_str() {
            "/v1/exchange" => to_cbor(&self.exchange(draft.may_read, random)),
            "/v1/drop-box" => to_cbor(&self.parting(random)),
            _ => {
                let file = &self.files[&draft.about];
                let stands = self.standing.get(&draft.about).copied().unwrap_or_default();
                let at = match operation.method {
                    Method::PATCH => usize::try_from(stands).expect("a small file"),
                    _ => 0,
                };
                let half = at + (file.len() - at) / 2;
                // Now and then nothing, or all that is missing.
                let to = [at, half, half, file.len()][random.index(4)];
                file[at..to].to_vec()
            }
        }
    }

    fn exchange(&self, may_read: bool, random: &mut Random) -> ExchangeRequest {
        let asker = if may_read { &self.desk } else { &self.outsider };
        ExchangeRequest {
            protocol: PROTOCOL,
            certificates: vec![asker.certificate.clone()],
            tickets: filed(asker, random),
            clock_ms: 1,
            wants_digest: random.below(2) == 0,
            wants_vault_key: random.below(2) == 0,
            signs_when_asked: random.below(2) == 0,
            ..ExchangeRequest::default()
        }
    }

    fn parting(&self, random: &mut Random) -> DropBoxRequest {
        let photos = self.files.values().take(random.index(3));
        DropBoxRequest {
            certificate: self.revoked.certificate.clone(),
            tickets: filed(&self.revoked, random),
            photos: photos.cloned().map(ByteVec::from).collect(),
            reporters: Vec::new(),
            offers: Vec::new(),
            orders_known: Vec::new(),
        }
    }

    /// What an answer says of an upload: how far it is, or that it is none any more.
    pub fn hears(&mut self, operation: &Operation, about: &str, answer: &Response) {
        let of_uploads = operation.path.starts_with(UPLOADS) && operation.method != Method::OPTIONS;
        let Some(file) = self.files.get(about).filter(|_| of_uploads) else {
            return;
        };
        let offset = answer
            .headers()
            .get("upload-offset")
            .and_then(|value| value.to_str().ok());
        let offset = offset.and_then(|offset| offset.parse::<u64>().ok());
        let is_over = answer.status().is_success() || answer.status() == StatusCode::NOT_FOUND;
        match offset {
            Some(offset) if offset < file.len() as u64 => drop(self.standing.insert(about.to_owned(), offset)),
            None if !is_over => {}
            _ => drop(self.standing.remove(about)),
        }
    }
}

/// A ticket of its own, now and then.
fn filed(asker: &Stranger, random: &mut Random) -> Vec<PushedTicket> {
    if random.below(4) > 0 {
        return Vec::new();
    }
    let (ticket, _, change) = asker.files("Buca davanti alla scuola");
    vec![PushedTicket {
        proofs: vec![asker.proves(&ticket, &change)],
        id: ticket,
        changes: vec![ByteVec::from(change.bytes().to_vec())],
    }]
}

/// A small photo, or as many bytes of nothing.
fn file(number: u32) -> Vec<u8> {
    let scene = Scene::at(43.77, 11.25, 900 + number).sized(60, 45);
    let jpeg = intake(&photo(scene)).expect("a photo of ours").jpeg;
    if number.is_multiple_of(2) {
        jpeg
    } else {
        jpeg.iter().map(|byte| byte ^ 0x55).collect()
    }
}

/// A body as it travels.
pub fn packed(kind: &str, plain: Vec<u8>) -> Vec<u8> {
    match kind {
        EXCHANGE_TYPE => zstd::bulk::compress(&plain, LEVEL).expect("compressed into memory"),
        _ => plain,
    }
}
