// SPDX-License-Identifier: EUPL-1.2
//! What this person could do with a ticket now, so that no screen offers what would be refused.

use ronda_shared::policy::{self, Deed};
use ronda_shared::ticket::Ticket;
use ronda_shared::workflow::{Event, Fault, Kind, Situation, faults};

use super::Engine;

impl Engine {
    /// The kinds of events that may happen to it now by this person, whatever else each then needs.
    #[must_use]
    pub fn possible_events(&self, read: &Ticket) -> Vec<Kind> {
        let kinds = Kind::ALL.iter().map(|(kind, _)| *kind);
        kinds.filter(|kind| self.is_possible(read, *kind)).collect()
    }

    /// Whether this person's role allows a deed at all.
    #[must_use]
    pub fn allows(&self, deed: Deed) -> bool {
        policy::may(self.identity.grants.role, deed)
    }

    fn is_possible(&self, read: &Ticket, kind: Kind) -> bool {
        let grants = &self.identity.grants;
        let event = Event {
            crew: grants.crew.clone(),
            office: grants.office.clone(),
            ..Event::of(kind, self.person())
        };
        let situation = Situation {
            folded: &read.workflow,
            person: self.person(),
            grants,
            created_by: read.created_by,
            has_after_photo: true,
            has_arrived: true,
            visit: None,
        };
        faults(&event, &situation)
            .iter()
            .all(|fault| matches!(fault, Fault::Needs(_)))
    }
}
