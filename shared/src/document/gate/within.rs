// SPDX-License-Identifier: EUPL-1.2
//! The gate of scopes: who writes to a ticket must have held it, as he had seen it; a transfer or an exit that
//! he could not have seen never disqualifies him.

use std::collections::{BTreeMap, BTreeSet};

use super::admit::{Admission, Author, Barred, Pushed, Rights};
use super::authorship::Coverage;
use super::proven::decide;
use crate::document::{Document, RawChange};
use crate::identity::{AuthorProof, PublicKey};
use crate::ids::{ChangeHash, DeviceId};
use crate::policy::{scopes_of, scopes_of_ticket};
use crate::wire::{Refusal, RefusalCode};

/// Decides as [`super::admit`], and sets apart what somebody wrote to a ticket that was in none of his scopes when he did.
/// `scopes`: those the held ticket is in. A ticket that nobody holds yet is in none and protects nobody's.
#[must_use]
pub fn admit_within(
    held: Option<&Document>,
    scopes: &[String],
    held_proofs: &[AuthorProof],
    pushed: &Pushed<'_>,
    authors: &BTreeMap<DeviceId, Author>,
) -> Admission {
    let first = decide(held, held_proofs, pushed, authors, &Barred::new());
    if held.is_none() {
        return first;
    }
    let elsewhere: BTreeMap<DeviceId, Vec<String>> = authors
        .iter()
        .filter_map(|(device, author)| Some((*device, scopes_of_author(author)?)))
        .filter(|(_, granted)| !meet(granted, scopes))
        .collect();
    let barred = barred(&first, &elsewhere, pushed, authors);
    if barred.is_empty() {
        return first;
    }
    decide(held, held_proofs, pushed, authors, &barred)
}

/// The scopes that bind an author; none for the office and for whom somebody answers.
fn scopes_of_author(author: &Author) -> Option<Vec<String>> {
    match &author.rights {
        Rights::Granted(grants) if !author.rights.are_the_office_s() => Some(scopes_of(grants, &author.person)),
        _ => None,
    }
}

/// The accepted changes whose authors could not have held the ticket. What the office's signature covers was judged once.
fn barred(
    admission: &Admission,
    elsewhere: &BTreeMap<DeviceId, Vec<String>>,
    pushed: &Pushed<'_>,
    authors: &BTreeMap<DeviceId, Author>,
) -> Barred {
    let mut barred = Barred::new();
    let Some(document) = admission.document.as_ref().filter(|_| !elsewhere.is_empty()) else {
        return barred;
    };
    let offices: BTreeMap<DeviceId, PublicKey> = authors
        .iter()
        .filter(|(_, author)| author.rights.are_the_office_s())
        .map(|(device, author)| (*device, author.key))
        .collect();
    let witness = Coverage::of(&pushed.ticket, &document.graph(), pushed.proofs, &|device| {
        offices.get(device).copied()
    });
    let witnessed = |change: &RawChange| offices.keys().any(|device| witness.covers(device, &change.hash()));
    let mut inside: BTreeSet<ChangeHash> = BTreeSet::new();
    for change in &admission.accepted {
        let Some(granted) = elsewhere.get(&change.device()) else {
            continue;
        };
        // What builds on a barred change goes with it; who held the ticket a moment ago holds it still.
        if change.deps().iter().any(|dep| barred.contains_key(dep)) {
            continue;
        }
        let goes_on = change.deps().iter().any(|dep| inside.contains(dep));
        if goes_on || witnessed(change) || was_within(document, change, granted) {
            inside.insert(change.hash());
        } else {
            barred.insert(change.hash(), out_of_scope());
        }
    }
    barred
}

fn was_within(document: &Document, change: &RawChange, granted: &[String]) -> bool {
    document
        .read_at(change.deps())
        .is_ok_and(|seen| meet(granted, &scopes_of_ticket(&seen)))
}

fn meet(granted: &[String], scopes: &[String]) -> bool {
    granted.iter().any(|scope| scopes.contains(scope))
}

fn out_of_scope() -> Refusal {
    Refusal::new(
        RefusalCode::NotAllowed,
        "the ticket was in none of its author's scopes: an operator can release it",
    )
}
