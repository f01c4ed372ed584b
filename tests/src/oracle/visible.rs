// SPDX-License-Identifier: EUPL-1.2
//! Whatever was written is in sight with its author's name, or somebody who had seen it wrote another: judged by the merge
//! table on the history itself, not by the code that merges.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::document::RawChange;
use ronda_shared::ids::{ChangeHash, IntentId};
use ronda_shared::ticket::{Field, Ticket, Value};

use super::parts::{Wrote, entries, members};
use super::saves::Save;

/// Everything a change builds on, itself included.
type Pasts = BTreeMap<ChangeHash, BTreeSet<ChangeHash>>;

fn pasts(changes: impl Iterator<Item = RawChange>) -> Pasts {
    let deps: BTreeMap<ChangeHash, Vec<ChangeHash>> =
        changes.map(|change| (change.hash(), change.deps().to_vec())).collect();
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

/// Something that was written, with the admitted changes it was written as: more than one after a replay.
struct Written<'a> {
    wrote: &'a Wrote,
    hashes: Vec<ChangeHash>,
}

/// A ticket as the office reads it, and what was ever written to it.
struct Judged<'a> {
    read: Ticket,
    pasts: Pasts,
    all: Vec<Written<'a>>,
}

/// Checks everything that was written to a ticket; answers how many of its fields wait for a decision.
///
/// # Errors
/// Names what is out of sight, altered, or there again although it was overwritten.
pub fn check(read: Ticket, saves: &[&Save], changes: impl Iterator<Item = RawChange>) -> Result<usize, String> {
    let (pasts, ticket) = (pasts(changes), read.id);
    let written = saves.iter().flat_map(|save| {
        let admitted = save.hashes.iter().filter(|hash| pasts.contains_key(hash));
        let hashes: Vec<ChangeHash> = admitted.copied().collect();
        save.wrote.iter().map(move |wrote| {
            let hashes = hashes.clone();
            Written { wrote, hashes }
        })
    });
    let all = written.filter(|written| !written.hashes.is_empty()).collect();
    let judged = Judged { read, pasts, all };
    let verdict = judged.registers().and_then(|()| judged.logs_and_sets());
    verdict.map_err(|what| format!("{what} in {ticket}"))?;
    safest_first(&judged.read).map_err(|what| format!("{what} in {ticket}"))?;
    Ok(judged.read.conflicts().count())
}

impl Judged<'_> {
    /// Of all that `others` tells, something was written by somebody who had seen this.
    fn is_overwritten(&self, hash: &ChangeHash, others: &dyn Fn(&Wrote) -> bool) -> bool {
        let later = |other: &ChangeHash| other != hash && self.pasts.get(other).is_some_and(|past| past.contains(hash));
        let mut all = self.all.iter().filter(|other| others(other.wrote));
        all.any(|other| other.hashes.iter().any(later))
    }

    /// Some copy of it was not overwritten.
    fn lives(&self, written: &Written<'_>, others: &dyn Fn(&Wrote) -> bool) -> bool {
        written.hashes.iter().any(|hash| !self.is_overwritten(hash, others))
    }

    fn registers(&self) -> Result<(), String> {
        for written in &self.all {
            let Wrote::Set {
                field,
                value,
                intent,
                by,
            } = written.wrote
            else {
                continue;
            };
            let stands = self.read.fields.get(field);
            let stands = stands.and_then(|register| register.versions.iter().find(|one| one.intent == *intent));
            let lives = self.lives(written, &|other| writes_another(other, field, intent));
            match stands {
                None if lives => return Err(format!("a value is hidden: {value:?} of {field}")),
                Some(_) if !lives => return Err(format!("an overwritten value is back: {value:?} of {field}")),
                Some(one) if one.by != *by || one.value != *value => {
                    return Err(format!("a value is altered: {value:?} of {field} is {one:?}"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Entries stay for ever. A member is there as long as somebody put it there whom nobody who took it out had seen.
    fn logs_and_sets(&self) -> Result<(), String> {
        let (entries, members) = (entries(&self.read), members(&self.read));
        let mut wanted: BTreeMap<&str, bool> = BTreeMap::new();
        for written in &self.all {
            match written.wrote {
                Wrote::Entry(entry) if !entries.contains(entry) => return Err(format!("an entry is hidden: {entry}")),
                Wrote::Member { key, there } => {
                    let takes_out =
                        |other: &Wrote| matches!(other, Wrote::Member { key: of, there: false } if of == key);
                    let lives = *there && self.lives(written, &takes_out);
                    *wanted.entry(key).or_default() |= lives;
                }
                _ => {}
            }
        }
        for (key, wanted) in wanted {
            match (members.contains(key), wanted) {
                (false, true) => return Err(format!("a member is hidden: {key}")),
                (true, false) => return Err(format!("a member that was taken out is back: {key}")),
                _ => {}
            }
        }
        let folded = &self.read.workflow.order;
        match self.read.events.iter().find(|event| !folded.contains(&event.entry)) {
            Some(event) => Err(format!("an event is not folded: {}", event.entry)),
            None => Ok(()),
        }
    }
}

fn writes_another(wrote: &Wrote, into: &Field, than: &IntentId) -> bool {
    matches!(wrote, Wrote::Set { field, intent, .. } if field == into && intent != than)
}

/// How far a value is from the safest one; the same where no rule of safety says so.
fn risk(value: &Value) -> usize {
    match value {
        Value::Priority(priority) => *priority as usize,
        Value::Danger(danger) => usize::from(!danger.present),
        Value::Visibility(visibility) => 2 - *visibility as usize,
        // Of a danger: nobody says that there is one.
        Value::Cleared => 1,
        _ => 0,
    }
}

/// Of values that nobody decided between, the safest is shown while somebody can still act on it.
fn safest_first(read: &Ticket) -> Result<(), String> {
    let ruled = [Field::Priority, Field::Danger, Field::Visibility];
    for field in ruled.iter().filter(|_| read.status().is_open()) {
        let versions = read.fields.get(field).map(|register| &register.versions[..]);
        let mut risks = versions.unwrap_or_default().iter().map(|version| risk(&version.value));
        let shown = risks.next();
        if risks.any(|other| Some(other) < shown) {
            return Err(format!("a safer value is not shown: the {field}"));
        }
    }
    Ok(())
}
