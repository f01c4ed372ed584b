// SPDX-License-Identifier: EUPL-1.2
//! kill -9 at random points: what was answered is there, on the phone and in the office.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::{Random, filings, ids};
use crate::office::Office;
use crate::phone::{Phone, answers};
use crate::wait;

const PATIENCE: Duration = Duration::from_secs(30);
/// Tickets each phone files between two kills of the server.
const FILED: u64 = 20;

/// Kills a phone `kills` times while it saves; answers how many tickets it had acknowledged.
pub fn of_a_phone(seed: u64, kills: u64) -> usize {
    let office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let mut random = Random::of(seed);
    let mut acknowledged = BTreeSet::new();
    for round in 0..kills {
        acknowledged.extend(while_it_saves(&phone, &filings(round, 200), random.index(12)));
    }
    let kept = ids(&phone.list(&[]));
    let lost = acknowledged.difference(&kept).count();
    assert_eq!(lost, 0, "acknowledged tickets lost");
    phone.syncs();
    assert_eq!(ids(&office.cases()), kept, "the office holds what the phone holds");
    office.assert_sound();
    acknowledged.len()
}

/// Kills a phone as soon as it has acknowledged so many of these commands; answers the tickets that were acknowledged.
pub(super) fn while_it_saves(phone: &Phone, lines: &[Value], wanted: usize) -> BTreeSet<String> {
    let (mut child, output) = phone.starts_batch(lines);
    wait::until("some answers", PATIENCE, || {
        (answers(&output).len() >= wanted || child.try_wait().ok()?.is_some()).then_some(())
    });
    child.kill().expect("it is ours to kill");
    child.wait().expect("it ends");
    ids(&answers(&output))
}

/// Kills a server after so many looks at the clock and starts it again.
pub(super) fn office_restarts(office: &mut Office, looks: u64) {
    moment(looks);
    office.kill();
    office.start();
}

/// A moment that nobody foresees: so many looks later.
pub(super) fn moment(looks: u64) {
    let mut looked = 0;
    wait::until("the moment to kill", PATIENCE, || {
        looked += 1;
        (looked > looks).then_some(())
    });
}

/// Kills the server `kills` times while two phones sync; answers how many tickets everybody holds in the end.
pub fn of_the_server(seed: u64, kills: u64) -> usize {
    let mut office = Office::open();
    let phones = [
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "crew"),
    ];
    let mut random = Random::of(seed);
    for round in 0..kills {
        for phone in &phones {
            assert_eq!(phone.batch(&filings(round, FILED)).len() as u64, FILED);
        }
        let mut syncing: Vec<_> = phones.iter().map(Phone::starts_sync).collect();
        office_restarts(&mut office, random.below(20));
        for child in &mut syncing {
            child.wait().expect("it ends");
        }
    }
    for phone in &phones {
        phone.syncs();
    }
    let cases = ids(&office.cases());
    assert_eq!(cases.len() as u64, kills * FILED * 2);
    for phone in &phones {
        phone.syncs();
        assert_eq!(ids(&phone.list(&[])), cases);
    }
    office.assert_sound();
    cases.len()
}
