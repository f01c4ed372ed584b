// SPDX-License-Identifier: EUPL-1.2
//! Terms: by when a ticket must be taken in charge, made safe and resolved, with the time inside stops not counted.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::text::written_as_text;
use super::{Names, WorkingTime};
use crate::ticket::Priority;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// In what a term counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Of any day.
    Minutes,
    /// Of any day.
    Hours,
    /// Of 24 hours.
    Days,
    /// While the office is open.
    WorkingHours,
    /// To the close of the last of so many working days after the first day.
    WorkingDays,
}

impl Unit {
    /// Every unit, in one and in many.
    const NAMES: [(Self, &'static str, &'static str); 5] = [
        (Self::Minutes, "minute", "minutes"),
        (Self::Hours, "hour", "hours"),
        (Self::Days, "day", "days"),
        (Self::WorkingHours, "working hour", "working hours"),
        (Self::WorkingDays, "working day", "working days"),
    ];
}

/// How long, written `4 working hours`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// A text that is no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no term: write a number and minutes, hours, days, working hours or working days")]
pub struct NotATerm(String);

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Unit::NAMES.iter().find(|(unit, ..)| *unit == self.unit);
        let name = name.map_or("", |(_, one, many)| if self.amount == 1 { one } else { many });
        write!(f, "{} {name}", self.amount)
    }
}

impl FromStr for Term {
    type Err = NotATerm;

    fn from_str(text: &str) -> Result<Self, NotATerm> {
        let read = || {
            let (amount, unit) = text.split_once(' ')?;
            let (unit, ..) = Unit::NAMES
                .iter()
                .find(|(_, one, many)| unit == *one || unit == *many)?;
            let amount = amount
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| amount.parse().ok());
            Some(Self {
                amount: amount.flatten()?,
                unit: *unit,
            })
        };
        read().ok_or_else(|| NotATerm(text.to_owned()))
    }
}

written_as_text!(Term);

/// The terms of one priority.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct SlaRow {
    /// Whose terms.
    #[n(0)]
    pub priority: Priority,
    /// By when somebody takes it in charge.
    #[n(1)]
    pub take: Term,
    /// By when nobody can get hurt any more.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make_safe: Option<Term>,
    /// By when it is solved.
    #[n(3)]
    pub resolve: Term,
}

/// A reason of a hold that stops the clock.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct StopReason {
    /// Such as `weather`.
    #[n(0)]
    pub code: String,
    /// Its name.
    #[n(1)]
    pub name: Names,
}

/// When a ticket's terms end, in milliseconds since 1970; none where the clock stands still in a stop that has not ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// To be taken in charge.
    pub take_by_ms: Option<i64>,
    /// To be made safe; none also where the priority has no such term.
    pub safe_by_ms: Option<i64>,
    /// To be resolved.
    pub resolve_by_ms: Option<i64>,
}

/// When the terms of a row end for a ticket received at `start_ms`; `stops` are spans of milliseconds since 1970, in any order,
/// the last perhaps without an end.
#[must_use]
pub fn due(row: &SlaRow, time: &WorkingTime<'_>, start_ms: i64, stops: &[(i64, Option<i64>)]) -> Due {
    let stops = Stops::of(stops);
    let ends = |term: Term| end_of(term, time, start_ms, &stops);
    Due {
        take_by_ms: ends(row.take),
        safe_by_ms: row.make_safe.and_then(ends),
        resolve_by_ms: ends(row.resolve),
    }
}

/// The earliest moment at which the term's budget is used up outside all stops.
fn end_of(term: Term, time: &WorkingTime<'_>, start_ms: i64, stops: &Stops) -> Option<i64> {
    let amount = i64::from(term.amount);
    let always = || std::iter::once((start_ms, i64::MAX));
    match term.unit {
        Unit::Minutes => used_up(always(), stops, amount * MINUTE_MS),
        Unit::Hours => used_up(always(), stops, amount * HOUR_MS),
        Unit::Days => used_up(always(), stops, amount * DAY_MS),
        Unit::WorkingHours => used_up(time.spans_from(start_ms), stops, amount * HOUR_MS),
        Unit::WorkingDays => {
            let close = time.close_of_working_day(start_ms, term.amount)?;
            let before = time.spans_from(start_ms).take_while(|(from, _)| *from < close);
            let budget = before.map(|(from, to)| to.min(close) - from).sum();
            used_up(time.spans_from(start_ms), stops, budget)
        }
    }
}

fn used_up(counted: impl Iterator<Item = (i64, i64)>, stops: &Stops, budget_ms: i64) -> Option<i64> {
    let mut left = budget_ms;
    for (from, to) in counted.flat_map(|span| stops.outside(span)) {
        if to.saturating_sub(from) >= left {
            return from.checked_add(left);
        }
        left -= to - from;
    }
    None
}

/// Stops in order, apart from each other.
struct Stops(Vec<(i64, i64)>);

impl Stops {
    fn of(stops: &[(i64, Option<i64>)]) -> Self {
        let closed = stops.iter().map(|(from, to)| (*from, to.unwrap_or(i64::MAX)));
        let mut sorted: Vec<(i64, i64)> = closed.filter(|(from, to)| from < to).collect();
        sorted.sort_unstable();
        let mut apart: Vec<(i64, i64)> = Vec::new();
        for (from, to) in sorted {
            match apart.last_mut() {
                Some((_, last)) if *last >= from => *last = to.max(*last),
                _ => apart.push((from, to)),
            }
        }
        Self(apart)
    }

    /// What of a span lies outside all stops. A budget is used up at the end of a span rather than at the beginning of the next.
    fn outside(&self, (start, end): (i64, i64)) -> Vec<(i64, i64)> {
        let mut open = Vec::new();
        let mut at = start;
        for (from, to) in self.0.iter().filter(|(from, to)| *from < end && *to > start) {
            if *from > at {
                open.push((at, *from));
            }
            at = at.max(*to);
        }
        if at < end {
            open.push((at, end));
        }
        open
    }
}
