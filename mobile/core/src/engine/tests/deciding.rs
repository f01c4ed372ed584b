// SPDX-License-Identifier: EUPL-1.2
//! Conflicts and their decision; snapshots and their check.

use ronda_shared::case_row::project;
use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::{Actor, IntentId};
use ronda_shared::ticket::{Action, Edit, Field, Value};

use super::*;
use crate::store::{TicketWrite, Verified};

/// Another phone's ticket, as a snapshot of the server would bring it.
fn snapshot(title: &str) -> (Document, AuthorProof) {
    let other = Bench::new();
    let home = Home::enter(other.path()).unwrap();
    let mut phone = Engine::found(home, &other.keystore(), PIN, identity(2, Role::Crew), other.clock()).unwrap();
    let id = phone
        .file(FileRequest {
            title: Some(title.into()),
            ..pothole()
        })
        .unwrap()
        .id;
    let proof = phone.store().proofs(&id).unwrap().remove(0);
    (phone.store().document(&id).unwrap().unwrap(), proof)
}

fn deliver(engine: &mut Engine, document: &Document, proof: &AuthorProof, title: &str) -> TicketId {
    let mut write = TicketWrite::of(document, document.heads(), 9).unwrap();
    write.verified = Verified::NotYet;
    write.row.title = title.to_owned();
    let other = identity(2, Role::Crew);
    engine
        .store
        .deliver(
            &write,
            std::slice::from_ref(proof),
            &other.certified,
            &other.certificate,
        )
        .unwrap();
    write.row.id
}

fn concurrent(engine: &mut Engine, id: &TicketId, field: Field, value: Value, n: u8) -> RawChange {
    concurrent_edits(engine, id, vec![Edit::Set(field, value)], n)
}

/// Somebody else's edits, by one who has seen only the filing.
pub(super) fn concurrent_edits(engine: &mut Engine, id: &TicketId, edits: Vec<Edit>, n: u8) -> RawChange {
    let held = engine.store.ticket(id).unwrap().unwrap();
    let mut document = engine.store.document(id).unwrap().unwrap();
    let genesis = document.changes().unwrap()[0].hash();
    let intent = IntentId(engine.born(engine.now_ms()).unwrap());
    let action = Action {
        intent,
        by: PersonId::from_bytes([n; 16]),
        at_ms: NOW,
        edits,
    };
    let actor = Actor::of(identity(n, Role::Crew).device(), [n; 8]);
    let change = document.act_at(&[genesis], actor, &action).unwrap();
    let write = TicketWrite::of(&document, held.admitted_heads, 1).unwrap();
    engine.store.put_ticket(&write).unwrap();
    change
}

#[test]
fn both_values_of_a_field_stand_until_one_is_kept() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    engine
        .edit(&id, vec![(Field::Title, Value::Text("Mia".into()))])
        .unwrap();
    concurrent(&mut engine, &id, Field::Title, Value::Text("Sua".into()), 2);
    let conflicts = engine.conflicts(None).unwrap();
    assert_eq!(conflicts.len(), 1);
    let values = conflicts[0]["conflicts"][0]["values"].as_array().unwrap().clone();
    let theirs = values.iter().find(|value| value["value"] == "Sua").unwrap();
    assert!(values.iter().any(|value| value["value"] == "Mia"));
    engine
        .keep(&id, &Field::Title, theirs["value_id"].as_str().unwrap())
        .unwrap();
    assert_eq!(engine.ticket(&id).unwrap().text(&Field::Title), Some("Sua"));
    assert_eq!(engine.conflicts(None).unwrap().len(), 0);
    assert_eq!(
        engine.conflicts(Some(&id)).unwrap()[0]["conflicts"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn a_kept_description_is_the_whole_text_of_its_author() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    engine
        .edit(
            &id,
            vec![(Field::Description, Value::Text("Tutto diverso da prima".into()))],
        )
        .unwrap();
    concurrent(
        &mut engine,
        &id,
        Field::Description,
        Value::Text("Altra storia, altro testo".into()),
        2,
    );
    let conflicts = engine.conflicts(Some(&id)).unwrap();
    let values = conflicts[0]["conflicts"][0]["values"].as_array().unwrap();
    let theirs = values
        .iter()
        .find(|value| value["value"] == "Altra storia, altro testo")
        .unwrap();
    engine
        .keep(&id, &Field::Description, theirs["value_id"].as_str().unwrap())
        .unwrap();
    assert_eq!(engine.ticket(&id).unwrap().description, "Altra storia, altro testo");
    assert_eq!(engine.conflicts(None).unwrap().len(), 0);
}

#[test]
fn a_value_nobody_wrote_cannot_be_kept() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    assert!(matches!(
        engine.keep(&id, &Field::Title, "1@00"),
        Err(Error::NoValue { .. })
    ));
}

#[test]
fn a_sound_snapshot_is_checked_and_then_edited() {
    let mut engine = Bench::new().found(Role::Agent);
    let (document, proof) = snapshot("Buca di un'altra");
    let id = deliver(&mut engine, &document, &proof, "Buca di un'altra");
    assert_eq!(engine.status().unwrap().tally.unverified, 1);
    engine.note(&id, "Vista").unwrap();
    assert_eq!(engine.status().unwrap().tally.unverified, 0);
    assert_eq!(engine.store().proofs(&id).unwrap().len(), 2);
    assert_eq!(engine.doctor().unwrap().faults, Vec::<String>::new());
    let held = engine.store().ticket(&id).unwrap().unwrap();
    assert_eq!(held.row, project(&engine.ticket(&id).unwrap()));
    assert_eq!((held.last_no, held.admitted_heads), (9, document.heads()));
}

#[test]
fn a_snapshot_that_is_not_what_its_row_says_is_refused_and_reported() {
    let mut engine = Bench::new().found(Role::Agent);
    let (document, proof) = snapshot("Buca");
    let id = deliver(&mut engine, &document, &proof, "Un altro titolo");
    let refused = engine.note(&id, "Vista").unwrap_err();
    assert!(refused.to_string().contains("did not pass its check"), "{refused}");
    assert_eq!(engine.status().unwrap().tally.wrong, 1);
    assert_eq!(engine.doctor().unwrap().faults.len(), 1);
    assert_eq!(engine.list(&Query::default()).unwrap().len(), 1);
}
