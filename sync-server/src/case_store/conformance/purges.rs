// SPDX-License-Identifier: EUPL-1.2
//! What is destroyed is gone, the chain goes on over it, and nothing of it comes in again.

use ronda_shared::identity::{Order, OrderKind, Secret, SignedOrder, SigningKey};
use ronda_shared::ids::{OrderId, TicketId};

use super::tickets::keep_row;
use super::*;
use crate::case_store::{Destruction, StoredPhoto};

fn order_of(ticket: TicketId, no: u8) -> (Order, SignedOrder) {
    let order = Order {
        id: OrderId::from_bytes([no; 16]),
        at_ms: 7,
        kind: OrderKind::Purge(ticket),
    };
    let signed = order.sign(&SigningKey::from_seed(&Secret([1; 32])));
    (order, signed)
}

fn destruction(ticket: TicketId, no: u8) -> Destruction {
    let (order, signed) = order_of(ticket, no);
    Destruction {
        order,
        signed,
        reason: "asked for".into(),
        based_on: None,
        successor: None,
        by: By::office(7),
    }
}

pub(crate) async fn a_destroyed_ticket_is_gone_and_the_chain_and_the_trail_go_on(ground: &impl Ground) {
    let store = ground.open();
    let mut mixed = deposit(ticket(1), 0, 0..3);
    mixed.quarantined.push(refused(ticket(1), 9));
    keep(&*store, mixed).await;
    keep(&*store, deposit(ticket(2), 0, 0..2)).await;
    let had = store.holdings(&ticket(1)).await.unwrap().unwrap();
    assert_eq!((had.first_no, had.changes, had.custody), (Some(1), 3, 1));
    assert!(store.destroy(destruction(ticket(1), 1)).await.unwrap());
    assert!(!store.destroy(destruction(ticket(1), 2)).await.unwrap(), "once");
    assert_eq!(store.holdings(&ticket(1)).await.unwrap(), None);
    assert_eq!(store.whole(&[ticket(1)]).await.unwrap(), []);
    assert_eq!(store.custody(None).await.unwrap(), []);
    assert_eq!(store.changes_of(&ticket(1)).await.unwrap(), []);
    let ledger = store.purge_ledger().await.unwrap();
    assert_eq!((ledger.len(), ledger[0].ticket, ledger[0].no), (1, ticket(1), 6));
    assert_eq!(store.meta().await.unwrap().last_no, 6, "the order took a number");
    assert!(store.chain_hash_at(2).await.unwrap().is_some());
    assert_eq!(store.examine().await.unwrap(), []);
    assert!(store.doomed().await.unwrap().compact);
    store.compact().await.unwrap();
    assert_eq!(store.doomed().await.unwrap(), Default::default());
    assert_eq!(store.examine().await.unwrap(), []);
    assert_eq!(keep(&*store, deposit(ticket(2), 5, 2..3)).await, 7);
}

pub(crate) async fn a_destroyed_ticket_is_not_kept_again(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..3)).await;
    let (order, signed) = order_of(ticket(1), 1);
    let handed_back = vec![(order, signed)];
    store.put_orders(handed_back.clone(), By::office(8)).await.unwrap();
    store.put_orders(handed_back, By::office(9)).await.unwrap();
    let kept = store.commit(vec![deposit(ticket(1), 0, 0..3)]).await.unwrap();
    assert_eq!(kept[0].outcome, Outcome::Stale);
    let ledger = store.purge_ledger().await.unwrap();
    assert_eq!((ledger.len(), ledger[0].reason.clone()), (1, None));
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn a_successor_comes_with_the_order_or_neither_does(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..3)).await;
    let kind = OrderKind::Supersede(ticket(1), ticket(2));
    let with = |based_on| {
        let (order, _) = order_of(ticket(1), 1);
        let order = Order {
            kind: kind.clone(),
            ..order
        };
        let signed = order.sign(&SigningKey::from_seed(&Secret([1; 32])));
        Destruction {
            order,
            signed,
            based_on: Some(based_on),
            successor: Some(deposit(ticket(2), 0, 5..7)),
            ..destruction(ticket(1), 1)
        }
    };
    assert!(!store.destroy(with(2)).await.unwrap(), "the ticket moved");
    assert_eq!(store.whole(&[ticket(1), ticket(2)]).await.unwrap().len(), 1);
    assert!(store.destroy(with(3)).await.unwrap());
    let purged = store.purged(&[ticket(1), ticket(2)]).await.unwrap();
    assert_eq!(purged[&ticket(1)].successor, Some(ticket(2)));
    assert_eq!(store.whole(&[ticket(1), ticket(2)]).await.unwrap()[0].ticket, ticket(2));
    assert_eq!(store.examine().await.unwrap(), []);
}

/// Many tickets, destroyed in a fixed but scattered order: digests, chain and ledger hold after each dozen.
pub(crate) async fn many_purges_leave_a_sound_store(ground: &impl Ground) {
    let store = ground.open();
    for n in 1..=120_u16 {
        keep(&*store, deposit(ticket(n), 0, 0..2)).await;
    }
    for turn in 0..100_u8 {
        let n = 1 + (u16::from(turn) * 7) % 100;
        assert!(store.destroy(destruction(ticket(n), turn + 1)).await.unwrap());
        if turn % 12 == 11 {
            store.compact().await.unwrap();
            assert_eq!(store.examine().await.unwrap(), []);
        }
    }
    assert_eq!(store.purge_ledger().await.unwrap().len(), 100);
    assert_eq!(store.case_count().await.unwrap(), 20);
}

/// Ticket 1 with photos 1 and 2, superseded by ticket 2, which is not here: the order was handed back.
async fn superseded_before_its_successor(store: &dyn CaseStore) {
    keep_row(store, 1, |row| row.photos = vec![photo(1), photo(2)]).await;
    for hash in [photo(1), photo(2)] {
        let stored = StoredPhoto {
            hash,
            bytes: 400,
            device: PHONE,
            by: by(1),
        };
        store.photo_stored(stored).await.unwrap();
    }
    handed_back(store, OrderKind::Supersede(ticket(1), ticket(2)), 1).await;
    assert_eq!(held(store).await, [photo(1), photo(2)], "nobody else may have them");
}

async fn handed_back(store: &dyn CaseStore, kind: OrderKind, no: u8) {
    let order = Order {
        id: OrderId::from_bytes([no; 16]),
        at_ms: 7,
        kind,
    };
    let signed = order.sign(&SigningKey::from_seed(&Secret([1; 32])));
    store.put_orders(vec![(order, signed)], By::office(8)).await.unwrap();
}

async fn held(store: &dyn CaseStore) -> Vec<PhotoHash> {
    let records = store.photos(&[photo(1), photo(2)]).await.unwrap();
    records.into_iter().map(|record| record.hash).collect()
}

pub(crate) async fn photos_of_a_superseded_ticket_wait_for_the_one_in_its_place(ground: &impl Ground) {
    let store = ground.open();
    superseded_before_its_successor(&*store).await;
    keep_row(&*store, 2, |row| row.photos = vec![photo(1)]).await;
    assert_eq!(held(&*store).await, [photo(1)], "what the successor left out is gone");
    assert_eq!(store.doomed().await.unwrap().photos, [photo(2)]);
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn photos_wait_for_nothing_that_will_not_come(ground: &impl Ground) {
    let store = ground.open();
    superseded_before_its_successor(&*store).await;
    handed_back(&*store, OrderKind::Supersede(ticket(2), ticket(3)), 2).await;
    assert_eq!(held(&*store).await.len(), 2, "they wait for the last in the row");
    handed_back(&*store, OrderKind::Purge(ticket(3)), 3).await;
    assert_eq!(held(&*store).await, []);
    assert_eq!(store.doomed().await.unwrap().photos, [photo(1), photo(2)]);
    assert_eq!(store.examine().await.unwrap(), []);
}
