// SPDX-License-Identifier: EUPL-1.2
//! What travels of one ticket, and what the way makes of it.

use ronda_shared::document::RawChange;
use ronda_shared::identity::{AuthorProof, SigningKey};
use ronda_shared::ids::{DeviceId, TicketId};

use super::script::Way;
use crate::scenario::Random;

/// Changes of one ticket with the signatures that prove them.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub ticket: TicketId,
    pub changes: Vec<RawChange>,
    pub proofs: Vec<AuthorProof>,
}

impl Parcel {
    /// As it arrives.
    pub fn by(mut self, way: Way, random: &mut Random) -> Self {
        match way {
            Way::Twice => self.changes.extend(self.changes.clone()),
            Way::Mixed => {
                for at in (1..self.changes.len()).rev() {
                    self.changes.swap(at, random.index(at + 1));
                }
            }
            Way::All | Way::Some | Way::Unanswered | Way::Later => {}
        }
        self
    }

    /// Its first part, signed anew by the phone that cuts it. Work of others that goes back to the office stays together:
    /// a phone has no signature of theirs over less.
    pub fn cut_by(mut self, device: DeviceId, key: &SigningKey, random: &mut Random) -> Self {
        let others = self.changes.iter().rposition(|change| change.device() != device);
        let least = others.map_or(1, |at| at + 1);
        self.changes
            .truncate(least + random.index(self.changes.len() + 1 - least));
        let own = self.changes.iter().filter(|change| change.device() == device);
        let signed = own.map(|change| AuthorProof::sign(key, &self.ticket, change.hash()));
        self.proofs.extend(signed.collect::<Vec<_>>());
        self
    }

    /// A part of it, as no office sends it: whatever the phone makes of it, nothing may be lost.
    pub fn torn(mut self, random: &mut Random) -> Self {
        self.changes.retain(|_| random.below(3) > 0);
        self
    }
}
