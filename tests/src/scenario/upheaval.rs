// SPDX-License-Identifier: EUPL-1.2
//! People are moved, a phone is revoked, the city is named anew, tickets are destroyed, and everybody goes on working.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Random, ids};
use crate::office::{Office, text};
use crate::phone::Phone;

/// Things that happen in one life.
const STEPS: usize = 30;
const DISTRICTS: [&str; 3] = ["Q1", "Q2", "Q3"];

struct Life {
    office: Office,
    people: Vec<String>,
    phones: Vec<Phone>,
    /// Acknowledged on the phone of this number.
    filed: Vec<(usize, String)>,
    /// Ticket and words of every note that was acknowledged.
    noted: Vec<(String, String)>,
    purged: BTreeSet<String>,
    revoked: Option<usize>,
    random: Random,
    published: u64,
}

/// Lives through a life of a seed; answers how many upheavals there were in it.
///
/// # Panics
/// When something saved is nowhere, or something destroyed is somewhere.
pub fn survived(seed: u64) -> u64 {
    let office = Office::open();
    let names = ["Ada Prova", "Bruno Esempio", "Carla Finta"];
    let people: Vec<String> = names
        .iter()
        .zip(["agent", "operator", "agent"])
        .map(|(name, role)| office.hire(name, role, &[]))
        .collect();
    let phones = people
        .iter()
        .map(|person| Phone::enrolled(&office, person, &office.url()))
        .collect();
    let mut life = Life {
        office,
        people,
        phones,
        filed: Vec::new(),
        noted: Vec::new(),
        purged: BTreeSet::new(),
        revoked: None,
        random: Random::of(seed),
        published: 0,
    };
    let upheavals = (0..STEPS).map(|_| u64::from(life.step())).sum();
    life.ends();
    upheavals
}

impl Life {
    /// True when it was an upheaval.
    fn step(&mut self) -> bool {
        let at = self.random.index(self.phones.len());
        match self.random.below(12) {
            0..=3 => self.files(at),
            4..=5 => self.edits(at),
            6..=7 => self.syncs(at),
            8 => return self.moves(at),
            9 => return self.publishes(),
            10 => return self.purges(),
            _ => return self.revokes(),
        }
        false
    }

    fn files(&mut self, at: usize) {
        if self.is_wiped(at) {
            return;
        }
        let district = DISTRICTS[self.random.index(DISTRICTS.len())];
        let args = [
            "--title",
            "Segnalata",
            "--lat",
            "43.77",
            "--lon",
            "11.25",
            "--district",
            district,
        ];
        let id = text(&self.phones[at].files(&args)["id"]);
        self.filed.push((at, id));
    }

    /// A ticket that is not here any more, or not this person's, is refused in words.
    fn edits(&mut self, at: usize) {
        let Some((_, id)) = self.filed.get(self.random.index(self.filed.len().max(1))) else {
            return;
        };
        let number = self.noted.len();
        let (title, words) = (format!("Cambiata {number}"), format!("Nota numero {number}."));
        for (args, is_note) in [
            ([&["edit", id, "--title"][..], &[&title]].concat(), false),
            ([&["note", id][..], &[&words]].concat(), true),
        ] {
            let code = self.phones[at].run(&args).code;
            assert!(code == 0 || code == 1, "an edit ends with {code}");
            if is_note && code == 0 {
                self.noted.push((id.clone(), words.clone()));
            }
        }
    }

    fn syncs(&mut self, at: usize) {
        let answer = self.phones[at].run(&["sync"]);
        assert!(
            answer.code == 0 || self.revoked == Some(at),
            "{answer:?}\n{}",
            self.office.log()
        );
    }

    fn moves(&mut self, at: usize) -> bool {
        let district = DISTRICTS[self.random.index(DISTRICTS.len())];
        let moved = self
            .office
            .run(&["person", "edit", &self.people[at], "--district", district]);
        assert_eq!(moved.code, 0, "{moved:?}");
        true
    }

    fn publishes(&mut self) -> bool {
        self.published += 1;
        let file = self.phones[0].file("city.toml", b"");
        assert_eq!(self.office.run(&["taxonomy", "export", "--out", &file]).code, 0);
        let city = std::fs::read_to_string(&file).expect("the city");
        let named = city.replacen("Quartiere 1", &format!("Quartiere 1 ({})", self.published), 1);
        std::fs::write(&file, named).expect("the city is written");
        for verb in [vec!["taxonomy", "import", &file], vec!["taxonomy", "publish"]] {
            let answer = self.office.run(&verb);
            assert_eq!(answer.code, 0, "{answer:?}");
        }
        true
    }

    fn purges(&mut self) -> bool {
        let cases: Vec<String> = ids(&self.office.cases()).into_iter().collect();
        let Some(id) = cases.get(self.random.index(cases.len().max(1))) else {
            return false;
        };
        let purged = self.office.run(&["ticket", "purge", id, "--reason", "prova", "--yes"]);
        assert_eq!(purged.code, 0, "{purged:?}");
        self.purged.insert(id.clone());
        true
    }

    fn revokes(&mut self) -> bool {
        if self.revoked.is_some() {
            return false;
        }
        let at = self.random.index(self.phones.len());
        let devices = self.office.run(&["device", "list"]).done();
        let of = |device: &&Value| device["person"] == self.people[at].as_str();
        let device = devices
            .as_array()
            .and_then(|all| all.iter().find(of))
            .expect("its device");
        let revoked = self.office.run(&["device", "revoke", &text(&device["id"])]);
        assert_eq!(revoked.code, 0, "{revoked:?}");
        self.revoked = Some(at);
        true
    }

    fn is_wiped(&self, at: usize) -> bool {
        self.revoked == Some(at)
    }

    fn ends(mut self) {
        for _ in 0..3 {
            for at in 0..self.phones.len() {
                self.syncs(at);
            }
        }
        let cases = ids(&self.office.cases());
        let quarantine = self.office.run(&["quarantine", "list"]).done().to_string();
        for (at, id) in &self.filed {
            let there = cases.contains(id) || quarantine.contains(id.as_str());
            assert!(
                there || self.purged.contains(id),
                "ticket {id} of phone {at} is nowhere"
            );
        }
        for (id, words) in self.noted.iter().filter(|(id, _)| !self.purged.contains(id)) {
            let there = cases.contains(id) && self.office.case(id)["notes"].to_string().contains(words.as_str());
            assert!(
                there || quarantine.contains(id.as_str()),
                "{words} of ticket {id} is nowhere"
            );
        }
        let living = (0..self.phones.len()).filter(|at| !self.is_wiped(*at));
        for phone in living.map(|at| &self.phones[at]) {
            let held = ids(&phone.list(&[]));
            assert!(held.is_disjoint(&self.purged), "something destroyed is left on a phone");
            let answer = phone.run(&["doctor"]);
            assert_eq!(answer.code, 0, "{answer:?}");
        }
        assert!(
            cases.is_disjoint(&self.purged),
            "something destroyed is back in the office"
        );
        self.office.assert_sound();
    }
}
