// SPDX-License-Identifier: EUPL-1.2
//! Who wrote it: every change must be covered by a signature of its author's device, whoever carries it.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::graph::Graph;
use crate::document::raw::RawChange;
use crate::identity::{AuthorProof, PublicKey};
use crate::ids::{ChangeHash, DeviceId, TicketId};
use crate::limits;
use crate::wire::PushedTicket;

/// A device's own changes of a push that carry no signature of their own, as many as there is room for. The newest signature
/// covers all behind it, but only where the change that it is over is taken.
#[must_use]
pub fn unsigned(ticket: &PushedTicket, device: &DeviceId) -> Vec<ChangeHash> {
    let own = ticket.proofs.iter().filter(|proof| proof.device == *device);
    let signed: BTreeSet<ChangeHash> = own.map(|proof| proof.head).collect();
    let changes = ticket
        .changes
        .iter()
        .filter_map(|bytes| RawChange::scan(bytes.to_vec()).ok());
    let lacking = changes.filter(|change| change.device() == *device && !signed.contains(&change.hash()));
    let room = limits::CHANGE_ACTORS.saturating_sub(ticket.proofs.len());
    lacking.map(|change| change.hash()).take(room).collect()
}

/// What valid signatures cover.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    by_device: BTreeMap<DeviceId, BTreeSet<ChangeHash>>,
    valid: Vec<AuthorProof>,
}

impl Coverage {
    /// Checks the proofs against the authors' keys; one that does not hold covers nothing.
    pub(super) fn of(
        ticket: &TicketId,
        graph: &Graph,
        proofs: &[AuthorProof],
        key: &dyn Fn(&DeviceId) -> Option<PublicKey>,
    ) -> Self {
        let mut coverage = Self::default();
        for proof in proofs {
            let holds = key(&proof.device).is_some_and(|key| proof.verify(&key, ticket).is_ok());
            if holds && graph.holds(&proof.head) {
                let covered = coverage.by_device.entry(proof.device).or_default();
                if !covered.contains(&proof.head) {
                    covered.extend(graph.ancestors(&[proof.head]));
                }
                coverage.valid.push(proof.clone());
            }
        }
        coverage
    }

    /// Whether a device's signature covers one of its changes.
    pub(super) fn covers(&self, device: &DeviceId, change: &ChangeHash) -> bool {
        self.by_device
            .get(device)
            .is_some_and(|covered| covered.contains(change))
    }

    /// The fewest proofs that cover what `graph` holds: of one device, only those no other of its proofs covers.
    pub(super) fn fewest(&self, held: &[AuthorProof], graph: &Graph) -> Vec<AuthorProof> {
        let all: BTreeMap<(DeviceId, ChangeHash), &AuthorProof> = held
            .iter()
            .chain(&self.valid)
            .filter(|proof| graph.holds(&proof.head))
            .map(|proof| ((proof.device, proof.head), proof))
            .collect();
        let mut fewest = Vec::new();
        for device in all.keys().map(|(device, _)| *device).collect::<BTreeSet<_>>() {
            let heads: BTreeSet<ChangeHash> = all
                .keys()
                .filter(|(of, _)| *of == device)
                .map(|(_, head)| *head)
                .collect();
            let newest = graph.frontier(&heads);
            fewest.extend(
                newest
                    .iter()
                    .filter_map(|head| all.get(&(device, *head)))
                    .map(|proof| (*proof).clone()),
            );
        }
        fewest
    }
}
