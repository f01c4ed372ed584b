// SPDX-License-Identifier: EUPL-1.2
//! What people must be told because others acted without having seen it: read from the ticket, so it works offline too.

use super::{Acknowledgement, Ticket};
use crate::ids::{IntentId, PersonId};

/// Why somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// His event was overtaken by one he had not seen.
    Superseded,
    /// His event overtook one he had not seen.
    Superseding,
    /// Two crews resolved it without knowing of each other.
    DoubleIntervention,
    /// Two crews were told to do it.
    ContestedAssignment,
    /// A field was edited by somebody who had not seen that the ticket was ended.
    LateEdit,
    /// Somebody wrote as if he had not seen news that is more than 30 days old, though his device was in contact since.
    OldFrontier,
}

impl NoticeKind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Superseded => "superseded",
            Self::Superseding => "superseding",
            Self::DoubleIntervention => "double_intervention",
            Self::ContestedAssignment => "contested_assignment",
            Self::LateEdit => "late_edit",
            Self::OldFrontier => "old_frontier",
        }
    }
}

/// Something somebody must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Why.
    pub kind: NoticeKind,
    /// The event it is about: what an acknowledgement names.
    pub event: IntentId,
    /// The other event, if there is one.
    pub other: Option<IntentId>,
    /// The people it concerns by what they did; the office reads them all.
    pub people: Vec<PersonId>,
    /// The crews it concerns.
    pub crews: Vec<String>,
    /// Who has said that he has read it.
    pub read_by: Vec<PersonId>,
}

/// Everything people must be told about a ticket, in the order of its events.
#[must_use]
pub fn notices(ticket: &Ticket) -> Vec<Notice> {
    let folded = &ticket.workflow;
    let superseded = folded.superseded.iter().flat_map(|(event, by)| {
        [
            notice(ticket, NoticeKind::Superseded, *event, Some(*by), &[*event]),
            notice(ticket, NoticeKind::Superseding, *by, Some(*event), &[*by]),
        ]
    });
    let double = folded.double_interventions.iter();
    let double = double.map(|(one, other)| {
        notice(
            ticket,
            NoticeKind::DoubleIntervention,
            *one,
            Some(*other),
            &[*one, *other],
        )
    });
    let assignments: Vec<IntentId> = folded.assignments.iter().map(|assignment| assignment.event).collect();
    let contested = folded
        .assignment_is_contested()
        .then(|| assignments.first().copied())
        .flatten();
    let contested = contested.map(|first| {
        notice(
            ticket,
            NoticeKind::ContestedAssignment,
            first,
            assignments.get(1).copied(),
            &assignments,
        )
    });
    let ending = (!ticket.late_edits.is_empty()).then_some(folded.ended).flatten();
    let late = ending.map(|event| notice(ticket, NoticeKind::LateEdit, event, None, &[event]));
    let old = ticket.old_frontiers.iter();
    let old = old.map(|flag| notice(ticket, NoticeKind::OldFrontier, flag.flagged, None, &[]));
    let mut all: Vec<Notice> = superseded
        .chain(double)
        .chain(contested)
        .chain(late)
        .chain(old)
        .collect();
    all.sort_by_key(|notice| (notice.event, notice.kind, notice.other));
    all.dedup();
    all
}

fn notice(ticket: &Ticket, kind: NoticeKind, event: IntentId, other: Option<IntentId>, about: &[IntentId]) -> Notice {
    let events = || about.iter().filter_map(|id| ticket.event(id));
    let mut people: Vec<PersonId> = events().map(|event| event.by).collect();
    let mut crews: Vec<String> = events().filter_map(|event| event.crew.clone()).collect();
    // Who was overtaken by a crew's deed may himself be a crew's: both are named, each once.
    people.sort_unstable();
    people.dedup();
    crews.sort();
    crews.dedup();
    let read_by = ticket
        .acknowledged
        .iter()
        .filter(|told: &&Acknowledgement| told.event == event);
    Notice {
        kind,
        event,
        other,
        people,
        crews,
        read_by: read_by.map(|told| told.by).collect(),
    }
}

impl Notice {
    /// Whether it concerns this person, by what he did or by his crew.
    #[must_use]
    pub fn concerns(&self, person: &PersonId, crew: Option<&str>) -> bool {
        self.people.contains(person) || crew.is_some_and(|crew| self.crews.iter().any(|known| known == crew))
    }

    /// Who did what it is about.
    #[must_use]
    pub fn by(&self, ticket: &Ticket) -> Option<PersonId> {
        let flagged = ticket.old_frontiers.iter().find(|flag| flag.flagged == self.event);
        let flagged = flagged.map(|flag| flag.by);
        flagged.or_else(|| ticket.event(&self.event).map(|event| event.by))
    }

    /// Who did the other thing.
    #[must_use]
    pub fn other_by(&self, ticket: &Ticket) -> Option<PersonId> {
        Some(ticket.event(self.other.as_ref()?)?.by)
    }

    /// One line in English for the command line.
    #[must_use]
    pub fn sentence(&self, ticket: &Ticket) -> String {
        let name = |id: &IntentId| {
            ticket
                .event(id)
                .map_or("something newer", |event| event.kind.as_str())
                .to_owned()
        };
        let (event, other) = (name(&self.event), self.other.as_ref().map(name).unwrap_or_default());
        match self.kind {
            NoticeKind::Superseded => format!("{event} was overtaken by {other}, done by somebody who had not seen it"),
            NoticeKind::Superseding => {
                format!("{event} stands instead of {other}, done by somebody who had not seen it")
            }
            NoticeKind::DoubleIntervention => "two people resolved it without knowing of each other".to_owned(),
            NoticeKind::ContestedAssignment => format!(
                "it is assigned to {} at once: the office decides",
                self.crews.join(" and ")
            ),
            NoticeKind::OldFrontier => {
                "something was written as if the news of more than 30 days had not been seen, though the device was in contact"
                    .to_owned()
            }
            NoticeKind::LateEdit => {
                let fields: Vec<String> = ticket.late_edits.iter().map(ToString::to_string).collect();
                format!(
                    "{} edited by somebody who had not seen that it was ended",
                    fields.join(", ")
                )
            }
        }
    }
}
