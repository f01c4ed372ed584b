// SPDX-License-Identifier: EUPL-1.2
//! Orphans: changes that came without what they build on, asked for or set apart.

use std::collections::BTreeSet;

use super::admit::{Admission, Quarantined};
use crate::document::raw::RawChange;
use crate::document::{Document, lacking};
use crate::ids::ChangeHash;
use crate::limits;
use crate::wire::{Refusal, RefusalCode};

/// Changes whose dependencies did not come: asked for, unless what they build on was refused.
pub(super) fn settle_orphans(orphans: Vec<RawChange>, admission: &mut Admission, document: Option<&Document>) {
    let mut refused: BTreeSet<ChangeHash> = admission.quarantined.iter().map(|item| item.hash).collect();
    let names: BTreeSet<ChangeHash> = orphans.iter().map(RawChange::hash).collect();
    let mut waiting = orphans;
    loop {
        let (hopeless, rest): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|change| change.deps().iter().any(|dep| refused.contains(dep)));
        waiting = rest;
        if hopeless.is_empty() {
            break;
        }
        for change in hopeless {
            refused.insert(change.hash());
            admission.quarantined.push(Quarantined {
                hash: change.hash(),
                bytes: change.into_bytes(),
                refusal: depends_on_refused(),
            });
        }
    }
    let surplus = waiting.split_off(waiting.len().min(limits::TICKET_ORPHANS));
    let flooded = || {
        Refusal::new(
            RefusalCode::MissingDependency,
            "too many changes wait for others that were not sent",
        )
    };
    admission
        .quarantined
        .extend(surplus.into_iter().map(|change| Quarantined {
            hash: change.hash(),
            bytes: change.into_bytes(),
            refusal: flooded(),
        }));
    let wanted = waiting
        .iter()
        .flat_map(|change| change.deps())
        .filter(|dep| !names.contains(dep))
        .copied();
    admission.needs = lacking(document, wanted);
}

/// What is said of a change that goes with another.
pub(super) fn depends_on_refused() -> Refusal {
    Refusal::new(
        RefusalCode::DependsOnRefused,
        "the change builds on one that was refused",
    )
}
