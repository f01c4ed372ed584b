// SPDX-License-Identifier: EUPL-1.2
//! A citizen's contact over HTTP: receipted once it is kept, readable in no file and no reply, read only on record.

use std::path::Path;

use reqwest::{Method, StatusCode};
use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::{AuthorProof, Secret, vault_key};
use ronda_shared::ids::{Actor, IntentId, PersonId, ReporterRef, TicketId};
use ronda_shared::limits::EXCHANGE_DECODED_BYTES;
use ronda_shared::policy::Role;
use ronda_shared::reporter::{ReporterVerdict, SealedReporter, TypedContact};
use ronda_shared::ticket::{Action, Category, Channel, Edit, NewTicket};
use ronda_shared::wire::{EXCHANGE_TYPE, ExchangeReply, ExchangeRequest, PROTOCOL, PushedTicket, decode, encode};
use sha2::{Digest, Sha256};

use crate::town::{MORNING_MS, Phone, Town, hex, is_problem};

const CANARIES: [&str; 2] = ["CanarinaFinta", "055-CANARINO"];

fn id(n: u64) -> uuid::Uuid {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(MORNING_MS.unsigned_abs(), &random).into_uuid()
}

fn reference() -> ReporterRef {
    ReporterRef(id(7))
}

/// A ticket as its author's phone files it, naming the contact's reference and nothing of the contact.
fn filing(phone: &Phone, person: PersonId) -> (TicketId, RawChange) {
    let ticket = TicketId(id(1));
    let category = Category {
        code: "roads.pothole".into(),
        taxonomy_version: String::new(),
    };
    let new = NewTicket {
        reporter_ref: Some(reference().to_string()),
        ..NewTicket::of(ticket, "FI", Channel::Patrol, category)
    };
    let action = Action {
        intent: IntentId(id(2)),
        by: person,
        at_ms: MORNING_MS,
        edits: vec![Edit::File(Box::new(new))],
    };
    let actor = Actor::of(phone.device(), [1; 8]);
    (ticket, Document::file(actor, &action).unwrap().1)
}

/// The contact sealed to the town's vault, whose key is born with the root key.
fn sealed(phone: &Phone, ticket: TicketId) -> SealedReporter {
    let typed = TypedContact {
        name: Some(CANARIES[0].into()),
        phone: Some(CANARIES[1].into()),
        email: None,
        consent: Some("contact-1".into()),
    };
    let contact = typed.contact(reference(), MORNING_MS).unwrap();
    let to = vault_key(&Secret([1; 32])).public();
    SealedReporter::seal(&contact, ticket, MORNING_MS, &to, &Secret([8; 32]), &phone.key).unwrap()
}

fn request(phone: &Phone) -> ExchangeRequest {
    ExchangeRequest {
        protocol: PROTOCOL,
        certificates: vec![phone.certificate.clone()],
        ..ExchangeRequest::default()
    }
}

/// A ticket of this person with its contact: its id, the sealed contact, and what brings both.
fn brought(phone: &Phone, person: PersonId) -> (TicketId, SealedReporter, ExchangeRequest) {
    let (ticket, change) = filing(phone, person);
    let row = sealed(phone, ticket);
    let brings = ExchangeRequest {
        tickets: vec![PushedTicket {
            id: ticket,
            changes: vec![change.bytes().to_vec().into()],
            proofs: vec![AuthorProof::sign(&phone.key, &ticket, change.hash())],
        }],
        reporters: vec![row.clone()],
        ..request(phone)
    };
    (ticket, row, brings)
}

/// The reply, and its bytes once they are inflated.
async fn exchanges(town: &Town, phone: &Phone, request: &ExchangeRequest) -> (ExchangeReply, Vec<u8>) {
    let asked = town
        .asks(phone, Method::POST, "/v1/exchange")
        .header("content-type", EXCHANGE_TYPE)
        .body(encode(request));
    let response = asked.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let reply: ExchangeReply = decode(&response.bytes().await.unwrap(), EXCHANGE_DECODED_BYTES).unwrap();
    let plain = ronda_shared::wire::to_cbor(&reply);
    (reply, plain)
}

fn says(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn files_that_say(folder: &Path, word: &[u8]) -> usize {
    let files = std::fs::read_dir(folder).unwrap().flatten();
    files
        .map(|entry| entry.path())
        .map(|path| match path.is_dir() {
            true => files_that_say(&path, word),
            false => usize::from(says(&std::fs::read(&path).unwrap(), word)),
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_contact_is_receipted_kept_unreadable_and_read_only_on_record() {
    let mut town = Town::open().await;
    let mut phone = town.phone(Role::Agent, &[], 41).await;
    let person = town.office().asker(&phone.device()).await.unwrap().person;
    let (ticket, row, brings) = brought(&phone, person);
    for time in ["first", "again, as after a lost reply"] {
        let (reply, plain) = exchanges(&town, &phone, &brings).await;
        let answer = &reply.reporters[0];
        assert_eq!(
            (answer.reference, answer.verdict),
            (reference(), ReporterVerdict::Vaulted),
            "{time}"
        );
        assert!(CANARIES.iter().all(|word| !says(&plain, word.as_bytes())), "{time}");
    }
    let kept = town.office().store().reporters_after(0, 10).await.unwrap();
    assert_eq!((kept.len(), &kept[0].row), (1, &row));
    town.restart().await;
    phone.token = town.token(&phone).await;
    let data = town.data.path();
    assert!(CANARIES.iter().all(|word| files_that_say(data, word.as_bytes()) == 0));
    assert_eq!(
        files_that_say(data, hex(&row.sealed).as_bytes()),
        1,
        "the journal beside the store has the box"
    );

    let facts = town.office().store().audit_head().await.unwrap().no;
    let opened = town
        .office()
        .read_reporters(&ticket.to_string(), "reporter.read", None)
        .await;
    assert_eq!(opened.unwrap()[0].contact.phone.as_deref(), Some(CANARIES[1]));
    let told = town.office().store().facts_after(facts, 10).await.unwrap();
    assert_eq!(told.len(), 1);
    let fact = &told[0].fact;
    assert_eq!(
        (fact.verb.as_str(), &fact.object),
        ("reporter.read", &reference().to_string())
    );
    assert_eq!(fact.content, Sha256::digest(&row.sealed).to_vec());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_phone_gets_a_contact_over_http_not_even_the_front_desk_s() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 42).await;
    let person = town.office().asker(&phone.device()).await.unwrap().person;
    let (ticket, row, brings) = brought(&phone, person);
    exchanges(&town, &phone, &brings).await;
    let desk = town.phone(Role::Operator, &[], 43).await;
    let (reply, plain) = exchanges(&town, &desk, &request(&desk)).await;
    assert_eq!(reply.tickets.iter().map(|one| one.ticket).collect::<Vec<_>>(), [ticket]);
    assert!(
        says(&plain, reference().to_string().as_bytes()),
        "the reference goes along"
    );
    assert!(
        reply.reporters.is_empty() && !says(&plain, &row.sealed),
        "the box does not"
    );
    for path in ["/v1/reporters", "/v1/vault", "/v1/person/vault"] {
        is_problem(
            town.asks(&desk, Method::GET, path).send().await.unwrap(),
            404,
            "not_found",
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_that_another_device_signed_or_that_does_not_open_is_refused_with_its_reason() {
    let town = Town::open().await;
    let (phone, other) = (
        town.phone(Role::Agent, &[], 44).await,
        town.phone(Role::Agent, &[], 45).await,
    );
    let foreign = sealed(&other, TicketId(id(1)));
    let mut broken = sealed(&phone, TicketId(id(1)));
    broken.sealed[40] ^= 1;
    let brings = ExchangeRequest {
        reporters: vec![foreign, broken],
        ..request(&phone)
    };
    let (reply, _) = exchanges(&town, &phone, &brings).await;
    for answer in &reply.reporters {
        assert_eq!(answer.verdict, ReporterVerdict::Refused);
        assert!(answer.reason.contains("take it again"), "{}", answer.reason);
    }
    assert_eq!(reply.reporters.len(), 2);
    assert_eq!(town.office().store().reporters_after(0, 10).await.unwrap(), []);
}
