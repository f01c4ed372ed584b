// SPDX-License-Identifier: EUPL-1.2
//! The phone's gate: what arrives is checked for structure and authorship only; what the server admitted is never refused
//! for its content.

use std::collections::BTreeMap;

use super::authorship::Coverage;
use super::causality;
use super::trial::{self, Parsed, ReadBack};
use crate::document::raw::{RawChange, causal_order};
use crate::document::upgrade::{is_reserved, upgrade_of};
use crate::document::{Document, lacking};
use crate::identity::{AuthorProof, PublicKey};
use crate::ids::{DeviceId, TicketId};
use crate::wire::{Refusal, RefusalCode};

/// What arrived and passed.
#[derive(Debug)]
pub struct Arrived {
    /// The ticket with it.
    pub document: Document,
    /// The changes that were new, in causal order.
    pub fresh: Vec<RawChange>,
    /// What the gate saved and read of the ticket; none when nothing was new.
    pub read: Option<ReadBack>,
}

/// Takes changes the server delivered.
///
/// # Errors
/// The first refusal; nothing of the delivery is then taken.
pub fn arrive(
    held: Option<&Document>,
    ticket: TicketId,
    changes: Vec<Vec<u8>>,
    proofs: &[AuthorProof],
    keys: &BTreeMap<DeviceId, PublicKey>,
) -> Result<Arrived, Refusal> {
    let scanned = changes
        .into_iter()
        .map(RawChange::scan)
        .collect::<Result<Vec<_>, _>>()?;
    let holds = |change: &RawChange| held.is_some_and(|held| held.holds(&change.hash()));
    let fresh: Vec<RawChange> = scanned.into_iter().filter(|change| !holds(change)).collect();
    let (fresh, orphans) = causal_order(fresh, &|hash| held.is_some_and(|held| held.holds(hash)));
    if let Some(orphan) = orphans.first() {
        let missing = lacking(held, orphan.deps().iter().copied()).len();
        return Err(Refusal::new(
            RefusalCode::MissingDependency,
            format!("{missing} changes this one builds on did not arrive"),
        ));
    }
    check_all(held, ticket, &fresh, proofs, keys)?;
    if fresh.is_empty()
        && let Some(held) = held
    {
        return Ok(Arrived {
            document: held.clone(),
            fresh,
            read: None,
        });
    }
    let (document, read) = trial::try_all(held, &fresh, &mut Parsed::new()).ok_or_else(poisonous)?;
    Ok(Arrived {
        document,
        fresh,
        read: Some(read),
    })
}

/// Verifies a snapshot the server made: every change in it, as if it had arrived alone.
///
/// # Errors
/// When anything in it does not hold.
pub fn arrive_snapshot(
    ticket: TicketId,
    saved: &[u8],
    proofs: &[AuthorProof],
    keys: &BTreeMap<DeviceId, PublicKey>,
) -> Result<Document, Refusal> {
    let document = Document::load(saved).map_err(|_| poisonous())?;
    let changes = document.changes().map_err(|_| poisonous())?;
    check_all(None, ticket, &changes, proofs, keys)?;
    let (rebuilt, read) = trial::try_all(None, &changes, &mut Parsed::new()).ok_or_else(poisonous)?;
    if read.ticket.id == ticket && rebuilt.heads() == document.heads() {
        Ok(rebuilt)
    } else {
        Err(poisonous())
    }
}

fn check_all(
    held: Option<&Document>,
    ticket: TicketId,
    fresh: &[RawChange],
    proofs: &[AuthorProof],
    keys: &BTreeMap<DeviceId, PublicKey>,
) -> Result<(), Refusal> {
    let mut graph = held.map(Document::graph).unwrap_or_default();
    for change in fresh {
        causality::check(&graph, change)?;
        graph.add(change);
    }
    check_layout(held, fresh)?;
    let coverage = Coverage::of(&ticket, &graph, proofs, &|device| keys.get(device).copied());
    match fresh
        .iter()
        .find(|change| !is_reserved(change) && !coverage.covers(&change.device(), &change.hash()))
    {
        None => Ok(()),
        Some(_) => Err(Refusal::new(
            RefusalCode::NotProven,
            "no valid signature of its author's device covers a change that arrived",
        )),
    }
}

/// A layout change needs no proof, because it can only be the one this phone would write itself.
fn check_layout(held: Option<&Document>, fresh: &[RawChange]) -> Result<(), Refusal> {
    let Some(change) = fresh.iter().find(|change| is_reserved(change)) else {
        return Ok(());
    };
    let arrived = fresh.iter().find(|change| change.deps().is_empty()).cloned();
    let genesis = arrived.or_else(|| held.and_then(|held| held.genesis().ok()));
    let expected = genesis.as_ref().and_then(upgrade_of);
    if expected.as_ref().map(RawChange::bytes) == Some(change.bytes()) {
        Ok(())
    } else {
        Err(poisonous())
    }
}

fn poisonous() -> Refusal {
    Refusal::new(
        RefusalCode::Poisonous,
        "what arrived does not make a sound ticket: it is left at the server",
    )
}
