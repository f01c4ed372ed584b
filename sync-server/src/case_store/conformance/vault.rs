// SPDX-License-Identifier: EUPL-1.2
//! Contacts of reporters: kept once, read on record, erased with nothing left in the store's files.

use ronda_shared::identity::{ErasureReason, Order, OrderKind, Secret, Signature, SignedOrder, SigningKey};
use ronda_shared::ids::{OrderId, ReporterRef};
use ronda_shared::reporter::{ReporterVerdict, SealedReporter};

use super::*;
use crate::case_store::ReporterQuery;

fn row(no: u8, of: TicketId, device: DeviceId) -> SealedReporter {
    SealedReporter {
        reference: ReporterRef::from_bytes([no; 16]),
        ticket: of,
        at_ms: 3,
        sealed: [b"CANARINA".as_slice(), &[no; 200]].concat(),
        device,
        signature: Signature([no; 64]),
    }
}

fn order(no: u8, kind: OrderKind) -> (Order, SignedOrder) {
    let order = Order {
        id: OrderId::from_bytes([no; 16]),
        at_ms: 77,
        kind,
    };
    let signed = order.sign(&SigningKey::from_seed(&Secret([1; 32])));
    (order, signed)
}

pub(crate) async fn a_contact_is_kept_once_and_every_reading_is_a_fact(ground: &impl Ground) {
    let store = ground.open();
    let (first, twin) = (row(1, ticket(1), PHONE), row(1, ticket(1), OTHER_PHONE));
    let rows = vec![first.clone(), twin.clone(), first.clone()];
    assert_eq!(store.vault(rows, by(5)).await.unwrap(), [ReporterVerdict::Vaulted; 3]);
    let settled = store
        .reporters_settled(&[first.clone(), row(2, ticket(1), PHONE)])
        .await;
    assert_eq!(settled.unwrap(), [Some(ReporterVerdict::Vaulted), None]);
    let facts = store.audit_head().await.unwrap().no;
    assert_eq!(facts, 2, "one fact for each new row");
    let which = ReporterQuery::Ticket(ticket(1));
    let read = store.disclose(which, "reporter.read", by(6)).await.unwrap();
    assert_eq!(
        read.iter().map(|vaulted| vaulted.row.clone()).collect::<Vec<_>>(),
        [first.clone(), twin]
    );
    assert_eq!(
        store
            .reporters(ReporterQuery::Reference(first.reference))
            .await
            .unwrap(),
        read
    );
    let told = store.facts_after(facts, 10).await.unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!(
        (told[0].fact.verb.as_str(), told[0].fact.object.clone()),
        ("reporter.read", first.reference.to_string())
    );
    assert_eq!(told[0].fact.content, Sha256::digest(&first.sealed).to_vec());
    assert_eq!(store.reporters_after(read[0].no, 10).await.unwrap(), read[1..]);
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn an_erased_contact_leaves_no_byte_and_never_comes_back(ground: &impl Ground) {
    let store = ground.open();
    let (gone, purged, stays) = (
        row(1, ticket(1), PHONE),
        row(2, ticket(2), PHONE),
        row(3, ticket(3), PHONE),
    );
    store.vault(vec![gone.clone(), purged.clone()], by(5)).await.unwrap();
    let erase = order(8, OrderKind::EraseReporter(gone.reference, ErasureReason::Request));
    store
        .put_orders(vec![erase, order(9, OrderKind::Purge(ticket(2)))], by(6))
        .await
        .unwrap();
    for file in std::fs::read_dir(ground.folder()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        let held = bytes.windows(8).any(|window| window == b"CANARINA");
        assert!(!held, "{}", file.path().display());
    }
    let again = store
        .vault(vec![gone.clone(), purged, stays.clone()], by(7))
        .await
        .unwrap();
    assert_eq!(
        again,
        [
            ReporterVerdict::Erased,
            ReporterVerdict::Erased,
            ReporterVerdict::Vaulted
        ]
    );
    assert_eq!(store.reporters_after(0, 10).await.unwrap().len(), 1);
    let facts = store.facts_after(2, 10).await.unwrap();
    let verbs: Vec<&str> = facts.iter().map(|stored| stored.fact.verb.as_str()).collect();
    assert_eq!(verbs, ["order.erase-reporter", "order.purge", "reporter.vaulted"]);
}

pub(crate) async fn a_contact_stays_when_its_ticket_is_replaced_and_goes_when_what_replaced_it_is_purged(
    ground: &impl Ground,
) {
    let store = ground.open();
    let (taken, late) = (row(1, ticket(1), PHONE), row(2, ticket(1), OTHER_PHONE));
    store.vault(vec![taken.clone()], by(5)).await.unwrap();
    let replaced = vec![
        order(7, OrderKind::Supersede(ticket(1), ticket(2))),
        order(8, OrderKind::Supersede(ticket(2), ticket(3))),
    ];
    store.put_orders(replaced, by(6)).await.unwrap();
    let answered = store.vault(vec![late.clone()], by(7)).await.unwrap();
    assert_eq!(answered, [ReporterVerdict::Vaulted], "a phone that was away brings one");
    let of = |ticket| store.reporters(ReporterQuery::Ticket(ticket));
    let found: Vec<SealedReporter> = of(ticket(3))
        .await
        .unwrap()
        .into_iter()
        .map(|vaulted| vaulted.row)
        .collect();
    assert_eq!(found, [taken.clone(), late.clone()]);
    assert_eq!(of(ticket(4)).await.unwrap(), []);
    let purge = vec![order(9, OrderKind::Purge(ticket(3)))];
    store.put_orders(purge, by(8)).await.unwrap();
    assert_eq!(store.reporters_after(0, 10).await.unwrap(), []);
    let again = store.vault(vec![taken, late], by(9)).await.unwrap();
    assert_eq!(
        again,
        [ReporterVerdict::Erased; 2],
        "also under the first ticket's name"
    );
    for file in std::fs::read_dir(ground.folder()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        let held = bytes.windows(8).any(|window| window == b"CANARINA");
        assert!(!held, "{}", file.path().display());
    }
}
