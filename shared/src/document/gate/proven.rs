// SPDX-License-Identifier: EUPL-1.2
//! What is admitted stays proven. A signature over a refused change says nothing to whoever gets the ticket without that change:
//! what it alone covers is refused with it, or one phone could make a ticket that no other believes.

use std::collections::BTreeMap;

use super::admit::{Admission, Author, Barred, Pushed, decide_once, not_proven};
use super::authorship::Coverage;
use crate::document::upgrade::is_reserved;
use crate::document::{Document, RawChange};
use crate::identity::AuthorProof;
use crate::ids::DeviceId;

/// Rounds of refusing what nothing covers any more: honest phones sign each change and need none, and each costs the gate anew.
const ROUNDS: usize = 2;

/// Decides until every accepted change is covered by a signature over an accepted one.
pub(super) fn decide(
    held: Option<&Document>,
    held_proofs: &[AuthorProof],
    pushed: &Pushed<'_>,
    authors: &BTreeMap<DeviceId, Author>,
    barred: &Barred,
) -> Admission {
    let mut barred = barred.clone();
    let mut round = 0;
    loop {
        let admission = decide_once(held, held_proofs, pushed, authors, &barred);
        let unproven = unproven(&admission, pushed, authors, round >= ROUNDS);
        if unproven.is_empty() {
            return admission;
        }
        barred.extend(unproven);
        round += 1;
    }
}

/// Of what was accepted beside refused changes, what no signature over an accepted one covers; everything, to come to an end.
fn unproven(
    admission: &Admission,
    pushed: &Pushed<'_>,
    authors: &BTreeMap<DeviceId, Author>,
    everything: bool,
) -> Barred {
    let Some(document) = admission
        .document
        .as_ref()
        .filter(|_| !admission.quarantined.is_empty())
    else {
        return Barred::new();
    };
    let coverage = if everything {
        Coverage::default()
    } else {
        let key = |device: &DeviceId| authors.get(device).map(|author| author.key);
        Coverage::of(&pushed.ticket, &document.graph(), pushed.proofs, &key)
    };
    // What the office signed for was proven to it once (0013), whoever brings it back without the author's own word.
    let offices = authors.iter().filter(|(_, author)| author.rights.are_the_office_s());
    let offices: Vec<&DeviceId> = offices.map(|(device, _)| device).collect();
    let is_proven = |change: &RawChange| {
        let (author, hash) = (change.device(), change.hash());
        let covers = |device: &DeviceId| coverage.covers(device, &hash);
        is_reserved(change) || covers(&author) || offices.iter().any(|office| covers(office))
    };
    let unproven = admission.accepted.iter().filter(|change| !is_proven(change));
    unproven.map(|change| (change.hash(), not_proven())).collect()
}
