// SPDX-License-Identifier: EUPL-1.2
//! The successor of a ticket: what stays of it, founded anew in the name of who wrote each part, with the ids of
//! its entries, its events on the frontiers they had, and the facts that its clocks run on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Document, DocumentError, RawChange};
use crate::ids::{Actor, ChangeHash, IntentId, PersonId, TicketId};
use crate::ticket::{
    Action, AddedPhoto, AddedVisit, Channel, Edit, Field, HappenedNow, Link, LinkKind, LogEntry, NewTicket, Note,
    NoteEntry, Part, Ticket, Value, Version,
};
use crate::workflow::Event;

/// What founding a successor needs beside the old ticket.
pub struct Founding<'a> {
    /// The new ticket.
    pub id: TicketId,
    /// What is left out.
    pub without: &'a BTreeSet<Part>,
    /// The office's device as a person: it writes the facts.
    pub office: PersonId,
    /// An actor of the office's device nobody has written under.
    pub actor: &'a mut dyn FnMut() -> Actor,
    /// A fresh id for what had no action of its own.
    pub intent: &'a mut dyn FnMut() -> IntentId,
}

/// Founds the successor; gives its document and its changes in causal order.
///
/// # Errors
/// When a part to leave out is not there or must stay, or a contested field is not decided: every reason is named.
pub fn succeed(old: &Ticket, founding: Founding<'_>) -> Result<(Document, Vec<RawChange>), DocumentError> {
    let faults = faults(old, founding.without);
    if !faults.is_empty() {
        return Err(DocumentError::Invalid(faults));
    }
    let mut founder = Founder {
        old,
        base: (founding.actor)(),
        founding,
        changes: Vec::new(),
    };
    let mut document = founder.file()?;
    founder.fields(&mut document)?;
    founder.entries(&mut document)?;
    founder.members(&mut document)?;
    founder.events(&mut document)?;
    founder.acknowledgements(&mut document)?;
    founder.facts(&mut document)?;
    Ok((document, founder.changes))
}

fn faults(old: &Ticket, without: &BTreeSet<Part>) -> Vec<String> {
    let mut faults = Vec::new();
    if without.is_empty() {
        faults.push("nothing is left out: name at least one part with --drop".to_owned());
    }
    for part in without {
        if *part == Part::Field(Field::Category) {
            faults.push("every ticket has a category: write another one instead".to_owned());
        } else if !part.is_of(old) {
            faults.push(format!("the ticket has no {part}: look at it with case show"));
        }
    }
    let undecided = old.conflicts().filter(|conflict| {
        let part = Part::Field(conflict.field.clone());
        !without.contains(&part)
    });
    faults.extend(undecided.map(|conflict| {
        format!(
            "the {} is contested: decide it first with case keep, or drop it",
            conflict.field
        )
    }));
    faults
}

struct Founder<'a, 'f> {
    old: &'a Ticket,
    founding: Founding<'f>,
    /// Writes everything that is not concurrent.
    base: Actor,
    changes: Vec<RawChange>,
}

impl Founder<'_, '_> {
    fn stays(&self, part: &Part) -> bool {
        !self.founding.without.contains(part)
    }

    /// The shown version of a field that stays.
    fn version(&self, field: &Field) -> Option<&Version> {
        let stays = self.stays(&Part::Field(field.clone()));
        let register = self.old.fields.get(field).filter(|_| stays)?;
        register.versions.first()
    }

    /// Genesis, by who filed the old ticket, when he did.
    fn file(&mut self) -> Result<Document, DocumentError> {
        let category = self.old.category().cloned().ok_or(DocumentError::Unreadable)?;
        let (jurisdiction, channel): (&str, Channel) = (&self.old.jurisdiction, self.old.channel);
        let mut new = NewTicket::of(self.founding.id, jurisdiction, channel, category);
        if self.stays(&Part::Field(Field::Position)) {
            new.device_position = self.old.device_position;
        }
        let action = Action {
            intent: (self.founding.intent)(),
            by: self.old.created_by,
            at_ms: self.old.created_at_ms,
            edits: vec![Edit::File(Box::new(new))],
        };
        let (document, change) = Document::file(self.base, &action)?;
        self.changes.push(change);
        Ok(document)
    }

    /// Each action that still shows in a field, in its author's name and with its own intent.
    fn fields(&mut self, document: &mut Document) -> Result<(), DocumentError> {
        let mut actions: BTreeMap<(IntentId, PersonId), Vec<Edit>> = BTreeMap::new();
        for field in self.old.fields.keys() {
            let Some(version) = self.version(field) else { continue };
            if version.value == Value::Cleared {
                continue;
            }
            // Of texts that merged, one side alone would lose what the others wrote.
            let value = match field {
                Field::Description => Value::Text(self.old.description.clone()),
                _ => version.value.clone(),
            };
            let edit = Edit::Set(field.clone(), value);
            actions.entry((version.intent, version.by)).or_default().push(edit);
        }
        for ((intent, by), edits) in actions {
            self.write(document, Some(intent), by, edits)?;
        }
        Ok(())
    }

    /// Photos, notes and updates, each under its own id and by its own author.
    fn entries(&mut self, document: &mut Document) -> Result<(), DocumentError> {
        let old = self.old;
        for photo in &old.photos {
            if self.stays(&Part::Photo(photo.value.sha256)) {
                let (entry, photo) = (photo.entry, photo.value.clone());
                let by = photo.by;
                self.write(document, None, by, vec![Edit::AddPhoto(AddedPhoto { entry, photo })])?;
            }
        }
        self.notes(document, &old.notes, Edit::AddNote)?;
        self.notes(document, &old.public_updates, Edit::AddPublicUpdate)
    }

    fn notes(
        &mut self,
        document: &mut Document,
        notes: &[LogEntry<NoteEntry>],
        edit: fn(Note) -> Edit,
    ) -> Result<(), DocumentError> {
        for LogEntry { entry, value } in notes {
            if self.stays(&Part::Note(*entry)) {
                let note = Note {
                    entry: *entry,
                    text: value.text.clone(),
                };
                self.write(document, None, value.by, vec![edit(note)])?;
            }
        }
        Ok(())
    }

    /// Who is tied to it and to what; and, in the office's name, which ticket it stands in the place of.
    fn members(&mut self, document: &mut Document) -> Result<(), DocumentError> {
        let old = self.old;
        let replaces = Link {
            kind: LinkKind::Replaces,
            ticket: old.id,
        };
        let office = self.founding.office;
        self.write(document, None, office, vec![Edit::Link(replaces, true)])?;
        for (link, member) in &old.links {
            let edits = vec![Edit::Link(*link, true)];
            self.write(document, Some(member.intent), member.by, edits)?;
        }
        for (person, member) in &old.me_too {
            self.write(document, Some(member.intent), *person, vec![Edit::MeToo(true)])?;
        }
        for (person, member) in &old.watchers {
            self.write(document, Some(member.intent), *person, vec![Edit::Watch(true)])?;
        }
        Ok(())
    }

    /// Every event on the frontier of exactly the events it came after, so that the fold comes to the same.
    fn events(&mut self, document: &mut Document) -> Result<(), DocumentError> {
        let base = document.heads();
        let mut written: BTreeMap<IntentId, ChangeHash> = BTreeMap::new();
        let known: BTreeSet<IntentId> = self.old.events.iter().map(|event| event.entry).collect();
        let mut waiting: Vec<&LogEntry<Event>> = self.old.events.iter().collect();
        while !waiting.is_empty() {
            let ready = |event: &&LogEntry<Event>| {
                let mut after = event.value.after.iter();
                after.all(|before| written.contains_key(before) || !known.contains(before))
            };
            let (now, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(ready);
            if now.is_empty() {
                return Err(DocumentError::Unreadable);
            }
            for event in now {
                let after = event.value.after.iter().filter_map(|before| written.get(before));
                let after: Vec<ChangeHash> = after.copied().collect();
                let frontier = if after.is_empty() { base.clone() } else { after };
                let hash = self.event(document, &frontier, event)?;
                written.insert(event.entry, hash);
            }
            waiting = later;
        }
        Ok(())
    }

    fn event(
        &mut self,
        document: &mut Document,
        frontier: &[ChangeHash],
        event: &LogEntry<Event>,
    ) -> Result<ChangeHash, DocumentError> {
        let (entry, by) = (event.entry, event.value.by);
        let silent = !self.stays(&Part::Event(entry));
        let visits = self.old.visits.iter().filter(|visit| visit.value.event == entry);
        let visits = visits.map(|visit| {
            let visit = visit.clone();
            Edit::Visit(AddedVisit {
                entry: visit.entry,
                visit: if silent { visit.value.wordless() } else { visit.value },
            })
        });
        let event = event.value.clone();
        let happened = HappenedNow {
            entry,
            event: if silent { event.wordless() } else { event },
        };
        let edits = std::iter::once(Edit::Happen(happened)).chain(visits).collect();
        let action = self.action(None, by, edits);
        let change = document.act_at(frontier, (self.founding.actor)(), &action)?;
        let hash = change.hash();
        self.changes.push(change);
        Ok(hash)
    }

    fn acknowledgements(&mut self, document: &mut Document) -> Result<(), DocumentError> {
        let old = self.old;
        for told in &old.acknowledged {
            self.write(document, None, told.by, vec![Edit::Acknowledge(told.event)])?;
        }
        Ok(())
    }

    /// Last, on everything: the received time and the case number go on.
    fn facts(&mut self, document: &mut Document) -> Result<(), DocumentError> {
        let (Some(received_at_ms), Some(case_number)) = (self.old.received_at_ms, self.old.case_number.clone()) else {
            return Ok(());
        };
        let office = self.founding.office;
        let facts = Edit::Admit {
            received_at_ms,
            case_number,
        };
        self.write(document, None, office, vec![facts])
    }

    fn write(
        &mut self,
        document: &mut Document,
        intent: Option<IntentId>,
        by: PersonId,
        edits: Vec<Edit>,
    ) -> Result<(), DocumentError> {
        let action = self.action(intent, by, edits);
        self.changes.push(document.act(self.base, &action)?);
        Ok(())
    }

    fn action(&mut self, intent: Option<IntentId>, by: PersonId, edits: Vec<Edit>) -> Action {
        let intent = intent.unwrap_or_else(|| (self.founding.intent)());
        Action {
            intent,
            by,
            at_ms: intent.born_at_ms().unwrap_or(self.old.created_at_ms),
            edits,
        }
    }
}
