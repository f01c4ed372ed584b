// SPDX-License-Identifier: EUPL-1.2
//! Where a ticket stands.

use serde::{Deserialize, Serialize};

/// A ticket's place in the workflow. A draft is none: it exists only on its author's device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Filed, nobody has taken it yet.
    Submitted,
    /// The office asked its author something.
    NeedsInfo,
    /// An office has taken it.
    InCharge,
    /// A crew is to do it.
    Assigned,
    /// The crew has said that it will.
    Accepted,
    /// The crew is at work.
    InProgress,
    /// Waiting for a stated reason.
    OnHold,
    /// Done, says who did it.
    Resolved,
    /// Done, says the office.
    Closed,
    /// Withdrawn.
    Cancelled,
}

impl Status {
    /// Every status with its name in JSON, and its labels in Italian and English.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 10] = [
        (Self::Submitted, "submitted", "Inviata", "Submitted"),
        (Self::NeedsInfo, "needs_info", "Da integrare", "Needs information"),
        (Self::InCharge, "in_charge", "Presa in carico", "In charge"),
        (Self::Assigned, "assigned", "Assegnata", "Assigned"),
        (Self::Accepted, "accepted", "Accettata", "Accepted"),
        (Self::InProgress, "in_progress", "In lavorazione", "In progress"),
        (Self::OnHold, "on_hold", "Sospesa", "On hold"),
        (Self::Resolved, "resolved", "Risolta", "Resolved"),
        (Self::Closed, "closed", "Chiusa", "Closed"),
        (Self::Cancelled, "cancelled", "Annullata", "Cancelled"),
    ];

    /// Its name in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    /// Its label: Italian and English.
    #[must_use]
    pub fn label(self) -> (&'static str, &'static str) {
        self.row().map_or(("", ""), |row| (row.2, row.3))
    }

    /// The status of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Whether somebody still has something to do; Open311 says `open` to these.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Cancelled)
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static str, &'static str)> {
        Self::ALL.iter().find(|row| row.0 == self)
    }
}
