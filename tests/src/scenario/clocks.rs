// SPDX-License-Identifier: EUPL-1.2
//! Clocks of phones and server leap by years, also while they talk: the same work comes to the same tickets, nothing is lost.

use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::{Random, assert_same_everywhere};
use crate::office::{Office, text};
use crate::other_clock::{FARTHEST_S, OtherClock};
use crate::phone::Phone;
use crate::wait;

/// What is done in one life, by all three phones together.
const STEPS: usize = 24;
const PATIENCE: Duration = Duration::from_secs(120);
/// Leaps while one sync runs, at most.
const LEAPS: u64 = 4;
const PEOPLE: [(&str, &str); 3] = [
    ("Ada Prova", "agent"),
    ("Bruno Esempio", "agent"),
    ("Carla Finta", "operator"),
];

/// What a phone does; tickets are counted in the order in which they were filed.
#[derive(Debug, Clone, Copy)]
enum Step {
    Files,
    Edits(usize),
    Notes(usize),
    Syncs,
}

struct Life {
    _folder: TempDir,
    office: Office,
    phones: Vec<Phone>,
    /// The phones', then the office's.
    clocks: Vec<OtherClock>,
    filed: Vec<String>,
    /// What makes the clocks leap; none where they are right.
    leaping: Option<Random>,
    leaps: u64,
}

/// Lives a life of a seed twice, with right clocks and with leaping ones; answers how often a clock leapt.
///
/// # Errors
/// When the system has nothing to make a program's clock leap.
///
/// # Panics
/// When both do not come to the same.
pub fn come_to_the_same(seed: u64) -> Result<u64, String> {
    let mut random = Random::of(seed);
    let plan: Vec<(usize, Step)> = (0..STEPS).map(|_| drawn(&mut random)).collect();
    let right = Life::lived(&plan, None)?;
    let leaping = Life::lived(&plan, Some(random))?;
    assert_eq!(
        right.told(),
        leaping.told(),
        "seed {seed}: right clocks (left) and leaping ones came to different tickets"
    );
    Ok(leaping.leaps)
}

/// How far a clock is off after a leap: sometimes by an hour as in spring and autumn, else by anything.
pub(super) fn leap(random: &mut Random) -> i64 {
    match random.below(4) {
        0 => 3_600,
        1 => -3_600,
        _ => random.below(FARTHEST_S.unsigned_abs() * 2).cast_signed() - FARTHEST_S,
    }
}

fn drawn(random: &mut Random) -> (usize, Step) {
    let step = match random.below(10) {
        0..=2 => Step::Files,
        3..=4 => Step::Edits(random.index(8)),
        5 => Step::Notes(random.index(8)),
        _ => Step::Syncs,
    };
    (random.index(PEOPLE.len()), step)
}

impl Life {
    fn lived(plan: &[(usize, Step)], leaping: Option<Random>) -> Result<Self, String> {
        let folder = TempDir::new().expect("a temporary folder");
        let clock = |name: &str| OtherClock::kept_in(folder.path(), name);
        let clocks = vec![clock("0")?, clock("1")?, clock("2")?, clock("office")?];
        let mut office = Office::new();
        office.wears(clocks[PEOPLE.len()].clone());
        office.start();
        let phones = PEOPLE.iter().zip(&clocks);
        let phones = phones
            .map(|((name, role), clock)| Phone::of(&office, name, role).wearing(clock.clone()))
            .collect();
        let mut life = Self {
            _folder: folder,
            office,
            phones,
            clocks,
            filed: Vec::new(),
            leaping,
            leaps: 0,
        };
        for (number, (phone, step)) in plan.iter().enumerate() {
            life.leap();
            life.does(number, *phone, *step);
        }
        life.agrees();
        Ok(life)
    }

    /// Sets one of the clocks.
    fn leap(&mut self) {
        let Some(random) = &mut self.leaping else { return };
        let off_s = leap(random);
        self.clocks[random.index(self.clocks.len())].is_off_by(off_s);
        self.leaps += 1;
    }

    fn does(&mut self, number: usize, at: usize, step: Step) {
        let words = format!("Testo {number}");
        match step {
            Step::Files => self.filed.push(self.phones[at].filed(&words)),
            Step::Edits(ticket) => self.writes(at, ticket, |id| vec!["edit", id, "--title", &words]),
            Step::Notes(ticket) => self.writes(at, ticket, |id| vec!["note", id, &words]),
            Step::Syncs => self.syncs(at),
        }
    }

    /// Writes to a ticket when this phone has it; then it must be possible.
    fn writes<'a>(&'a self, at: usize, ticket: usize, args: impl FnOnce(&'a str) -> Vec<&'a str>) {
        let Some(id) = self.filed.get(ticket % self.filed.len().max(1)) else {
            return;
        };
        if self.phones[at].run(&["show", id]).code == 0 {
            self.phones[at].run(&args(id)).done();
        }
    }

    /// Syncs while clocks leap; what a leap spoils is made good by the next sync.
    fn syncs(&mut self, at: usize) {
        let mut child = self.phones[at].starts_sync();
        let before = self.leaps;
        let ended = wait::until("the sync to end", PATIENCE, || {
            if self.leaps - before < LEAPS {
                self.leap();
            }
            child.try_wait().expect("its state")
        });
        if !ended.success() {
            assert!(self.leaping.is_some(), "a sync failed with right clocks");
            self.phones[at].syncs();
        }
    }

    /// Everybody syncs twice, each with the clock it has now.
    fn agrees(&self) {
        for phone in self.phones.iter().chain(&self.phones) {
            phone.syncs();
        }
        let phones: Vec<&Phone> = self.phones.iter().collect();
        assert_same_everywhere(&self.office, &phones, &self.filed);
    }

    /// Every ticket in the order of filing: what stands in it, without ids and moments.
    fn told(&self) -> Vec<Vec<String>> {
        let told = |id: &String| {
            let case = self.office.case(id);
            let mut words = vec![format!("status {}", case["status"])];
            words.extend(each(&case["conflicts"], "values").map(|value| format!("contested {}", value["value"])));
            words.extend(listed(&case["notes"]).map(|note| format!("note {}", note["text"])));
            if case["conflicts"].as_array().is_none_or(Vec::is_empty) {
                words.push(format!("title {}", text(&case["title"])));
            }
            words.sort();
            words
        };
        self.filed.iter().map(told).collect()
    }
}

fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn each<'a>(value: &'a Value, inner: &'a str) -> impl Iterator<Item = &'a Value> {
    listed(value).flat_map(move |item| listed(&item[inner]))
}
