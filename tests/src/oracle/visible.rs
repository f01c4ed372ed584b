// SPDX-License-Identifier: EUPL-1.2
//! A value is in sight, or somebody who had seen it wrote another: judged on the history itself, not by the code that merges.

use std::collections::{BTreeMap, BTreeSet};

use ronda_server::case_store::{LoggedChange, WholeTicket};
use ronda_shared::document::{Document, RawChange};
use ronda_shared::ids::ChangeHash;
use ronda_shared::ticket::{Field, Value};

use super::saves::Save;

/// Everything a change builds on, itself included.
fn pasts(changes: Vec<LoggedChange>) -> BTreeMap<ChangeHash, BTreeSet<ChangeHash>> {
    let scanned = changes
        .into_iter()
        .filter_map(|change| RawChange::scan(change.bytes).ok());
    let deps: BTreeMap<ChangeHash, Vec<ChangeHash>> =
        scanned.map(|change| (change.hash(), change.deps().to_vec())).collect();
    let past = |of: &ChangeHash| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![*of]);
        while let Some(one) = next.pop() {
            if seen.insert(one) {
                next.extend(deps.get(&one).into_iter().flatten());
            }
        }
        seen
    };
    deps.keys().map(|hash| (*hash, past(hash))).collect()
}

/// Checks every value that was written to a ticket.
///
/// # Errors
/// Names the value that is out of sight.
pub fn check(whole: &WholeTicket, saves: &[&Save], changes: Vec<LoggedChange>) -> Result<(), String> {
    let pasts = pasts(changes);
    let read = Document::load(&whole.held.saved).and_then(|document| document.read());
    let read = read.map_err(|fault| format!("a case does not open: {}: {fault}", whole.ticket))?;
    let written: Vec<(&Field, &Value, ChangeHash)> = saves
        .iter()
        .filter_map(|save| {
            let (field, value) = save.wrote.as_ref()?;
            let admitted = save.hashes.iter().find(|hash| pasts.contains_key(hash))?;
            Some((field, value, *admitted))
        })
        .collect();
    for (field, value, hash) in &written {
        // Texts that merge are judged by the tests of the merge: the whole of what somebody wrote may stand nowhere.
        if **field == Field::Description {
            continue;
        }
        let stands = read
            .fields
            .get(field)
            .is_some_and(|register| register.versions.iter().any(|version| version.value == **value));
        let knowingly = |(other, _, later): &(&Field, &Value, ChangeHash)| {
            other == field && later != hash && pasts.get(later).is_some_and(|past| past.contains(hash))
        };
        if !stands && !written.iter().any(knowingly) {
            return Err(format!("a value is hidden: {value:?} of {} in {}", field, whole.ticket));
        }
    }
    Ok(())
}
