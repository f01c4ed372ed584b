// SPDX-License-Identifier: EUPL-1.2
//! The clock of one case: its office, its terms, what of them is done and what is overdue.

use super::{Due, ReferenceData, WorkingTime, due};
use crate::ticket::Priority;

/// What of a case its clock depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts<'a> {
    /// The category's code, known or not.
    pub category: &'a str,
    /// The district's code.
    pub district: &'a str,
    /// The office that has it in charge; none: the routed one.
    pub office: Option<&'a str>,
    /// The shown priority; none: the category's own.
    pub priority: Option<Priority>,
    /// When the central store received it, in milliseconds since 1970: the clock runs from here.
    pub received_at_ms: i64,
}

/// How far the work on a case is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Spans in which the clock stands still, in milliseconds since 1970; the last may have no end.
    pub stops: Vec<(i64, Option<i64>)>,
    /// When it was taken in charge.
    pub taken_at_ms: Option<i64>,
    /// When it was made safe.
    pub made_safe_at_ms: Option<i64>,
    /// When it was resolved.
    pub resolved_at_ms: Option<i64>,
}

/// One term of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// When it ends; none while the clock stands still.
    pub due_ms: Option<i64>,
    /// When it was met.
    pub done_at_ms: Option<i64>,
}

impl Leg {
    /// By how many milliseconds it was, or is at `now_ms`, too late; 0 when it is not.
    #[must_use]
    pub fn late_ms(&self, now_ms: i64) -> i64 {
        let reached = self.done_at_ms.unwrap_or(now_ms);
        self.due_ms.map_or(0, |due| reached.saturating_sub(due).max(0))
    }

    /// Late, and still to be done.
    #[must_use]
    pub fn is_overdue(&self, now_ms: i64) -> bool {
        self.done_at_ms.is_none() && self.late_ms(now_ms) > 0
    }
}

/// The clock of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseClock {
    /// The office whose hours count.
    pub office: String,
    /// The priority whose terms run.
    pub priority: Priority,
    /// To take it in charge.
    pub take: Leg,
    /// To make it safe, where the priority asks for it.
    pub make_safe: Option<Leg>,
    /// To resolve it.
    pub resolve: Leg,
}

impl CaseClock {
    /// The terms with their names.
    pub fn legs(&self) -> impl Iterator<Item = (&'static str, Leg)> {
        let make_safe = self.make_safe.map(|leg| ("make_safe", leg));
        [Some(("take", self.take)), make_safe, Some(("resolve", self.resolve))]
            .into_iter()
            .flatten()
    }

    /// When the next term ends that is not met yet.
    #[must_use]
    pub fn next_due_ms(&self) -> Option<i64> {
        let waiting = self.legs().filter(|(_, leg)| leg.done_at_ms.is_none());
        waiting.filter_map(|(_, leg)| leg.due_ms).min()
    }
}

impl ReferenceData {
    /// The clock of a case under this set. None when the set has no terms for its priority.
    #[must_use]
    pub fn clock(&self, facts: &CaseFacts<'_>, progress: &Progress) -> Option<CaseClock> {
        let usual = || self.category(facts.category).map(|category| category.priority);
        let priority = facts.priority.or_else(usual).unwrap_or(Priority::P3);
        let row = self.terms(priority)?;
        let routed = || self.route(facts.category, facts.district);
        let office = facts.office.unwrap_or_else(routed);
        let time = WorkingTime::of(&self.calendar, self.hours_of(office))?;
        let Due {
            take_by_ms,
            safe_by_ms,
            resolve_by_ms,
        } = due(row, &time, facts.received_at_ms, &progress.stops);
        let leg = |due_ms, done_at_ms| Leg { due_ms, done_at_ms };
        Some(CaseClock {
            office: office.to_owned(),
            priority,
            take: leg(take_by_ms, progress.taken_at_ms),
            make_safe: row.make_safe.map(|_| leg(safe_by_ms, progress.made_safe_at_ms)),
            resolve: leg(resolve_by_ms, progress.resolved_at_ms),
        })
    }
}
