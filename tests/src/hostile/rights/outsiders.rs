// SPDX-License-Identifier: EUPL-1.2
//! Those who are nobody's or nobody's any more: without a token, with a made-up one, with a key the root never signed, disabled,
//! revoked. Each is turned away at every route, before he is told whether there is what he asks for.

use minicbor::bytes::ByteVec;
use reqwest::Method;
use ronda_shared::identity::{AuthorProof, Certificate, Secret, SignedCertificate, SigningKey};
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::limits::EXCHANGE_DECODED_BYTES;
use ronda_shared::policy::Role;
use ronda_shared::wire::{
    Challenge, DropBoxReply, DropBoxRequest, EXCHANGE_TYPE, PushedTicket, TicketAnswer, TokenRequest, decode, encode,
    to_cbor,
};
use serde_json::json;

use super::people::{Grant, Person};
use super::town::{Fate, Town};
use crate::hostile::http::Said;
use crate::stranger::{bytes, hex};

/// Who asks: his token, and what he is answered everywhere.
struct Outsider {
    token: String,
    status: u16,
    problem: &'static str,
}

/// All of them ask for everything; answers how many combinations were tried.
pub async fn turned_away(town: &Town) -> u64 {
    let [revoked, disabled] = put_out(town).await;
    let outsider = |token: &str, status, problem| Outsider {
        token: token.to_owned(),
        status,
        problem,
    };
    let mut tried = 0;
    for one in [
        outsider("", 401, "no_token"),
        outsider("0123456789abcdef0123456789abcdef", 401, "no_token"),
        outsider(&revoked.device.token, 403, "revoked"),
        outsider(&disabled.device.token, 403, "no_access"),
    ] {
        tried += everywhere(town, &one).await;
    }
    tried += sessions(town, &revoked, &disabled).await;
    tried += drop_box(town, &revoked).await;
    tried
}

/// Two front desks who might see everything, and are put out with their tokens in their hands.
async fn put_out(town: &Town) -> [Person; 2] {
    let desk: Grant = (Role::Operator, &[], None, None);
    let revoked = Person::of(&town.office, &town.places, 100, desk).await;
    let disabled = Person::of(&town.office, &town.places, 101, desk).await;
    let device = revoked.device.key.public().device().to_string();
    town.office.run(&["device", "revoke", &device]).done();
    town.office
        .run(&["person", "disable", &disabled.id().to_string()])
        .done();
    [revoked, disabled]
}

/// Every operation of the description that wants a token, about what is there and what is not.
async fn everywhere(town: &Town, outsider: &Outsider) -> u64 {
    let mut tried = 0;
    let mut names: Vec<String> = town.photos().map(|(_, photo)| photo.hash.to_string()).collect();
    names.extend(town.files.iter().map(ToString::to_string));
    names.push("0".repeat(64));
    for (path, operations) in town.http.described().await {
        let wants_token = operations
            .iter()
            .filter(|(_, operation)| operation["security"].is_array());
        for (method, _) in wants_token {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let names = if path.contains("{sha256}") {
                &names[..]
            } else {
                &names[..1]
            };
            for name in names {
                turned_away_from(town, outsider, &method, &path.replace("{sha256}", name)).await;
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "the description says what wants a token");
    tried
}

async fn turned_away_from(town: &Town, outsider: &Outsider, method: &Method, path: &str) {
    let request = town.http.asks(method.clone(), path, &outsider.token);
    let request = request.header("Tus-Resumable", "1.0.0").header("Upload-Offset", "0");
    let said = Said::about("//", request.send().await.expect("an answer")).await;
    assert_eq!(said.status, outsider.status, "{method} {path}: {said:?}");
    if *method != Method::HEAD {
        assert_eq!(said.problem(), outsider.problem, "{method} {path}");
    }
}

/// No session for who was put out, nor for a key that the root never signed, whatever certificate it shows.
async fn sessions(town: &Town, revoked: &Person, disabled: &Person) -> u64 {
    let forger = SigningKey::from_seed(&Secret([66; 32]));
    let somebody_s = &town.people[0].device.certificate;
    let (revoked, disabled) = (&revoked.device, &disabled.device);
    for (key, certificate, status, problem) in [
        (&revoked.key, &revoked.certificate, 403, "revoked"),
        (&disabled.key, &disabled.certificate, 403, "no_access"),
        (&forger, &forged(town, &forger), 401, "bad_proof"),
        (&forger, somebody_s, 401, "bad_proof"),
    ] {
        let said = session(town, key, certificate).await;
        assert_eq!((said.status, said.problem().as_str()), (status, problem), "{said:?}");
    }
    4
}

/// The certificate of somebody of the town with another key in it, signed by that key.
fn forged(town: &Town, forger: &SigningKey) -> SignedCertificate {
    let certificate = Certificate {
        device: forger.public().device(),
        public_key: forger.public(),
        ..town.people[0].device.person.clone()
    };
    certificate.sign(forger)
}

async fn session(town: &Town, key: &SigningKey, certificate: &SignedCertificate) -> Said {
    let device = key.public().device();
    let asked = town.http.asks(Method::POST, "/v1/session/challenge", "");
    let challenge = asked
        .json(&json!({ "device": device }))
        .send()
        .await
        .expect("an answer");
    let challenge: Challenge = challenge.json().await.expect("a challenge, whoever asks");
    let signature = key.sign(TokenRequest::PURPOSE, &bytes(&challenge.nonce));
    let request = TokenRequest {
        device,
        nonce: challenge.nonce,
        signature: hex(&signature.0),
        certificate: hex(&to_cbor(certificate)),
    };
    let asked = town.http.asks(Method::POST, "/v1/session/token", "").json(&request);
    Said::about("//", asked.send().await.expect("an answer")).await
}

/// The drop box is for the revoked alone, and tells them nothing of what the store holds: neither a ticket nor a photo.
async fn drop_box(town: &Town, revoked: &Person) -> u64 {
    let forger = SigningKey::from_seed(&Secret([66; 32]));
    let no_tickets = |certificate: &SignedCertificate| DropBoxRequest {
        certificate: certificate.clone(),
        tickets: Vec::new(),
        photos: Vec::new(),
        reporters: Vec::new(),
        offers: Vec::new(),
        orders_known: Vec::new(),
    };
    for person in &town.people {
        let said = Said::about("//", dropped(town, &no_tickets(&person.device.certificate)).await).await;
        assert_eq!(said.status, 400, "{}: {said:?}", person.name());
    }
    let said = Said::about("//", dropped(town, &no_tickets(&forged(town, &forger))).await).await;
    assert_eq!((said.status, said.problem().as_str()), (403, "no_access"));
    let living = town.things.iter().filter(|thing| thing.fate != Fate::Destroyed);
    let mut tickets: Vec<TicketId> = living.map(|thing| thing.ticket).collect();
    tickets.push(TicketId::from_bytes([5; 16]));
    let (_, photo) = town.photos().find(|(_, photo)| photo.stored).expect("a stored photo");
    let request = DropBoxRequest {
        tickets: tickets.iter().map(|ticket| touched(revoked, *ticket)).collect(),
        photos: vec![ByteVec::from(photo.bytes.clone())],
        ..no_tickets(&revoked.device.certificate)
    };
    let answer = dropped(town, &request).await;
    assert_eq!(answer.status(), 200);
    let body = answer.bytes().await.expect("a body");
    let reply: DropBoxReply = decode(&body, EXCHANGE_DECODED_BYTES).expect("a reply");
    assert_eq!(
        reply.photos,
        [photo.hash],
        "bytes are taken as if nobody had brought them before"
    );
    let nothing = reply.answers.last().expect("one answer a ticket").clone();
    for (answer, ticket) in reply.answers.iter().zip(&tickets) {
        let of_absent = TicketAnswer {
            ticket: *ticket,
            ..nothing.clone()
        };
        assert_eq!(
            *answer, of_absent,
            "another's ticket and what is not there are told apart"
        );
    }
    town.people.len() as u64 + 1 + tickets.len() as u64
}

async fn dropped(town: &Town, request: &DropBoxRequest) -> reqwest::Response {
    let asked = town.http.asks(Method::POST, "/v1/drop-box", "");
    let asked = asked.header("content-type", EXCHANGE_TYPE).body(encode(request));
    asked.send().await.expect("an answer")
}

/// A ticket that its sender signed for, and brings nothing of.
fn touched(person: &Person, ticket: TicketId) -> PushedTicket {
    PushedTicket {
        id: ticket,
        changes: Vec::new(),
        proofs: vec![AuthorProof::sign(&person.device.key, &ticket, ChangeHash([7; 32]))],
    }
}
