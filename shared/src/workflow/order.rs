// SPDX-License-Identifier: EUPL-1.2
//! The events as a graph of who had seen what, and the one order in which they are folded.

use std::collections::BTreeMap;

use super::{Happened, Kind};
use crate::ids::IntentId;

/// A set of events by their place in the list, one bit each.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn none(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    /// Whether the bit was not set before.
    fn set(&mut self, at: usize) -> bool {
        let bit = 1_u64 << (at % 64);
        self.0.get_mut(at / 64).is_some_and(|word| {
            let fresh = *word & bit == 0;
            *word |= bit;
            fresh
        })
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }
}

/// Which events each event had behind it. Ids that are not there are passed over, and a ring of events that name each
/// other (which no gate admits) ends nothing but itself.
#[derive(Debug)]
pub(super) struct Causality {
    parents: Vec<Vec<usize>>,
    past: Vec<Bits>,
}

impl Causality {
    pub(super) fn of(events: &[Happened<'_>]) -> Self {
        let at: BTreeMap<IntentId, usize> = events.iter().enumerate().map(|(at, event)| (event.id, at)).collect();
        let parents_of = |event: &Happened<'_>| event.event.after.iter().filter_map(|id| at.get(id).copied()).collect();
        let parents: Vec<Vec<usize>> = events.iter().map(parents_of).collect();
        let past = (0..parents.len()).map(|at| past_of(at, &parents)).collect();
        Self { parents, past }
    }

    /// Whether the author of `later` had seen `earlier`.
    pub(super) fn is_behind(&self, earlier: usize, later: usize) -> bool {
        self.past.get(later).is_some_and(|past| past.has(earlier))
    }

    /// Neither author had seen the other's event.
    pub(super) fn are_concurrent(&self, one: usize, other: usize) -> bool {
        one != other && !self.is_behind(one, other) && !self.is_behind(other, one)
    }
}

fn past_of(at: usize, parents: &[Vec<usize>]) -> Bits {
    let mut past = Bits::none(parents.len());
    let mut waiting = parents.get(at).cloned().unwrap_or_default();
    while let Some(next) = waiting.pop() {
        if past.set(next) {
            waiting.extend(parents.get(next).into_iter().flatten());
        }
    }
    past
}

/// The order of folding: causes before effects; of concurrent events the weaker first, so that the stronger has the last
/// word; equals by id. Two equal deeds of people who had not seen each other stand next to each other, so that the second
/// does not undo what came after the first.
pub(super) fn order(events: &[Happened<'_>], causality: &Causality) -> Vec<usize> {
    let mut left: Vec<usize> = (0..events.len()).collect();
    let mut done = Bits::none(events.len());
    let mut order: Vec<usize> = Vec::with_capacity(events.len());
    let weakest = |left: &[usize], done: &Bits, order: &[usize]| {
        let is_ready = |at: &usize| {
            let parents = causality.parents.get(*at).into_iter().flatten();
            parents.copied().all(|parent| done.has(parent) || parent == *at)
        };
        let weight = |at: &usize| weight(*at, events, order, causality);
        let ready = left.iter().copied().filter(is_ready).min_by_key(weight);
        // Only a ring has nothing ready: it is opened at its weakest event.
        ready.or_else(|| left.iter().copied().min_by_key(weight))
    };
    while let Some(next) = weakest(&left, &done, &order) {
        done.set(next);
        left.retain(|at| *at != next);
        order.push(next);
    }
    order
}

fn weight(
    at: usize,
    events: &[Happened<'_>],
    order: &[usize],
    causality: &Causality,
) -> (Option<Kind>, Option<IntentId>) {
    let kind = kind_at(at, events);
    let repeats = |earlier: &&usize| {
        kind.is_some() && kind_at(**earlier, events) == kind && causality.are_concurrent(at, **earlier)
    };
    let is_repeated = order.iter().rev().find(repeats).is_some();
    (kind.filter(|_| !is_repeated), events.get(at).map(|event| event.id))
}

pub(super) fn kind_at(at: usize, events: &[Happened<'_>]) -> Option<Kind> {
    events.get(at).and_then(|event| event.event.kind())
}

/// The newest events: those that no other one has behind it, sorted.
#[must_use]
pub fn frontier(events: &[Happened<'_>]) -> Vec<IntentId> {
    let causality = Causality::of(events);
    let is_newest = |at: &usize| !(0..events.len()).any(|later| later != *at && causality.is_behind(*at, later));
    let mut newest: Vec<IntentId> = (0..events.len())
        .filter(is_newest)
        .filter_map(|at| events.get(at).map(|event| event.id))
        .collect();
    newest.sort_unstable();
    newest
}
