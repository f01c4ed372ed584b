// SPDX-License-Identifier: EUPL-1.2
//! The office acts on cases through its own gate; what it may not is an answer, never an item of the quarantine.

use ronda_shared::identity::{Order, OrderKind};
use ronda_shared::ids::OrderId;
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::{Field, LinkKind, Value};
use ronda_shared::wire::{Body, RefusalCode, ScopeCursor, TicketHeads};
use ronda_shared::workflow::Told;

use super::super::{CaseDeed, OfficeError};
use super::*;

fn told(event: &str) -> Told {
    Told {
        event: event.into(),
        ..Told::default()
    }
}

fn happen(told: Told) -> CaseDeed {
    let told = Box::new(told);
    CaseDeed::Happen { told, other: None }
}

/// A case in the store, filed by an agent.
async fn a_case(house: &House) -> (Phone, TicketId) {
    let mut ada = Phone::of(house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, _, change) = ada.files("Buca");
    ada.exchanges(house, vec![ada.pushes(id, &[&change])]).await;
    (ada, id)
}

#[tokio::test]
async fn the_office_moves_a_case_on_and_phones_hear_of_it() {
    let house = House::new().await;
    let (mut ada, id) = a_case(&house).await;
    let case = id.to_string();
    let office = Some("ROADS".to_owned());
    let take = Told {
        office,
        ..told("take_charge")
    };
    let taken = house.office.act(&case, happen(take)).await.unwrap();
    assert_eq!(
        (&taken["status"], &taken["office"]),
        (&"in_charge".into(), &"ROADS".into())
    );
    assert_eq!(taken["events"][0]["by_name"], "Comune di Prova");
    let crew = Some("ROADS-1".to_owned());
    let assign = Told {
        crew,
        due: Some("2026-05-06".into()),
        ..told("assign")
    };
    let assigned = house.office.act(&case, happen(assign)).await.unwrap();
    assert_eq!(assigned["assignments"][0]["crew"], "ROADS-1");
    let text = "Arriviamo domani".to_owned();
    let noted = CaseDeed::Note { text, public: true };
    assert_eq!(
        house.office.act(&case, noted).await.unwrap()["public_updates"][0]["text"],
        "Arriviamo domani"
    );
    let reply = ada.exchanges(&house, Vec::new()).await;
    let news = reply.tickets.iter().find(|one| one.ticket == id).unwrap();
    let taken_assigned_noted = matches!(&news.body, Body::Changes(changes) if changes.len() == 3);
    assert!(taken_assigned_noted);
}

#[tokio::test]
async fn what_the_office_may_not_is_an_answer_with_every_reason_and_nothing_is_kept() {
    let house = House::new().await;
    let (_, id) = a_case(&house).await;
    let case = id.to_string();
    let end = house.office.store().meta().await.unwrap().last_no;
    let early = house.office.act(&case, happen(told("transfer"))).await;
    let Err(OfficeError::Refused(reasons)) = early else {
        panic!("{early:?}");
    };
    assert!(
        reasons.contains("not possible while the ticket is submitted") && reasons.contains("--office"),
        "{reasons}"
    );
    for deed in [happen(told("fly")), happen(told("accept"))] {
        assert!(matches!(
            house.office.act(&case, deed).await,
            Err(OfficeError::Refused(_))
        ));
    }
    assert_eq!(house.office.store().meta().await.unwrap().last_no, end);
    assert!(house.office.quarantine().await.unwrap().is_empty());
    let missing = house
        .office
        .act(&TicketId(fresh_id()).to_string(), happen(told("cancel")))
        .await;
    assert!(matches!(missing, Err(OfficeError::NotFound(_))));
}

#[tokio::test]
async fn unfeasible_needs_a_director_the_office_knows() {
    let house = House::new().await;
    let (ada, id) = a_case(&house).await;
    let case = id.to_string();
    let office = Some("ROADS".to_owned());
    let take = Told {
        office,
        ..told("take_charge")
    };
    house.office.act(&case, happen(take)).await.unwrap();
    let close = |approved_by| {
        happen(Told {
            outcome: Some("unfeasible".into()),
            reason: Some("sotto la ferrovia".into()),
            approved_by,
            ..told("close_from_desk")
        })
    };
    for approved_by in [None, Some(ada.person)] {
        assert!(matches!(
            house.office.act(&case, close(approved_by)).await,
            Err(OfficeError::Refused(_))
        ));
    }
    let director = house.hire("Dora Finta", Role::Director).await;
    let closed = house.office.act(&case, close(Some(director))).await.unwrap();
    assert_eq!(
        (&closed["status"], &closed["outcome"]),
        (&"closed".into(), &"unfeasible".into())
    );
    assert_eq!(closed["events"][1]["approved_by"], director.to_string());
}

#[tokio::test]
async fn the_office_edits_decides_and_ties_cases() {
    let house = House::new().await;
    let (mut ada, id) = a_case(&house).await;
    let case = id.to_string();
    let (other, _, change) = ada.files("Buca vicina");
    ada.exchanges(&house, vec![ada.pushes(other, &[&change])]).await;
    let district = CaseDeed::Edit(vec![(Field::District, Value::Text("Q1".into()))]);
    assert_eq!(house.office.act(&case, district).await.unwrap()["district"], "Q1");
    let tie = |there| CaseDeed::Link {
        kind: LinkKind::DuplicateOf,
        other: other.to_string(),
        there,
    };
    let tied = house.office.act(&case, tie(true)).await.unwrap();
    assert_eq!(tied["links"][0]["ticket"], other.to_string());
    assert!(house.office.act(&case, tie(true)).await.is_err(), "said already");
    assert_eq!(
        house.office.act(&case, tie(false)).await.unwrap()["links"],
        serde_json::json!([])
    );
    let keep = CaseDeed::Keep {
        field: Field::Title,
        value_id: "1@00".into(),
    };
    assert!(matches!(
        house.office.act(&case, keep).await,
        Err(OfficeError::NotFound(_))
    ));
}

#[tokio::test]
async fn a_phone_that_asks_for_a_scope_it_is_not_granted_gets_nothing_of_it() {
    let house = House::new().await;
    let (_, id) = a_case(&house).await;
    let grants = Grants {
        office: Some("LAMPS".into()),
        ..Grants::of(Role::Operator)
    };
    let person = house.office.add_person("Olga Finta".into(), grants).await.unwrap().id;
    let olga = Phone::of(&house, person, 12).await;
    let mut request = olga.request(&house, Vec::new()).await;
    for scope in ["all", "open", "police", "district:FI", "office:ROADS"] {
        request.scopes.push(ScopeCursor {
            scope: scope.into(),
            from_no: 0,
        });
    }
    request.wants.push(TicketHeads {
        ticket: id,
        heads: Vec::new(),
    });
    request.wants_digest = true;
    let reply = house.office.exchange(&olga.asker(&house).await, request).await.unwrap();
    assert!(reply.tickets.is_empty() && reply.moves.is_empty() && reply.certificates.is_empty());
    let told: Vec<String> = reply.digest.unwrap().into_iter().map(|digest| digest.scope).collect();
    assert_eq!(told, reply.scopes, "not even how much there is");
    assert!(!told.iter().any(|scope| scope == "all" || scope == "open"));
}

#[tokio::test]
async fn who_never_held_a_ticket_is_set_apart_whatever_he_knows_of_it() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, document, change) = ada.files("Buca");
    ada.exchanges(&house, vec![ada.pushes(id, &[&change])]).await;
    let grants = Grants {
        office: Some("LAMPS".into()),
        ..Grants::of(Role::Operator)
    };
    let person = house.office.add_person("Olga Finta".into(), grants).await.unwrap().id;
    let mut olga = Phone::of(&house, person, 12).await;
    let update = olga.updates(&mut document.clone(), "chiusa");
    let reply = olga.exchanges(&house, vec![olga.pushes(id, &[&update])]).await;
    assert_eq!(reply.answers[0].quarantined[0].1.code, RefusalCode::NotAllowed);
    assert!(reply.tickets.is_empty());
    let case = house.office.case(&id.to_string()).await.unwrap();
    assert_eq!(case["public_updates"], serde_json::json!([]));
}

#[tokio::test]
async fn what_the_office_wrote_after_an_order_it_had_forgotten_is_named_in_the_trail_before_it_goes() {
    let house = House::new().await;
    let (ada, id) = a_case(&house).await;
    let note = async |text: &str| {
        let text = text.to_owned();
        let deed = CaseDeed::Note { text, public: true };
        house.pass(1_000);
        house.office.act(&id.to_string(), deed).await.unwrap();
    };
    note("Prima dell'ordine").await;
    let order = Order {
        id: OrderId::from_bytes([5; 16]),
        at_ms: START_MS + 1_500,
        kind: OrderKind::Supersede(id, TicketId::from_bytes([6; 16])),
    };
    note("Dopo l'ordine").await;
    let saved = house.office.store().held(&[id]).await.unwrap()[&id].saved.clone();
    let written = Document::load(&saved).unwrap().changes().unwrap();
    let request = ExchangeRequest {
        orders_known: vec![order.sign(&house.root())],
        ..ada.request(&house, Vec::new()).await
    };
    house.office.exchange(&ada.asker(&house).await, request).await.unwrap();
    assert!(house.office.store().held(&[id]).await.unwrap().is_empty());
    let facts = house.office.store().facts_after(0, 1_000).await.unwrap();
    let named = facts.iter().map(|stored| &stored.fact);
    let named: Vec<_> = named.filter(|fact| fact.verb == "change.came_too_late").collect();
    assert_eq!(named.len(), 1, "{named:?}");
    assert_eq!(named[0].object, id.to_string());
    let last = written.last().unwrap().hash();
    assert_eq!(named[0].content, last.bytes());
}
