// SPDX-License-Identifier: EUPL-1.2
//! The gate of workflow events: judged by what the author had seen, never by what he could not have seen.

use automerge::Automerge;

use super::causality::Past;
use super::ledger::{Ledger, Wrote};
use crate::document::gate::admit::{Author, Rights};
use crate::limits;
use crate::policy::{Bound, Deed, Grants, bound};
use crate::ticket::PhotoRole;
use crate::wire::{Refusal, RefusalCode};
use crate::workflow::{Event, Fault, Happened, Phase, Situation, Visit, faults, fold, frontier};

/// What a change is judged by.
pub(super) struct Bench<'a> {
    pub(super) author: &'a Author,
    pub(super) past: &'a Past<'a>,
    pub(super) held: Option<&'a Automerge>,
    pub(super) ledger: &'a mut Ledger,
}

impl Bench<'_> {
    /// Whether this role may do this deed of this ticket.
    pub(super) fn check_deed(&mut self, deed: Deed, wrote: &Wrote) -> Result<(), Refusal> {
        let Rights::Granted(grants) = &self.author.rights else {
            // Nobody can answer for a person who writes what only the office's own device may.
            return if deed == Deed::Facts && self.author.rights != Rights::Office {
                Err(not_allowed(
                    "only the office's own device writes the store's facts".into(),
                ))
            } else {
                Ok(())
            };
        };
        let bound = bound(grants.role, deed).ok_or_else(|| {
            let role = grants.role.name();
            not_allowed(format!(
                "the author's role ({role}) may not do this ({deed:?}): an operator can release it"
            ))
        })?;
        let founder = wrote.founder.or_else(|| self.ledger.founder(self.held));
        if bound == Bound::Own && founder != Some(self.author.person) {
            return Err(not_allowed(
                "only who filed the ticket may do this: an operator can release it".into(),
            ));
        }
        Ok(())
    }

    /// Whether this event could happen where its author saw the ticket stand.
    pub(super) fn check_event(&mut self, wrote: &Wrote) -> Result<(), Refusal> {
        let Some((_, id, event)) = &wrote.event else {
            return check_visits(wrote, None);
        };
        self.ledger.read(self.held);
        let seen = self.ledger.events(self.past);
        let seen: Vec<Happened<'_>> = seen.iter().map(|(id, event)| Happened { id: *id, event }).collect();
        if seen.len() >= limits::TICKET_EVENTS {
            return Err(Refusal::new(
                RefusalCode::TicketFull,
                "the ticket has reached its limit of events: file a new ticket and link it",
            ));
        }
        if event.after != frontier(&seen) {
            return Err(Refusal::new(
                RefusalCode::RewritesHistory,
                "the event does not come after exactly the events its author had seen",
            ));
        }
        check_visits(wrote, Some(id))?;
        match &self.author.rights {
            Rights::Granted(grants) => self.check_rules(event, grants, &seen, wrote),
            Rights::Withdrawn | Rights::Vouched | Rights::Office => Ok(()),
        }
    }

    fn check_rules(&self, event: &Event, grants: &Grants, seen: &[Happened<'_>], wrote: &Wrote) -> Result<(), Refusal> {
        let created_by = wrote
            .founder
            .or(self.ledger.known_founder())
            .unwrap_or(self.author.person);
        let after = |(_, role): &(_, PhotoRole)| *role == PhotoRole::After;
        let arrived = |(_, visit): &(_, Visit)| visit.phase == Phase::Arrived;
        let situation = Situation {
            folded: &fold(seen),
            person: self.author.person,
            grants,
            created_by,
            has_after_photo: wrote.photos.iter().any(after) || self.ledger.has_after_photo(self.past),
            has_arrived: wrote.visits.iter().any(arrived) || self.ledger.has_arrival(self.past),
            visit: wrote.visits.first().map(|(_, visit)| visit),
        };
        let found = faults(event, &situation);
        if found.is_empty() {
            return Ok(());
        }
        let personal = found.iter().any(|fault| matches!(fault, Fault::Person(_)));
        let code = if personal {
            RefusalCode::NotAllowed
        } else {
            RefusalCode::AgainstWorkflow
        };
        let sentences: Vec<&str> = found.iter().map(Fault::sentence).collect();
        Err(Refusal::new(code, sentences.join("; ")))
    }
}

/// A visit belongs to the event of its own change.
fn check_visits(wrote: &Wrote, event: Option<&crate::ids::IntentId>) -> Result<(), Refusal> {
    let fits = wrote.visits.len() <= 1 && wrote.visits.iter().all(|(_, visit)| Some(&visit.event) == event);
    if fits {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalCode::UnknownShape,
        "a visit is written with the event it belongs to, one at a time",
    ))
}

fn not_allowed(detail: String) -> Refusal {
    Refusal::new(RefusalCode::NotAllowed, detail)
}
