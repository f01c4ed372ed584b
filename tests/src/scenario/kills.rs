// SPDX-License-Identifier: EUPL-1.2
//! kill -9 at random points: what was answered is there, on the phone and in the office.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::Duration;

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
        let (mut child, output) = phone.starts_batch(&filings(round, 200));
        let wanted = random.index(12);
        wait::until("some answers", PATIENCE, || {
            (answers(&output).len() >= wanted || child.try_wait().ok()?.is_some()).then_some(())
        });
        child.kill().expect("it is ours to kill");
        child.wait().expect("it ends");
        acknowledged.extend(ids(&answers(&output)));
    }
    let kept = ids(&phone.list(&[]));
    let lost = acknowledged.difference(&kept).count();
    assert_eq!(lost, 0, "acknowledged tickets lost");
    phone.syncs();
    assert_eq!(ids(&office.cases()), kept, "the office holds what the phone holds");
    office.assert_sound();
    acknowledged.len()
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
        let mut syncing: Vec<_> = phones.iter().map(syncs_meanwhile).collect();
        let before = random.below(20);
        let mut polls = 0;
        wait::until("the moment to kill", PATIENCE, || {
            polls += 1;
            (polls > before).then_some(())
        });
        office.kill();
        office.start();
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

fn syncs_meanwhile(phone: &Phone) -> Child {
    let mut command = phone.command(&["sync", "--json"]);
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}
