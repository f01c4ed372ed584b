// SPDX-License-Identifier: EUPL-1.2
//! Whether a trouble was reported already: tickets nearby, each scored, and every part of the score explained.

use std::collections::BTreeSet;

use crate::case_row::CaseRow;
use crate::fold::folded;
use crate::place::distance_m;
use crate::reference::ReferenceData;
use crate::workflow::Status;

/// How far around a trouble the same one is looked for, in metres, while its category says nothing else.
pub const RADIUS_M: f64 = 25.0;
/// How long ago something was last heard of a ticket that may still be the same, in days.
pub const DAYS: u32 = 60;

/// From this score on a candidate is offered by itself, by the phone and later by the office: measured in docs/decisions/0023.
pub const OFFERED: f64 = 0.45;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// So many people who have met it too count fully.
const MANY: u32 = 5;
/// Words too short to tell anything.
const SHORT_WORD: usize = 3;

/// What each part weighs.
const DISTANCE: f64 = 0.40;
const CATEGORY: f64 = 0.25;
const AGE: f64 = 0.10;
const WORDS: f64 = 0.15;
const ME_TOO: f64 = 0.10;
/// A category of the same group counts for so much of the same one.
const SIBLING: f64 = 0.4;
/// A ticket that duplicates another is the worse one to join.
const ITSELF_DUPLICATE: f64 = 0.5;
/// What has ended is the worse one to join, but may not have been mended well.
const ENDED: f64 = 0.6;
/// Two fixes of one lamp may lie so far apart, in metres.
const SAME_ASSET_M: f64 = 200.0;

/// The trouble somebody is about to file.
#[derive(Debug, Clone, PartialEq)]
pub struct Sought {
    /// Its category, such as `roads.pothole`.
    pub category: String,
    /// Where it is: latitude and longitude in degrees.
    pub place: (f64, f64),
    /// What is said of it; empty when nothing.
    pub words: String,
    /// The lamp, bin or tree it is about.
    pub asset_ref: Option<String>,
    /// Metres around it.
    pub radius_m: f64,
    /// Days since something was last heard of the other.
    pub days: u32,
    /// The present, in milliseconds since 1970.
    pub now_ms: i64,
}

impl Sought {
    /// A trouble of a category at a place, of which nothing else is said: looked for as the city's set says.
    #[must_use]
    pub fn of(category: &str, place: (f64, f64), set: Option<&ReferenceData>) -> Self {
        let known = set.and_then(|set| set.category(category));
        Self {
            category: category.to_owned(),
            place,
            words: String::new(),
            asset_ref: None,
            radius_m: known.map_or(RADIUS_M, |known| f64::from(known.duplicate_radius_m)),
            days: known.map_or(DAYS, |known| known.duplicate_days),
            now_ms: 0,
        }
    }

    /// How far around candidates are looked for, in metres: the same asset counts farther than anything else.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        if self.asset_ref.is_some() {
            self.radius_m.max(SAME_ASSET_M)
        } else {
            self.radius_m
        }
    }
}

/// A ticket that may be about the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// From 0 to 1; 1 is surely the same.
    pub score: f64,
    /// Metres between the two.
    pub distance_m: f64,
    /// Every part of the score in a few words.
    pub explanation: Vec<String>,
}

/// Scores a ticket against a trouble; none when it cannot be the same.
#[must_use]
pub fn candidate(sought: &Sought, row: &CaseRow) -> Option<Candidate> {
    let distance_m = distance_m(sought.place, row.lat.zip(row.lon)?);
    let same_asset = sought.asset_ref.is_some() && sought.asset_ref == row.asset_ref;
    let (category, about) = category_part(sought, row, same_asset)?;
    let heard_days = days_between(heard_ms(row), sought.now_ms);
    let status = Status::named(&row.status);
    let is_over = status.is_some_and(Status::is_cancelled) || heard_days > f64::from(sought.days);
    let reach_m = if same_asset { sought.reach_m() } else { sought.radius_m };
    if distance_m > reach_m || is_over {
        return None;
    }
    let mut parts = vec![
        (DISTANCE, 1.0 - distance_m / sought.radius_m),
        (CATEGORY, category),
        (AGE, 1.0 - heard_days / f64::from(sought.days.max(1))),
        (ME_TOO, f64::from(row.me_too.min(MANY)) / f64::from(MANY)),
    ];
    let mut explanation = vec![format!("{distance_m:.0} m away"), about, age(row, sought.now_ms)];
    if let Some((share, words)) = words_part(sought, row) {
        parts.push((WORDS, share));
        explanation.push(words);
    }
    if row.me_too > 0 {
        explanation.push(format!("{} more met it too", row.me_too));
    }
    let whole: f64 = parts.iter().map(|(weight, _)| weight).sum();
    let mut score = parts.iter().map(|(weight, part)| weight * part).sum::<f64>() / whole;
    if same_asset {
        explanation.push("the same asset".to_owned());
        score = 1.0;
    }
    if row.ended_at_ms.is_some() {
        score *= ENDED;
    }
    if row.duplicate_of.is_some() {
        explanation.push("itself a duplicate of another".to_owned());
        score *= ITSELF_DUPLICATE;
    }
    let score = (score * 1000.0).round() / 1000.0;
    Some(Candidate {
        score,
        distance_m,
        explanation,
    })
}

/// Puts candidates in order: the surest first, then the nearest.
pub fn rank<T>(found: &mut [(T, Candidate)]) {
    found.sort_by(|(_, one), (_, other)| {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then(one.distance_m.total_cmp(&other.distance_m))
    });
}

fn category_part(sought: &Sought, row: &CaseRow, same_asset: bool) -> Option<(f64, String)> {
    if sought.category == row.category {
        return Some((1.0, "the same category".to_owned()));
    }
    let group = |code: &str| code.split_once('.').map(|(group, _)| group.to_owned());
    let siblings = group(&sought.category).is_some() && group(&sought.category) == group(&row.category);
    if siblings {
        return Some((SIBLING, format!("of the same group ({})", row.category)));
    }
    same_asset.then(|| (0.0, format!("of another group ({})", row.category)))
}

/// When something was last heard of it: filed, written or ended.
fn heard_ms(row: &CaseRow) -> i64 {
    let ended = row.ended_at_ms.unwrap_or(i64::MIN);
    row.created_at_ms.max(row.updated_at_ms).max(ended)
}

fn days_between(from_ms: i64, to_ms: i64) -> f64 {
    let span = to_ms.saturating_sub(from_ms).max(0);
    span as f64 / DAY_MS as f64
}

fn age(row: &CaseRow, now_ms: i64) -> String {
    let days = |at_ms: i64| match days_between(at_ms, now_ms) {
        less if less < 1.0 => "today".to_owned(),
        days => format!("{days:.0} days ago"),
    };
    match row.ended_at_ms {
        Some(ended_ms) => format!("{} {}", row.status, days(ended_ms)),
        None => format!("filed {}, still {}", days(row.created_at_ms), row.status),
    }
}

/// The share of the words said that the other ticket says too.
fn words_part(sought: &Sought, row: &CaseRow) -> Option<(f64, String)> {
    let said = words(&sought.words);
    if said.is_empty() {
        return None;
    }
    let theirs = words(&format!("{}\n{}\n{}", row.title, row.description, row.address));
    let common: Vec<&str> = said.intersection(&theirs).map(String::as_str).collect();
    let share = common.len() as f64 / said.len() as f64;
    Some((share, format!("{} of {} words in common", common.len(), said.len())))
}

fn words(text: &str) -> BTreeSet<String> {
    let text = folded(text);
    let long = |word: &&str| word.chars().count() >= SHORT_WORD;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(long);
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
