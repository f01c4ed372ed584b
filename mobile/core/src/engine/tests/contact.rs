// SPDX-License-Identifier: EUPL-1.2
//! A citizen's contact on the phone: sealed with its ticket, out of the document, gone at its receipt.

use ronda_shared::reporter::{ReporterAnswer, ReporterVerdict, TypedContact};
use ronda_shared::ticket::Field;

use super::*;

fn carla() -> TypedContact {
    TypedContact {
        name: Some("Carla Finta".into()),
        phone: Some("055 000 000".into()),
        email: None,
        consent: Some("contact-1".into()),
    }
}

fn answered(verdict: ReporterVerdict, row: &ronda_shared::reporter::SealedReporter) -> Vec<ReporterAnswer> {
    vec![ReporterAnswer {
        reference: row.reference,
        verdict,
        reason: "too long".into(),
    }]
}

#[test]
fn a_contact_is_sealed_with_its_ticket_and_the_document_names_it_alone() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let request = FileRequest {
        contact: carla(),
        ..pothole()
    };
    let id = engine.file(request).unwrap().id;
    let rows = engine.store().reporters_owed(10).unwrap();
    assert_eq!((rows.len(), rows[0].ticket), (1, id));
    assert_eq!(rows[0].verify(&engine.identity().key.public()), Ok(()));
    assert_eq!(rows[0].open(&vault()).unwrap().phone.as_deref(), Some("055 000 000"));
    let ticket = engine.ticket(&id).unwrap();
    assert_eq!(
        ticket.text(&Field::ReporterRef),
        Some(rows[0].reference.to_string().as_str())
    );
    assert!(!format!("{ticket:?}").contains("Carla"));
    let again = engine.edit_noting(&id, Vec::new(), carla()).unwrap();
    assert_eq!((again.id, engine.store().tally().unwrap().contacts_owed), (id, 2));
}

#[test]
fn without_consent_nothing_is_saved_at_all() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let contact = TypedContact {
        consent: None,
        ..carla()
    };
    let refused = engine
        .file(FileRequest { contact, ..pothole() })
        .unwrap_err()
        .to_string();
    assert!(refused.contains("--consent") && !refused.contains("Carla"), "{refused}");
    let tally = engine.store().tally().unwrap();
    assert_eq!((tally.tickets, tally.contacts_owed), (0, 0));
}

#[test]
fn a_contact_goes_at_its_receipt_and_one_that_was_refused_stays_with_its_reason() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let id = filed(&mut engine);
    for _ in 0..3 {
        engine.edit_noting(&id, Vec::new(), carla()).unwrap();
    }
    let rows = engine.store().reporters_owed(10).unwrap();
    let store = engine.store_mut();
    let mut take = |verdict, row| store.take_reporter_answers(&answered(verdict, row)).unwrap();
    assert_eq!(take(ReporterVerdict::Vaulted, &rows[0]), 1);
    assert_eq!(take(ReporterVerdict::Vaulted, &rows[0]), 0, "the same answer again");
    assert_eq!(take(ReporterVerdict::Refused, &rows[1]), 0);
    assert_eq!(take(ReporterVerdict::Later, &rows[2]), 0);
    assert_eq!(engine.store().reporters_owed(10).unwrap(), rows[2..]);
    let warnings = engine.status().unwrap().warnings;
    assert!(
        warnings.iter().any(|warning| warning.contains("too long")),
        "{warnings:?}"
    );
}
