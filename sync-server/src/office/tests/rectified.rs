// SPDX-License-Identifier: EUPL-1.2
//! What hangs on a ticket when it is rectified: a citizen's contact and the links of others go on with the new one.

use std::collections::BTreeSet;

use ronda_shared::ids::ReporterRef;
use ronda_shared::policy::{Grants, Role};
use ronda_shared::reporter::{ReporterAnswer, ReporterVerdict, SealedReporter, TypedContact};
use ronda_shared::ticket::{Field, LinkKind, Part};
use ronda_shared::workflow::Told;

use super::super::{CaseDeed, Erasure, OfficeError};
use super::*;

fn erasure() -> Erasure {
    Erasure {
        reason: "richiesta 12/2026".into(),
        by: None,
        confirmed: true,
    }
}

/// What a phone took in the street for a ticket, sealed to this office's vault.
fn sealed(house: &House, phone: &Phone, ticket: TicketId) -> SealedReporter {
    let typed = TypedContact {
        name: Some("Carla Finta".into()),
        phone: Some("055 000 000".into()),
        email: None,
        consent: Some("contact-1".into()),
    };
    let contact = typed.contact(ReporterRef(fresh_id()), START_MS).unwrap();
    let to = house.office.keys().vault.public();
    SealedReporter::seal(&contact, ticket, START_MS, &to, &Secret([8; 32]), &phone.key).unwrap()
}

async fn hands_over(house: &House, phone: &mut Phone, row: &SealedReporter) -> Vec<ReporterAnswer> {
    let request = ExchangeRequest {
        reporters: vec![row.clone()],
        ..phone.request(house, Vec::new()).await
    };
    let reply = house.office.exchange(&phone.asker(house).await, request).await.unwrap();
    (phone.cursor, phone.nonce) = (Some(reply.cursor), Some(reply.session_nonce));
    reply.reporters
}

async fn operator_of(house: &House, name: &str, office: &str) -> PersonId {
    let grants = Grants {
        office: Some(office.into()),
        ..Grants::of(Role::Operator)
    };
    house.office.add_person(name.into(), grants).await.unwrap().id
}

async fn rectified(house: &House, id: TicketId, part: Part) -> TicketId {
    let parts = BTreeSet::from([part]);
    let done = house
        .office
        .supersede(house.folder.path(), &id.to_string(), parts, &erasure())
        .await;
    done.unwrap().successor.unwrap()
}

async fn taken(house: &House, id: TicketId) {
    let told = Told {
        event: "take_charge".into(),
        office: Some("ROADS".into()),
        ..Told::default()
    };
    let deed = CaseDeed::Happen {
        told: Box::new(told),
        other: None,
    };
    house.office.act(&id.to_string(), deed).await.unwrap();
}

#[tokio::test]
async fn a_contact_follows_the_rectified_ticket_and_goes_with_its_purge() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (roads, lamps) = (
        operator_of(&house, "Rosa Strade", "ROADS").await,
        operator_of(&house, "Luca Luci", "LAMPS").await,
    );
    let (id, _, change) = ada.files("Buca");
    ada.exchanges(&house, vec![ada.pushes(id, &[&change])]).await;
    taken(&house, id).await;
    let row = sealed(&house, &ada, id);
    assert_eq!(
        hands_over(&house, &mut ada, &row).await[0].verdict,
        ReporterVerdict::Vaulted
    );
    let new = rectified(&house, id, Part::Field(Field::Title)).await;
    let reads = async |called: String, who| house.office.read_reporters(&called, "reporter.read", Some(who)).await;
    for called in [new.to_string(), row.reference.to_string()] {
        let opened = reads(called.clone(), &roads).await.unwrap();
        assert_eq!(opened[0].contact.phone.as_deref(), Some("055 000 000"), "{called}");
        let refused = reads(called, &lamps).await.unwrap_err();
        assert!(matches!(refused, OfficeError::NotFound(_)), "{refused}");
    }
    let called = [new.to_string()];
    house
        .office
        .purge(house.folder.path(), &called, &erasure())
        .await
        .unwrap();
    assert_eq!(house.office.store().reporters_after(0, 10).await.unwrap(), []);
    let late = sealed(&house, &ada, id);
    let answers = hands_over(&house, &mut ada, &late).await;
    assert_eq!(
        answers[0].verdict,
        ReporterVerdict::Erased,
        "of the ticket's first name too"
    );
    assert_eq!(house.office.examine(house.folder.path()).await.unwrap().faults, []);
}

#[tokio::test]
async fn links_lead_to_the_rectified_ticket_and_it_names_the_one_it_replaced() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (old, _, first) = ada.files("Buca");
    let (other, _, second) = ada.files("La stessa buca");
    let pushed = vec![ada.pushes(old, &[&first]), ada.pushes(other, &[&second])];
    ada.exchanges(&house, pushed).await;
    let link = |to: TicketId, there| CaseDeed::Link {
        kind: LinkKind::DuplicateOf,
        other: to.to_string(),
        there,
    };
    house.office.act(&other.to_string(), link(old, true)).await.unwrap();
    let new = rectified(&house, old, Part::Field(Field::Title)).await;
    let shown = house.office.case(&other.to_string()).await.unwrap();
    let leads = serde_json::json!([{ "kind": "duplicate_of", "ticket": new, "written_as": old }]);
    assert_eq!(shown["links"], leads);
    let successor = house.office.case(&new.to_string()).await.unwrap();
    assert_eq!(
        successor["links"],
        serde_json::json!([{ "kind": "replaces", "ticket": old }])
    );
    let (third, _, change) = ada.files("Ancora la buca");
    ada.exchanges(&house, vec![ada.pushes(third, &[&change])]).await;
    let tied = house.office.act(&third.to_string(), link(old, true)).await.unwrap();
    let named = serde_json::json!([{ "kind": "duplicate_of", "ticket": new }]);
    assert_eq!(
        tied["links"], named,
        "a tie to the old name is one to what stands in its place"
    );
    for (tied, called) in [(other, new), (third, old)] {
        let untied = house.office.act(&tied.to_string(), link(called, false)).await.unwrap();
        assert_eq!(untied["links"], serde_json::json!([]), "by either name");
    }
    assert_eq!(house.office.examine(house.folder.path()).await.unwrap().faults, []);
}
