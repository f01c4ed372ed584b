// SPDX-License-Identifier: EUPL-1.2
//! The fold: where a ticket stands, as a pure function of the set of its events.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{Causality, kind_at, order};
use super::overtaking::overtaken;
use super::{Event, Happened, HoldReason, Kind, Outcome, Status};
use crate::ids::IntentId;

/// The third hand-off goes to the director.
const ESCALATES_AT: u32 = 3;

/// A crew that is to do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The event that assigned it.
    pub event: IntentId,
    /// Code of the crew.
    pub crew: String,
    /// By when, in milliseconds since 1970.
    pub due_ms: Option<i64>,
    /// The crew has said that it will.
    pub accepted: bool,
    /// The crew has been at work.
    pub started: bool,
}

/// Why it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// The event that stopped it.
    pub event: IntentId,
    /// The typed reason.
    pub reason: Option<HoldReason>,
}

/// A span in which it waited for one reason, between two events. Whether the SLA clock waited too is the city's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// The event that began it.
    pub from: IntentId,
    /// The event that ended it; none while it lasts.
    pub to: Option<IntentId>,
    /// For what; none when a newer version wrote it.
    pub reason: Option<HoldReason>,
}

/// Where a ticket stands, and how it came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Its status.
    pub status: Status,
    /// Code of the office in charge.
    pub office: Option<String>,
    /// The crews that are to do it; more than one when they were assigned at once. The first leads provisionally.
    pub assignments: Vec<Assignment>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why it waits.
    pub hold: Option<Hold>,
    /// How often an office passed it on.
    pub handoffs: u32,
    /// How often it was opened again.
    pub reopened: u32,
    /// The event by which an office first took it.
    pub taken: Option<IntentId>,
    /// The event that ended it as it stands: the first since it was last open.
    pub ended: Option<IntentId>,
    /// Spans in which it waited, in order.
    pub waits: Vec<Wait>,
    /// Events overtaken by one their author had not seen, each with the event that stands instead.
    pub superseded: BTreeMap<IntentId, IntentId>,
    /// Pairs of resolutions whose authors had not seen each other's.
    pub double_interventions: Vec<(IntentId, IntentId)>,
    /// Every event in the order of folding.
    pub order: Vec<IntentId>,
}

impl Folded {
    /// More than one crew was told to do it, without either assignment having been seen by the other's author.
    #[must_use]
    pub fn assignment_is_contested(&self) -> bool {
        self.assignments.len() > 1
    }

    /// The crew that leads.
    #[must_use]
    pub fn crew(&self) -> Option<&str> {
        self.assignments.first().map(|assignment| assignment.crew.as_str())
    }

    /// So many hand-offs that a director should look at it.
    #[must_use]
    pub fn is_escalated(&self) -> bool {
        self.handoffs >= ESCALATES_AT
    }

    fn new() -> Self {
        Self {
            status: Status::Submitted,
            office: None,
            assignments: Vec::new(),
            outcome: None,
            hold: None,
            handoffs: 0,
            reopened: 0,
            taken: None,
            ended: None,
            waits: Vec::new(),
            superseded: BTreeMap::new(),
            double_interventions: Vec::new(),
            order: Vec::new(),
        }
    }
}

/// Folds a set of events, given in any order. Kinds of a newer version have no effect; nothing is dropped.
#[must_use]
pub fn fold(events: &[Happened<'_>]) -> Folded {
    // The list's own order must not matter, so it is put in the order of ids first; an id counts once.
    let mut sorted: Vec<Happened<'_>> = events.to_vec();
    sorted.sort_by_key(|happened| happened.id);
    sorted.dedup_by_key(|happened| happened.id);
    let causality = Causality::of(&sorted);
    let order = order(&sorted, &causality);
    let superseded = overtaken(&sorted, &causality, &order);
    let mut folded = Folded::new();
    for at in order.iter().copied() {
        let Some(happened) = sorted.get(at) else { continue };
        folded.order.push(happened.id);
        if let Some(kind) = happened.event.kind().filter(|_| !superseded.contains_key(&at)) {
            let seen: BTreeSet<IntentId> = behind(at, &sorted, &causality);
            folded.apply(happened.id, kind, happened.event, &seen);
        }
    }
    let id = |at: usize| sorted.get(at).map(|happened| happened.id);
    folded.superseded = superseded
        .into_iter()
        .filter_map(|(at, by)| Some((id(at)?, id(by)?)))
        .collect();
    folded.double_interventions = double_interventions(&sorted, &causality);
    folded
}

fn behind(at: usize, events: &[Happened<'_>], causality: &Causality) -> BTreeSet<IntentId> {
    let seen = events
        .iter()
        .enumerate()
        .filter(|(earlier, _)| causality.is_behind(*earlier, at));
    seen.map(|(_, happened)| happened.id).collect()
}

fn double_interventions(events: &[Happened<'_>], causality: &Causality) -> Vec<(IntentId, IntentId)> {
    let resolutions: Vec<usize> = (0..events.len())
        .filter(|at| kind_at(*at, events).is_some_and(Kind::is_resolution))
        .collect();
    let pairs = resolutions.iter().enumerate().flat_map(|(n, one)| {
        // Nothing is concurrent with itself.
        let others = resolutions.iter().skip(n);
        others
            .filter(|other| causality.are_concurrent(*one, **other))
            .map(|other| (*one, *other))
    });
    pairs
        .filter_map(|(one, other)| Some((events.get(one)?.id, events.get(other)?.id)))
        .collect()
}

impl Folded {
    /// `seen`: the events behind this one.
    fn apply(&mut self, id: IntentId, kind: Kind, event: &Event, seen: &BTreeSet<IntentId>) {
        let before = self.status;
        self.status = kind.target();
        match kind {
            Kind::AskInfo | Kind::GiveInfo => {}
            Kind::TakeCharge => self.take(id, event),
            Kind::Transfer => {
                self.handoffs += 1;
                self.assignments.retain(|assignment| !seen.contains(&assignment.event));
                self.take(id, event);
            }
            Kind::Assign => self.assign(id, event, seen),
            Kind::Accept => self.of_crew(event, |assignment| assignment.accepted = true),
            Kind::Decline => {
                self.assignments
                    .retain(|assignment| Some(&assignment.crew) != event.crew.as_ref());
                if !self.assignments.is_empty() {
                    self.status = before;
                }
            }
            Kind::Hold => {
                self.hold = Some(Hold {
                    event: id,
                    reason: event.hold(),
                })
            }
            Kind::Resume => {
                let begun = self.assignments.iter().any(|assignment| assignment.started);
                self.status = if begun { Status::InProgress } else { Status::InCharge };
            }
            Kind::Start => self.of_crew(event, |assignment| assignment.started = true),
            Kind::ResolveOnSpot | Kind::Resolve | Kind::CloseFromDesk => self.outcome = event.outcome(),
            Kind::Verify | Kind::Cancel => {}
            Kind::Reopen => {
                self.reopened += 1;
                self.outcome = None;
                self.assignments.retain(|assignment| !seen.contains(&assignment.event));
            }
        }
        self.keep_time(id, kind, event);
    }

    fn take(&mut self, id: IntentId, event: &Event) {
        self.office = event.office.clone().or(self.office.take());
        self.taken.get_or_insert(id);
    }

    /// An assignment replaces those its author had seen; others stand beside it.
    fn assign(&mut self, id: IntentId, event: &Event, seen: &BTreeSet<IntentId>) {
        self.assignments.retain(|assignment| !seen.contains(&assignment.event));
        let Some(crew) = event.crew.clone() else { return };
        self.assignments.retain(|assignment| assignment.crew != crew);
        self.assignments.push(Assignment {
            event: id,
            crew,
            due_ms: event.due_ms,
            accepted: false,
            started: false,
        });
    }

    fn of_crew(&mut self, event: &Event, mark: impl Fn(&mut Assignment)) {
        let own = self
            .assignments
            .iter_mut()
            .filter(|assignment| Some(&assignment.crew) == event.crew.as_ref());
        own.for_each(mark);
        // Who is at work leads over who has only accepted, and he over who has only been told.
        self.assignments
            .sort_by_key(|assignment| (!assignment.started, !assignment.accepted));
    }

    /// A hold waits for its reason, a question for the reporter; whatever comes next ends the wait.
    fn keep_time(&mut self, id: IntentId, kind: Kind, event: &Event) {
        if kind != Kind::Hold {
            self.hold = None;
        }
        if let Some(wait) = self.waits.last_mut() {
            wait.to.get_or_insert(id);
        }
        let begun = match kind {
            Kind::AskInfo => Some(Some(HoldReason::Reporter)),
            Kind::Hold => Some(event.hold()),
            _ => None,
        };
        self.waits.extend(begun.map(|reason| Wait {
            from: id,
            to: None,
            reason,
        }));
        let is_ended = !self.status.is_open() || self.status == Status::Resolved;
        self.ended = is_ended.then(|| self.ended.unwrap_or(id));
    }
}
