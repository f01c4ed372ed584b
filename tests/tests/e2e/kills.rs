// SPDX-License-Identifier: EUPL-1.2
//! kill -9 at random points: what was answered is there, on the phone and in the office.

use std::collections::BTreeSet;
use std::time::Duration;

use ronda_tests::office::Office;
use ronda_tests::phone::{Phone, answers};
use ronda_tests::wait;
use serde_json::{Value, json};

/// A small generator with a fixed seed, so that a failing run can be run again.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn ids(list: &[Value]) -> BTreeSet<String> {
    list.iter()
        .filter_map(|item| item["id"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn a_hundred_kills_of_a_phone_lose_no_acknowledged_ticket() {
    let office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let mut random = Random(1);
    let mut acknowledged = BTreeSet::new();
    for round in 0..80 {
        let commands: Vec<Value> = (0..200).map(|n| json!({"verb": "file", "category": "roads.pothole", "title": format!("{round}/{n}"), "lat": 43.7, "lon": 11.2})).collect();
        let (mut child, output) = phone.starts_batch(&commands);
        let wanted = usize::try_from(random.below(12)).unwrap();
        wait::until("some answers", Duration::from_secs(30), || {
            (answers(&output).len() >= wanted || child.try_wait().ok()?.is_some()).then_some(())
        });
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(ids(&answers(&output)));
    }
    let kept = ids(&phone.list(&[]));
    assert!(
        acknowledged.is_subset(&kept),
        "{} lost",
        acknowledged.difference(&kept).count()
    );
    assert!(acknowledged.len() > 80);
    phone.syncs();
    assert!(acknowledged.is_subset(&ids(&office.cases())));
    office.assert_sound();
}

#[test]
fn a_server_killed_while_phones_sync_loses_nothing_it_gave_a_receipt_for() {
    let mut office = Office::open();
    let phones = [
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "crew"),
    ];
    let mut random = Random(7);
    for round in 0..25 {
        for phone in &phones {
            let commands: Vec<Value> = (0..20).map(|n| json!({"verb": "file", "category": "roads.pothole", "title": format!("{round}/{n}"), "lat": 43.7, "lon": 11.2})).collect();
            assert_eq!(phone.batch(&commands).len(), 20);
        }
        let mut syncing: Vec<_> = phones
            .iter()
            .map(|phone| {
                phone
                    .command(&["sync", "--json"])
                    .stdout(std::process::Stdio::null())
                    .stderr(std::process::Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let before = random.below(20);
        let mut polls = 0;
        wait::until("the moment to kill", Duration::from_secs(30), || {
            polls += 1;
            (polls > before).then_some(())
        });
        office.kill();
        office.start();
        for child in &mut syncing {
            child.wait().unwrap();
        }
    }
    for phone in &phones {
        phone.syncs();
    }
    let cases = ids(&office.cases());
    assert_eq!(cases.len(), 25 * 20 * 2);
    for phone in &phones {
        phone.syncs();
        assert_eq!(ids(&phone.list(&[])), cases);
    }
    office.assert_sound();
}
