// SPDX-License-Identifier: EUPL-1.2
//! The kinds of events, in the one order that decides between concurrent ones.

use super::Status;

/// What can happen to a ticket. The order of the variants is their rank: of concurrent events the higher one stands.
///
/// Asking is weaker than deciding, the desk is weaker than the field, and an open case is stronger than a closed one: what
/// happened in the street cannot be undone by a desk that had not seen it, and no doubt is closed away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The office asks the author something.
    AskInfo,
    /// The author answers.
    GiveInfo,
    /// An office takes the ticket.
    TakeCharge,
    /// It goes to another office, or back from its crew to the office.
    Transfer,
    /// A crew is to do it.
    Assign,
    /// The crew will not.
    Decline,
    /// The crew will.
    Accept,
    /// It has to wait.
    Hold,
    /// It goes on.
    Resume,
    /// It is withdrawn.
    Cancel,
    /// The desk ends it with a proof.
    CloseFromDesk,
    /// The crew is on the spot.
    Start,
    /// Whoever passed by has done it.
    ResolveOnSpot,
    /// The crew has done it.
    Resolve,
    /// The office has seen that it is done.
    Verify,
    /// It was not done after all.
    Reopen,
}

impl Kind {
    /// Every kind, weakest first, with its name in documents, in JSON and on the command line.
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::AskInfo, "ask_info"),
        (Self::GiveInfo, "give_info"),
        (Self::TakeCharge, "take_charge"),
        (Self::Transfer, "transfer"),
        (Self::Assign, "assign"),
        (Self::Decline, "decline"),
        (Self::Accept, "accept"),
        (Self::Hold, "hold"),
        (Self::Resume, "resume"),
        (Self::Cancel, "cancel"),
        (Self::CloseFromDesk, "close_from_desk"),
        (Self::Start, "start"),
        (Self::ResolveOnSpot, "resolve_on_spot"),
        (Self::Resolve, "resolve"),
        (Self::Verify, "verify"),
        (Self::Reopen, "reopen"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// The kind of a name; none for one that a newer version knows.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }

    /// Where a ticket usually stands after it; the fold knows the exceptions (a declined assignment beside another, a
    /// resumed case nobody had begun).
    #[must_use]
    pub fn target(self) -> Status {
        match self {
            Self::AskInfo => Status::NeedsInfo,
            Self::GiveInfo => Status::Submitted,
            Self::TakeCharge | Self::Transfer | Self::Decline | Self::Reopen => Status::InCharge,
            Self::Assign => Status::Assigned,
            Self::Accept => Status::Accepted,
            Self::Hold => Status::OnHold,
            Self::Resume | Self::Start => Status::InProgress,
            Self::Cancel => Status::Cancelled,
            Self::ResolveOnSpot | Self::Resolve => Status::Resolved,
            Self::CloseFromDesk | Self::Verify => Status::Closed,
        }
    }

    /// Says that the work is done.
    #[must_use]
    pub fn is_resolution(self) -> bool {
        matches!(self, Self::ResolveOnSpot | Self::Resolve)
    }
}
