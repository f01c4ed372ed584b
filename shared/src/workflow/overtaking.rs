// SPDX-License-Identifier: EUPL-1.2
//! Which events were overtaken by stronger ones whose authors had not seen them: kept, marked, and told.

use std::collections::BTreeMap;

use super::order::{Causality, kind_at};
use super::{Happened, Kind};

/// By place in the list: the event that overtook it.
pub(super) fn overtaken(events: &[Happened<'_>], causality: &Causality, order: &[usize]) -> BTreeMap<usize, usize> {
    let scene = Scene::of(events, causality, order);
    (0..events.len())
        .filter_map(|at| scene.overtaker(at).map(|by| (at, by)))
        .collect()
}

struct Scene<'a> {
    events: &'a [Happened<'a>],
    causality: &'a Causality,
    /// The places of the order, and the step at which each place comes.
    order: &'a [usize],
    step: BTreeMap<usize, usize>,
    /// The office in charge as each event's author left it.
    office: Vec<Option<&'a str>>,
}

impl<'a> Scene<'a> {
    fn of(events: &'a [Happened<'a>], causality: &'a Causality, order: &'a [usize]) -> Self {
        let step = order.iter().enumerate().map(|(step, at)| (*at, step)).collect();
        let office = (0..events.len())
            .map(|at| office_at(at, events, causality, order))
            .collect();
        Self {
            events,
            causality,
            order,
            step,
            office,
        }
    }

    /// The first later event as strong as this one that overtakes it, unless somebody built on this one and came later still.
    fn overtaker(&self, at: usize) -> Option<usize> {
        // From itself on: nothing is concurrent with itself.
        let later = self.order.get(*self.step.get(&at)?..)?;
        let overtakes = |by: &usize| {
            kind_at(*by, self.events) >= kind_at(at, self.events)
                && self.causality.are_concurrent(at, *by)
                && self.differ(at, *by)
                && !self.is_carried_on(at, *by)
        };
        later.iter().copied().find(overtakes)
    }

    /// Whether somebody who had seen `at` but not `by` did something as strong as `by`: then `at` still bears it.
    fn is_carried_on(&self, at: usize, by: usize) -> bool {
        let step = |place: usize| self.step.get(&place).copied();
        let holds_against = |later: usize| {
            let equals = kind_at(later, self.events) == kind_at(by, self.events) && !self.differ(later, by);
            equals || step(later).cmp(&step(by)).is_gt()
        };
        self.order.iter().copied().any(|later| {
            self.causality.is_behind(at, later) && self.causality.are_concurrent(later, by) && holds_against(later)
        })
    }

    /// Whether two concurrent events cannot both have their effect.
    fn differ(&self, at: usize, by: usize) -> bool {
        let (Some(kind), Some(other)) = (kind_at(at, self.events), kind_at(by, self.events)) else {
            return false;
        };
        let same_crew = self.crew(at).is_some() && self.crew(at) == self.crew(by);
        match (kind, other) {
            (Kind::GiveInfo, _) => false,
            (Kind::TakeCharge | Kind::Transfer, Kind::TakeCharge | Kind::Transfer) => {
                self.office_of(at) != self.office_of(by)
            }
            (Kind::TakeCharge, _) if self.office_of(at) == self.office_of(by) => false,
            (Kind::CloseFromDesk, Kind::CloseFromDesk) => self.outcome(at) != self.outcome(by),
            (kind, other) if kind == other => false,
            (kind, other) if is_work(kind) && (is_work(other) || other.is_resolution()) => !same_crew,
            (Kind::Decline, other) if is_work(other) => same_crew,
            (kind, other) if kind.is_resolution() => other == Kind::Reopen,
            (kind, other) => kind.target() != other.target(),
        }
    }

    fn crew(&self, at: usize) -> Option<&str> {
        self.events.get(at).and_then(|event| event.event.crew.as_deref())
    }

    fn outcome(&self, at: usize) -> Option<&str> {
        self.events.get(at).and_then(|event| event.event.outcome.as_deref())
    }

    fn office_of(&self, at: usize) -> Option<&str> {
        self.office.get(at).copied().flatten()
    }
}

/// Steps of one crew's work: the later of them contains the earlier.
fn is_work(kind: Kind) -> bool {
    matches!(kind, Kind::Assign | Kind::Accept | Kind::Start)
}

fn office_at<'a>(at: usize, events: &'a [Happened<'a>], causality: &Causality, order: &[usize]) -> Option<&'a str> {
    let own = |place: usize| events.get(place).and_then(|event| event.event.office.as_deref());
    let behind = |earlier: &&usize| causality.is_behind(**earlier, at) && own(**earlier).is_some();
    own(at).or_else(|| order.iter().rev().find(behind).and_then(|place| own(*place)))
}
