// SPDX-License-Identifier: EUPL-1.2
//! The oracle of replicas without stores: those of the eight promises that need none, when everything was delivered.
//!
//! That the same seed gives the same trace is a test; photos' bytes and the audit chain are in no document.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::case_row::project;
use ronda_shared::document::{Document, RawChange, read_saved};
use ronda_shared::ids::{IntentId, TicketId};
use ronda_shared::ticket::{NoticeKind, Ticket, notices};
use ronda_shared::workflow::Event;

use super::world::World;
use crate::oracle::{Save, visible};

/// The cases as the office reads them: what every look is measured by.
pub type Cases = BTreeMap<TicketId, Ticket>;

impl World {
    /// Judges everything; answers what to write into the trace.
    ///
    /// # Errors
    /// With the promise that was broken, and on what.
    pub fn judged(&self) -> Result<String, String> {
        let cases = self.read_cases()?;
        self.judged_by(&cases)
    }

    /// As [`Self::judged`], by these readings of the cases.
    pub fn judged_by(&self, cases: &Cases) -> Result<String, String> {
        self.every_save_arrived()?;
        let mut contested = 0;
        for (ticket, read) in cases {
            let wrote: Vec<&Save> = self.saves.iter().filter(|save| save.ticket == *ticket).collect();
            let changes = self.office.cases[ticket].log.iter().cloned();
            contested += visible::check(read.clone(), &wrote, changes)?;
            self.everybody_has_the_same(read)?;
            whoever_lost_is_told(read)?;
        }
        self.nothing_is_refused_silently()?;
        let heads: Vec<String> = cases
            .values()
            .flat_map(|read| &read.heads)
            .map(ToString::to_string)
            .collect();
        Ok(format!(
            "{} cases, {contested} contested, {} in custody, heads {}",
            cases.len(),
            self.office.custody.len(),
            heads.join(" ")
        ))
    }

    /// 5: saved, loaded again and rebuilt from its changes a case is the same, and so is its row.
    pub fn read_cases(&self) -> Result<Cases, String> {
        let mut cases = Cases::new();
        for (ticket, case) in &self.office.cases {
            let fails = |fault| format!("a case does not open: {ticket}: {fault}");
            let read = case.document.read().map_err(fails)?;
            let saved = case.document.save();
            let loaded = Document::load(&saved).map_err(fails)?;
            let rebuilt = Document::from_changes(&case.log).map_err(fails)?;
            let others = [loaded.read(), read_saved(&saved), rebuilt.read()];
            if others.iter().any(|other| other.as_ref() != Ok(&read)) {
                return Err(format!("a case is another after it was saved: {ticket}"));
            }
            if case.row != project(&read) {
                return Err(format!("a row is not its document's: {ticket}"));
            }
            cases.insert(*ticket, read);
        }
        Ok(cases)
    }

    /// 1: every save is in the history, or in custody.
    fn every_save_arrived(&self) -> Result<(), String> {
        let aside = |save: &Save| {
            let shown = |intent: IntentId| self.phones.iter().any(|phone| phone.memory.aside.contains_key(&intent));
            save.intent.is_some_and(shown)
        };
        let mut living = self.saves.iter().filter(|save| !save.lost);
        match living.find(|save| !self.has_arrived(save) && !aside(save)) {
            Some(save) => Err(format!("a save is missing: {save:?}")),
            None => Ok(()),
        }
    }

    /// 1 and 2: every phone has the whole history, with equal heads and as an equal ticket.
    fn everybody_has_the_same(&self, case: &Ticket) -> Result<(), String> {
        for (at, phone) in self.phones.iter().enumerate() {
            let held = phone.memory.held.get(&case.id);
            let held = held.ok_or_else(|| format!("a ticket is missing: phone {at} lacks {}", case.id))?;
            let lacks = |change: &RawChange| !held.document.holds(&change.hash());
            if self.office.cases[&case.id].log.iter().any(lacks) {
                return Err(format!("a change is missing: on phone {at}, {}", case.id));
            }
            if held.document.heads() != case.heads {
                return Err(format!("heads differ: phone {at}, {}", case.id));
            }
            if held.document.read().as_ref() != Ok(case) {
                return Err(format!("tickets differ: phone {at}, {}", case.id));
            }
        }
        Ok(())
    }

    /// 7: whatever waits in custody has its reason, and whoever wrote it sees it unless it is admitted under another name.
    fn nothing_is_refused_silently(&self) -> Result<(), String> {
        for (hash, item) in &self.office.custody {
            if item.refusal.detail.is_empty() {
                return Err(format!("a refusal without a reason: {hash}"));
            }
            let Some(save) = self.saves.iter().find(|save| save.hashes.contains(hash)) else {
                return Err(format!("nobody wrote what is in custody: {hash}"));
            };
            let admitted = self
                .office
                .cases
                .get(&item.ticket)
                .is_some_and(|case| save.hashes.iter().any(|hash| case.document.holds(hash)));
            let mut authors = self.phones.iter().filter(|phone| {
                let held = phone.memory.held.get(&item.ticket);
                held.is_some_and(|held| held.meant.contains_key(hash))
            });
            let shown = |phone: &super::phone::Phone| {
                save.intent
                    .is_some_and(|intent| phone.memory.aside.contains_key(&intent))
            };
            if !admitted && !authors.all(shown) {
                return Err(format!("refused silently: {hash}, {}", item.refusal.detail));
            }
        }
        Ok(())
    }
}

/// Whoever was overtaken had not seen what overtook him, and is told; so are two who resolved, and two crews assigned at once.
fn whoever_lost_is_told(read: &Ticket) -> Result<(), String> {
    let told = notices(read);
    let events: BTreeMap<IntentId, &Event> = read.events.iter().map(|entry| (entry.entry, &entry.value)).collect();
    let is_told = |kind: NoticeKind, about: &IntentId| {
        let by = events.get(about).map(|event| event.by);
        told.iter().any(|notice| {
            notice.kind == kind
                && (notice.event == *about || notice.other == Some(*about))
                && by.is_some_and(|by| notice.concerns(&by, None))
                && !notice.sentence(read).is_empty()
        })
    };
    let folded = &read.workflow;
    for (lost, stands) in &folded.superseded {
        if seen_by(&events, lost).contains(stands) {
            return Err(format!("overtaken by what he had seen: {lost} by {stands}"));
        }
        if !is_told(NoticeKind::Superseded, lost) {
            return Err(format!("who lost is not told: {lost} by {stands}"));
        }
    }
    for (one, other) in &folded.double_interventions {
        if ![one, other]
            .iter()
            .all(|id| is_told(NoticeKind::DoubleIntervention, id))
        {
            return Err(format!("two interventions nobody is told of: {one} and {other}"));
        }
    }
    if folded.assignment_is_contested() {
        let mut crews = folded.assignments.iter().map(|assignment| assignment.crew.as_str());
        let contested = |crew: &str| {
            let mut contests = told.iter().filter(|one| one.kind == NoticeKind::ContestedAssignment);
            contests.any(|notice| notice.crews.iter().any(|told| told == crew))
        };
        if !crews.all(contested) {
            return Err(format!("a crew is not told of the other: {}", read.id));
        }
    }
    Ok(())
}

/// Every event behind one.
fn seen_by(events: &BTreeMap<IntentId, &Event>, of: &IntentId) -> BTreeSet<IntentId> {
    let after = |id: &IntentId| events.get(id).map(|event| event.after.clone()).unwrap_or_default();
    let (mut seen, mut next) = (BTreeSet::new(), after(of));
    while let Some(one) = next.pop() {
        if seen.insert(one) {
            next.extend(after(&one));
        }
    }
    seen
}
