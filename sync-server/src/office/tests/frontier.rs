// SPDX-License-Identifier: EUPL-1.2
//! Who writes as if he had not seen news of more than 30 days is admitted and flagged; who was away is not.

use ronda_shared::ids::ChangeHash;
use ronda_shared::policy::Role;
use ronda_shared::workflow::Told;

use super::super::CaseDeed;
use super::*;
use crate::case_store::CaseQuery;

const DAY_MS: i64 = 24 * 3600 * 1000;

fn notes(phone: &Phone, document: &Document, at: &[ChangeHash], start: u8) -> RawChange {
    let note = Note {
        entry: IntentId(fresh_id()),
        text: "come allora".into(),
    };
    let actor = Actor::of(phone.key.public().device(), [start; 8]);
    let action = phone.action(vec![Edit::AddNote(note)]);
    document.clone().act_at(at, actor, &action).unwrap()
}

/// A case that the office took in charge after its author had last looked.
async fn taken(house: &House, ada: &mut Phone) -> (TicketId, Document) {
    let (id, document, change) = ada.files("Buca");
    ada.exchanges(house, vec![ada.pushes(id, &[&change])]).await;
    house.pass(3_600_001);
    let take = Told {
        event: "take_charge".into(),
        office: Some("ROADS".into()),
        ..Told::default()
    };
    let deed = CaseDeed::Happen {
        told: Box::new(take),
        other: None,
    };
    house.office.act(&id.to_string(), deed).await.unwrap();
    house.pass(3_600_001);
    (id, document)
}

#[tokio::test]
async fn who_could_have_seen_news_for_a_month_is_admitted_and_flagged() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, document) = taken(&house, &mut ada).await;
    ada.exchanges(&house, Vec::new()).await;
    house.pass(31 * DAY_MS);
    let old = notes(&ada, &document, &document.heads(), 60);
    let reply = ada.exchanges(&house, vec![ada.pushes(id, &[&old])]).await;
    let receipts: Vec<ChangeHash> = reply.answers[0].receipts.iter().map(|receipt| receipt.hash).collect();
    assert_eq!(
        receipts,
        [old.hash()],
        "admitted, and the office's flag is news of its own"
    );
    let case = house.office.case(&id.to_string()).await.unwrap();
    assert_eq!(case["notes"][0]["text"], "come allora");
    assert_eq!(case["old_frontiers"][0]["change"], old.hash().to_string());
    assert_eq!(case["old_frontiers"][0]["by_name"], "Ada Prova");
    assert_eq!(
        (&case["notices"][0]["kind"], &case["notices"][0]["by_name"]),
        (&"old_frontier".into(), &"Ada Prova".into())
    );
    let told = CaseQuery {
        told: true,
        limit: 10,
        ..CaseQuery::default()
    };
    assert_eq!(
        house.office.cases(told).await.unwrap().len(),
        1,
        "the office finds it among its notices"
    );
}

#[tokio::test]
async fn who_was_away_for_a_month_is_not_flagged_however_many_exchanges_it_takes() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, document) = taken(&house, &mut ada).await;
    house.pass(40 * DAY_MS);
    for start in [60, 61] {
        let honest = notes(&ada, &document, &document.heads(), start);
        ada.exchanges(&house, vec![ada.pushes(id, &[&honest])]).await;
        house.pass(1_000);
    }
    let case = house.office.case(&id.to_string()).await.unwrap();
    assert_eq!(case["notes"].as_array().unwrap().len(), 2);
    assert_eq!(case["old_frontiers"], serde_json::json!([]));
}
