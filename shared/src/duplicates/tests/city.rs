// SPDX-License-Identifier: EUPL-1.2
//! Precision and recall on a generated city whose duplicates are known: what docs/decisions/0023-place.md says of the score.

use std::collections::BTreeMap;

use super::{DAY_MS, METRE, NOW, row};
use crate::case_row::CaseRow;
use crate::duplicates::{OFFERED, Sought, candidate, rank};
use crate::ids::TicketId;

/// Categories with the words people use for them; siblings share a group.
const CATEGORIES: [(&str, &[&str]); 8] = [
    (
        "roads.pothole",
        &["buca", "profonda", "asfalto", "ruota", "carreggiata", "pericolosa"],
    ),
    (
        "roads.manhole",
        &["tombino", "sconnesso", "rumore", "asfalto", "sprofondato", "rotto"],
    ),
    (
        "roads.kerb",
        &["cordolo", "marciapiede", "rotto", "inciampo", "pietra", "staccata"],
    ),
    (
        "lighting.lamp_off",
        &["lampione", "spento", "buio", "luce", "notte", "strada"],
    ),
    (
        "lighting.pole",
        &["palo", "inclinato", "lampione", "ruggine", "pericolante", "urtato"],
    ),
    (
        "waste.bin",
        &["cassonetto", "pieno", "rifiuti", "sacchi", "odore", "rotto"],
    ),
    (
        "waste.dumping",
        &["abbandono", "rifiuti", "mobili", "sacchi", "materasso", "ingombranti"],
    ),
    (
        "green.branch",
        &["ramo", "albero", "caduto", "spezzato", "foglie", "pericolo"],
    ),
];
/// What else people name.
const LANDMARKS: [&str; 16] = [
    "scuola", "farmacia", "chiesa", "ponte", "fermata", "bar", "parco", "semaforo", "banca", "mercato", "palestra",
    "asilo", "poste", "teatro", "museo", "stazione",
];
const TROUBLES: usize = 1_600;
/// Side of the city, in metres.
const SIDE_M: f64 = 3_000.0;

/// Numbers that look like chance and are the same at every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[(self.next() % all.len() as u64) as usize]
    }

    /// Metres off, around none.
    fn bell(&mut self, deviation_m: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        (sum - 6.0) * deviation_m
    }
}

struct Trouble {
    place: (f64, f64),
    category: usize,
    landmarks: [&'static str; 2],
    asset: Option<String>,
    begins_ms: i64,
}

fn troubles(dice: &mut Dice) -> Vec<Trouble> {
    let mut all: Vec<Trouble> = Vec::new();
    for at in 0..TROUBLES {
        // Three of ten stand close to another one, half of those are of the same kind.
        let neighbour = (at > 0 && dice.happens(0.3)).then(|| (dice.next() % at as u64) as usize);
        let mut category = (dice.next() % CATEGORIES.len() as u64) as usize;
        let place = match neighbour.map(|other| &all[other]) {
            Some(other) => {
                if dice.happens(0.5) {
                    category = other.category;
                }
                let (angle, metres) = (dice.share() * std::f64::consts::TAU, 8.0 + dice.share() * 42.0);
                (
                    other.place.0 + angle.cos() * metres,
                    other.place.1 + angle.sin() * metres,
                )
            }
            None => (dice.share() * SIDE_M, dice.share() * SIDE_M),
        };
        let has_plate = CATEGORIES[category].0.starts_with("lighting");
        all.push(Trouble {
            place,
            category,
            landmarks: [dice.of(&LANDMARKS), dice.of(&LANDMARKS)],
            asset: has_plate.then(|| format!("LAMP-{at}")),
            begins_ms: NOW - 400 * DAY_MS + (dice.share() * 340.0 * DAY_MS as f64) as i64,
        });
    }
    all
}

/// Every report with the trouble it is about, in the order of filing.
fn reports(dice: &mut Dice) -> Vec<(usize, CaseRow)> {
    let mut all = Vec::new();
    for (number, trouble) in troubles(dice).iter().enumerate() {
        let more = [0.35, 0.4, 0.4]
            .iter()
            .take_while(|share| dice.happens(**share))
            .count();
        let mut filed_ms = trouble.begins_ms;
        for _ in 0..=more {
            all.push((number, report(dice, trouble, filed_ms)));
            filed_ms += (dice.share() * 25.0 * DAY_MS as f64) as i64;
        }
    }
    all.sort_by_key(|(_, row)| row.created_at_ms);
    for (at, (_, row)) in all.iter_mut().enumerate() {
        row.id = TicketId::from_bytes((at as u128).to_be_bytes());
    }
    all
}

fn report(dice: &mut Dice, trouble: &Trouble, filed_ms: i64) -> CaseRow {
    let deviation_m = if dice.happens(0.1) { 15.0 } else { 5.0 };
    let (north, east) = (
        trouble.place.0 + dice.bell(deviation_m),
        trouble.place.1 + dice.bell(deviation_m),
    );
    let (code, words) = CATEGORIES[trouble.category];
    let siblings: Vec<&str> = CATEGORIES
        .iter()
        .map(|(other, _)| *other)
        .filter(|other| group(other) == group(code))
        .collect();
    // One of ten takes a sibling for it.
    let category = if dice.happens(0.1) { dice.of(&siblings) } else { code };
    let mut said: Vec<&str> = (0..2 + dice.next() % 3).map(|_| dice.of(words)).collect();
    if dice.happens(0.6) {
        said.push(dice.of(&trouble.landmarks));
    }
    let silent = dice.happens(0.25);
    CaseRow {
        category: category.to_owned(),
        title: if silent { String::new() } else { said.join(" ") },
        description: String::new(),
        lat: Some(43.75 + north * METRE),
        lon: Some(11.22 + east * METRE / 43.77_f64.to_radians().cos()),
        created_at_ms: filed_ms,
        updated_at_ms: filed_ms,
        asset_ref: trouble.asset.clone().filter(|_| dice.happens(0.6)),
        ..row(0.0)
    }
}

fn group(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}

#[derive(Debug, Default, Clone, Copy)]
struct Measured {
    /// Reports with an earlier one of the same trouble within the time looked back.
    repeated: u32,
    /// Of those, with one of them among what is offered.
    found: u32,
    /// Reports to which something is offered.
    offered: u32,
    /// Of those, with the right one first.
    right: u32,
}

impl Measured {
    fn recall(self) -> f64 {
        f64::from(self.found) / f64::from(self.repeated)
    }

    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from(self.offered)
    }

    fn both(self) -> f64 {
        2.0 * self.recall() * self.precision() / (self.recall() + self.precision())
    }
}

/// What is offered from each of these scores on, to who has told where and what it is, and its words or not yet.
fn measured(reports: &[(usize, CaseRow)], scores: &[f64], with_words: bool) -> Vec<Measured> {
    let mut measured = vec![Measured::default(); scores.len()];
    let cell = |row: &CaseRow| ((row.lat.unwrap() / 0.003) as i64, (row.lon.unwrap() / 0.003) as i64);
    let mut earlier: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (at, (trouble, row)) in reports.iter().enumerate() {
        let sought = Sought {
            words: if with_words { row.title.clone() } else { String::new() },
            asset_ref: row.asset_ref.clone(),
            now_ms: row.created_at_ms,
            ..Sought::of(&row.category, (row.lat.unwrap(), row.lon.unwrap()), None)
        };
        let (lat, lon) = cell(row);
        let around = (lat - 1..=lat + 1).flat_map(|lat| (lon - 1..=lon + 1).map(move |lon| (lat, lon)));
        let around: Vec<usize> = around
            .filter_map(|cell| earlier.get(&cell))
            .flatten()
            .copied()
            .collect();
        let is_repeated = around.iter().any(|other| reports[*other].0 == *trouble);
        let scored = around
            .iter()
            .filter_map(|other| Some((*other, candidate(&sought, &reports[*other].1)?)));
        let mut found: Vec<_> = scored.collect();
        rank(&mut found);
        for (score, measured) in scores.iter().zip(&mut measured) {
            let offered: Vec<usize> = found
                .iter()
                .filter(|(_, found)| found.score >= *score)
                .map(|(other, _)| *other)
                .collect();
            let is_same = |other: &usize| reports[*other].0 == *trouble;
            measured.repeated += u32::from(is_repeated);
            measured.found += u32::from(offered.iter().any(is_same));
            measured.offered += u32::from(!offered.is_empty());
            measured.right += u32::from(offered.first().is_some_and(is_same));
        }
        earlier.entry((lat, lon)).or_default().push(at);
    }
    measured
}

#[test]
fn a_city_s_known_duplicates_are_found_and_most_of_what_is_offered_is_right() {
    let reports = reports(&mut Dice(23));
    let scores = [0.35, 0.40, OFFERED, 0.55, 0.65];
    let all = measured(&reports, &scores, true);
    for (score, one) in scores.iter().zip(&all) {
        println!(
            "from {score}: recall {:.3}, precision {:.3}, both {:.3}, {one:?}",
            one.recall(),
            one.precision(),
            one.both()
        );
    }
    let chosen = all[2];
    assert!(chosen.repeated > 600, "{chosen:?}");
    assert!(chosen.recall() >= 0.90, "recall {:.3}", chosen.recall());
    assert!(chosen.precision() >= 0.93, "precision {:.3}", chosen.precision());
    let best = all.iter().map(|one| one.both()).fold(0.0, f64::max);
    assert!(chosen.both() >= best - 0.03, "another score would be better: {best:.3}");
}

#[test]
fn before_a_word_is_written_most_are_found_too() {
    let reports = reports(&mut Dice(23));
    let chosen = measured(&reports, &[OFFERED], false)[0];
    let (recall, precision) = (chosen.recall(), chosen.precision());
    println!("without words: recall {recall:.3}, precision {precision:.3}, {chosen:?}");
    assert!(recall >= 0.92, "recall {recall:.3}");
    assert!(precision >= 0.92, "precision {precision:.3}");
}
