// SPDX-License-Identifier: EUPL-1.2
//! The log: numbers, chain, custody, lives and audit facts.

use ronda_shared::sync::{next_link, start_of_chain};
use ronda_shared::wire::Offer;

use super::*;
use crate::case_store::{Alarm, AlarmKind, CustodyState, Decision, NewEpoch, StoredPhoto};

pub(crate) async fn numbers_have_no_gaps_whoever_writes_at_once(ground: &impl Ground) {
    let store = ground.open();
    let writers = (0..8_u16).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut given = Vec::new();
            for turn in 0..12_u16 {
                let id = ticket(writer * 100 + turn);
                let deposits = vec![deposit(id, 0, 0..3), deposit(ticket(writer * 100 + turn + 50), 0, 0..2)];
                given.extend(store.commit(deposits).await.unwrap().iter().flat_map(numbers));
                let hash = PhotoHash([u8::try_from(writer).unwrap() * 16 + u8::try_from(turn).unwrap(); 32]);
                given.push(
                    store
                        .photo_stored(StoredPhoto {
                            hash,
                            bytes: 9,
                            device: PHONE,
                            by: by(1),
                        })
                        .await
                        .unwrap(),
                );
            }
            given
        })
    });
    let mut given = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        given.extend(writer.await.unwrap());
    }
    given.sort_unstable();
    assert_eq!(given, (1..=8 * 12 * 6).collect::<Vec<u64>>());
    assert_eq!(store.meta().await.unwrap().last_no, 8 * 12 * 6);
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn a_stale_deposit_does_nothing(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..2)).await;
    let before = store.meta().await.unwrap();
    let mut stale = deposit(ticket(1), 1, 2..3);
    stale.quarantined.push(refused(ticket(1), 9));
    let kept = store.commit(vec![stale, deposit(ticket(2), 0, 0..1)]).await.unwrap();
    assert_eq!(kept[0].outcome, Outcome::Stale);
    assert_eq!(numbers(&kept[1]), [3], "its neighbour is kept all the same");
    assert_eq!(store.custody(None).await.unwrap(), []);
    assert_eq!(store.held(&[ticket(1)]).await.unwrap()[&ticket(1)].last_no, 2);
    assert_eq!(store.meta().await.unwrap().audit.no, before.audit.no + 1);
}

pub(crate) async fn the_same_change_again_keeps_its_number_and_adds_no_fact(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..2)).await;
    let before = store.meta().await.unwrap();
    let kept = store.commit(vec![deposit(ticket(1), 2, 0..2)]).await.unwrap();
    assert_eq!(numbers(&kept[0]), [1, 2]);
    assert_eq!(store.meta().await.unwrap(), before);
    let asked = [hash(ticket(1), 1), hash(ticket(1), 7)];
    let offer = Offer {
        ticket: ticket(1),
        hashes: asked.to_vec(),
    };
    let numbers = store.numbers(std::slice::from_ref(&offer)).await.unwrap();
    assert_eq!(numbers.into_iter().collect::<Vec<_>>(), [(asked[0], 2)]);
    let lacking = store.lacking(&[offer], None).await.unwrap();
    assert_eq!(
        lacking,
        [Offer {
            ticket: ticket(1),
            hashes: vec![asked[1]]
        }]
    );
}

pub(crate) async fn every_number_has_its_link_and_none_lies_beyond_the_end(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..2)).await;
    let photo = StoredPhoto {
        hash: photo(5),
        bytes: 9,
        device: PHONE,
        by: by(1),
    };
    assert_eq!(store.photo_stored(photo.clone()).await.unwrap(), 3);
    assert_eq!(store.photo_stored(photo).await.unwrap(), 3, "a photo is numbered once");
    let items = [*hash(ticket(1), 0).bytes(), *hash(ticket(1), 1).bytes(), [5; 32]];
    let mut link = start_of_chain(&EPOCH);
    assert_eq!(store.chain_hash_at(0).await.unwrap(), Some(link));
    for (no, item) in (1..).zip(items) {
        link = next_link(&link, no, &item);
        assert_eq!(store.chain_hash_at(no).await.unwrap(), Some(link));
    }
    assert_eq!(store.chain_hash_at(4).await.unwrap(), None);
    assert_eq!(store.meta().await.unwrap().log_hash, link);
    let changes = store.changes_of(&ticket(1)).await.unwrap();
    assert_eq!(
        changes
            .iter()
            .map(|change| (change.no, change.hash))
            .collect::<Vec<_>>(),
        [(1, hash(ticket(1), 0)), (2, hash(ticket(1), 1))]
    );
}

/// Three refused changes of ticket 1.
fn into_custody() -> Deposit {
    let quarantined = (0..3).map(|step| refused(ticket(1), step)).collect();
    Deposit {
        quarantined,
        ..without_changes()
    }
}

fn without_changes() -> Deposit {
    Deposit {
        accepted: Vec::new(),
        state: None,
        ..deposit(ticket(1), 0, 0..1)
    }
}

pub(crate) async fn custody_takes_each_once_and_counts_by_carrier(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, into_custody()).await;
    keep(&*store, into_custody()).await;
    let items = store.custody(Some(CustodyState::Held)).await.unwrap();
    assert_eq!(items.len(), 3, "each once");
    assert_eq!(
        (items[0].bytes.clone(), items[0].refusal.code),
        (vec![9; 30], RefusalCode::NotAllowed)
    );
    assert_eq!(
        store.custody_size(&PHONE).await.unwrap().bytes,
        93,
        "an empty list of proofs is a byte"
    );
    assert_eq!(store.custody_size(&OTHER_PHONE).await.unwrap().items, 0);
    let hashes = vec![hash(ticket(1), 0)];
    assert_eq!(
        store
            .lacking(
                &[Offer {
                    ticket: ticket(1),
                    hashes
                }],
                None
            )
            .await
            .unwrap(),
        [],
        "what is in custody is not asked for"
    );
}

pub(crate) async fn custody_ends_by_a_decision_or_an_admission(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, into_custody()).await;
    let items = store.custody(None).await.unwrap();
    assert!(store.decide(items[2].no, Decision::Discard, by(5)).await.unwrap());
    assert!(
        !store.decide(items[2].no, Decision::Discard, by(5)).await.unwrap(),
        "decided already"
    );
    let releases = vec![items[1].no];
    let nothing = Deposit {
        releases: releases.clone(),
        ..without_changes()
    };
    keep(&*store, nothing).await;
    assert_eq!(
        store.custody_of(&ticket(1)).await.unwrap().len(),
        2,
        "not admitted, not released"
    );
    keep(
        &*store,
        Deposit {
            releases,
            ..deposit(ticket(1), 0, 0..2)
        },
    )
    .await;
    let states: Vec<_> = store
        .custody(None)
        .await
        .unwrap()
        .iter()
        .map(|item| item.state)
        .collect();
    assert_eq!(
        states,
        [CustodyState::Released, CustodyState::Released, CustodyState::Discarded]
    );
    assert!(store.decide(items[2].no, Decision::TakeBack, by(6)).await.unwrap());
    assert_eq!(store.custody_of(&ticket(1)).await.unwrap().len(), 1);
    assert_eq!(
        store.custody_item(items[2].no).await.unwrap().unwrap().state,
        CustodyState::Held
    );
}

pub(crate) async fn a_new_life_begins_once_and_numbers_go_on(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..2)).await;
    let alarm = Alarm {
        at_ms: 3,
        kind: AlarmKind::RolledBack,
        device: Some(PHONE),
        detail: "cursor at 9".into(),
    };
    let new = |epoch: u8| NewEpoch {
        epoch: Epoch([epoch; 16]),
        instead_of: EPOCH,
        reason: "rolled back".into(),
        alarm: Some(alarm.clone()),
        by: By::office(3),
    };
    assert_eq!(store.new_epoch(new(8)).await.unwrap().epoch, Epoch([8; 16]));
    assert_eq!(
        store.new_epoch(new(9)).await.unwrap().epoch,
        Epoch([8; 16]),
        "the second to notice mints none"
    );
    assert_eq!(store.alarms(10).await.unwrap().len(), 1);
    assert_eq!(keep(&*store, deposit(ticket(1), 2, 2..3)).await, 3);
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn the_audit_trail_has_one_fact_for_each_deed(ground: &impl Ground) {
    let store = ground.open();
    let mut mixed = deposit(ticket(1), 0, 0..2);
    mixed.quarantined.push(refused(ticket(1), 9));
    keep(&*store, mixed).await;
    let deed = crate::case_store::Deed {
        by: By::office(4),
        verb: "case.exported".into(),
        object: "all".into(),
        content: vec![],
    };
    store.record(deed).await.unwrap();
    let facts = store.facts_after(0, 100).await.unwrap();
    let verbs: Vec<_> = facts.iter().map(|stored| stored.fact.verb.as_str()).collect();
    assert_eq!(
        verbs,
        [
            "change.admitted",
            "change.admitted",
            "change.quarantined",
            "case.exported"
        ]
    );
    assert_eq!(facts[0].fact.content, hash(ticket(1), 0).bytes());
    assert_eq!(facts[0].fact.device, PHONE.to_string());
    let head = store.verify_audit().await.unwrap().unwrap();
    assert_eq!(head, store.meta().await.unwrap().audit);
    assert_eq!(
        store.facts_after(3, 100).await.unwrap(),
        facts[3..],
        "paging gives the same facts"
    );
}
