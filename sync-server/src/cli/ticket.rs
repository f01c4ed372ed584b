// SPDX-License-Identifier: EUPL-1.2
//! What was typed of destroying tickets, as commands.

use super::args::{How, TicketVerb};
use crate::admin::{AdminCommand, TypedErasure};

/// The command of a verb.
pub(super) fn command(verb: TicketVerb) -> AdminCommand {
    match verb {
        TicketVerb::Purge { tickets, how } => AdminCommand::TicketPurge {
            tickets,
            how: typed(how),
        },
        TicketVerb::Supersede { ticket, parts, how } => AdminCommand::TicketSupersede {
            ticket,
            parts,
            how: typed(how),
        },
        TicketVerb::Ledger => AdminCommand::TicketLedger {},
    }
}

fn typed(how: How) -> TypedErasure {
    TypedErasure {
        reason: how.reason,
        by: how.by,
        confirmed: how.yes,
    }
}
