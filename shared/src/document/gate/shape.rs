// SPDX-License-Identifier: EUPL-1.2
//! What a change does to the ticket, operation by operation: only the writes that edits make, each by who may make it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{Automerge, ReadDoc, ScalarValue};

use super::admit::{Author, Pushed, Rights};
use super::causality::Past;
use super::event::Bench;
use super::genesis::Genesis;
use super::ledger::{Ledger, Wrote};
use super::members::check_member;
use crate::document::layout::{Container, key, object};
use crate::document::present::{Written, written};
use crate::document::raw::RawChange;
use crate::document::register::Stamped;
use crate::document::write::place;
use crate::ids::{Actor, IntentId};
use crate::policy::Deed;
use crate::ticket::{Field, FlagEntry, Link, LinkKind, NoteEntry, PhotoEntry, Value, flagged_change};
use crate::wire::{Refusal, RefusalCode, to_cbor};
use crate::workflow::{Event, Visit};

/// Where the containers of a ticket are, by the operation that created each.
pub(super) type Containers = BTreeMap<Written, Container>;

/// The containers of a document at hand.
pub(super) fn containers_of(doc: &Automerge) -> Containers {
    let found = Container::ALL
        .into_iter()
        .filter_map(|(container, _)| Some((written(&object(doc, container)?)?, container)));
    found.collect()
}

/// The containers a layout change makes.
pub(super) fn added_containers(change: &RawChange, ops: &[Op]) -> Containers {
    let made = (change.start_op()..)
        .zip(ops)
        .filter_map(|(counter, op)| match (&op.key, &op.action) {
            (Key::Map(name), OpType::Make(_)) => Some(((change.actor(), counter), Container::named(name)?)),
            _ => None,
        });
    made.collect()
}

/// Checks every operation of a change.
pub(super) struct Inspector<'a> {
    pub(super) pushed: &'a Pushed<'a>,
    pub(super) author: &'a Author,
    pub(super) change: &'a RawChange,
    pub(super) past: &'a Past<'a>,
    pub(super) held: Option<&'a Automerge>,
    pub(super) ledger: &'a mut Ledger,
    pub(super) containers: &'a mut Containers,
}

impl Inspector<'_> {
    /// Checks shape and rights of a decoded change, and says what it wrote.
    pub(super) fn check(&mut self, ops: &[Op]) -> Result<Wrote, Refusal> {
        let founds = self.change.deps().is_empty();
        let mut genesis = Genesis::default();
        let mut deeds = BTreeSet::new();
        let mut wrote = Wrote::default();
        for (counter, op) in (self.change.start_op()..).zip(ops) {
            self.check_predecessors(op, counter)?;
            match &op.obj {
                ObjectId::Root if founds => self.found(&mut genesis, op, counter)?,
                ObjectId::Root => return Err(unknown()),
                ObjectId::Id(id) => {
                    deeds.insert(self.check_write(op, counter, id, &mut wrote)?);
                }
            }
        }
        if founds {
            genesis.check(&self.pushed.ticket, self.pushed.jurisdiction, self.author)?;
            deeds.insert(Deed::File);
            wrote.founder = genesis.founder();
        }
        self.check_rights(&deeds, &wrote)?;
        Ok(wrote)
    }

    fn check_rights(&mut self, deeds: &BTreeSet<Deed>, wrote: &Wrote) -> Result<(), Refusal> {
        if self.author.rights == Rights::Withdrawn {
            return Err(Refusal::new(
                RefusalCode::NotAllowed,
                "its author has no role any more: an operator can release it",
            ));
        }
        let mut bench = Bench {
            author: self.author,
            past: self.past,
            held: self.held,
            ledger: self.ledger,
        };
        // Filing is writing the first fields and photos: whoever may file may do that once.
        let founds = deeds.contains(&Deed::File);
        let is_part = |deed: &Deed| founds && matches!(deed, Deed::Edit | Deed::Photo);
        for deed in deeds.iter().filter(|deed| !is_part(deed)) {
            bench.check_deed(*deed, wrote)?;
        }
        bench.check_event(wrote)
    }

    fn found(&mut self, genesis: &mut Genesis, op: &Op, counter: u64) -> Result<(), Refusal> {
        let Key::Map(name) = &op.key else {
            return Err(unknown());
        };
        match &op.action {
            OpType::Put(value) => genesis.write(name, value),
            OpType::Make(kind) => {
                let container = genesis.create(name, *kind)?;
                self.containers.insert((self.change.actor(), counter), container);
                Ok(())
            }
            _ => Err(unknown()),
        }
    }

    fn check_write(&self, op: &Op, counter: u64, object: &OpId, wrote: &mut Wrote) -> Result<Deed, Refusal> {
        let container = self.container(object).ok_or_else(unknown)?;
        let name = match &op.key {
            Key::Map(name) => name,
            Key::Seq(element) if container == Container::Description => {
                return self.check_text(op, element, counter).map(|()| Deed::Edit);
            }
            Key::Seq(_) => return Err(unknown()),
        };
        let writer = (self.change.actor(), counter);
        match (container, &op.action) {
            (Container::Fields | Container::Answers, OpType::Put(value)) => {
                self.check_field(container, name, value).map(|()| Deed::Edit)
            }
            (Container::Photos, OpType::Put(value)) => {
                let photo = self.check_photo(name, value, op)?;
                wrote.photos.push((writer, photo.shows()));
                Ok(Deed::Photo)
            }
            (Container::Events, OpType::Put(value)) => {
                let (id, event) = self.check_happened(name, value, op)?;
                let kind = event.kind().ok_or_else(unknown)?;
                match wrote.event.replace((writer, id, event)) {
                    None => Ok(Deed::Event(kind)),
                    Some(_) => Err(unknown()),
                }
            }
            (Container::Visits, OpType::Put(value)) => {
                wrote.visits.push((writer, self.check_visit(name, value, op)?));
                Ok(Deed::Note)
            }
            (Container::Notes, OpType::Put(value)) => self.check_note(container, name, value, op).map(|()| Deed::Note),
            (Container::PublicUpdates, OpType::Put(value)) => {
                self.check_note(container, name, value, op).map(|()| Deed::PublicUpdate)
            }
            (Container::Server, OpType::Put(value)) => check_fact(name, value).map(|()| Deed::Facts),
            // Members come and go; in every other container this says that nothing else is ever done.
            _ => check_member(container, name, op, self.author).map(|deed| self.as_filed(container, name, deed)),
        }
    }

    /// Whoever files says at once which tickets it is not: that is part of filing.
    fn as_filed(&self, container: Container, name: &str, deed: Deed) -> Deed {
        let says_different = || Link::of_key(name).is_some_and(|link| link.kind == LinkKind::DifferentFrom);
        let founds = container == Container::Links && self.change.deps().is_empty();
        if founds && says_different() { Deed::Edit } else { deed }
    }

    fn container(&self, object: &OpId) -> Option<Container> {
        let written = (Actor::from_slice(object.actor().to_bytes())?, object.counter());
        self.containers.get(&written).copied()
    }

    /// Naming an operation the author had not seen would hide somebody else's value without a trace.
    fn check_predecessors(&self, op: &Op, counter: u64) -> Result<(), Refusal> {
        let unseen = op.pred.iter().any(|pred| !self.is_past(pred, counter));
        if unseen {
            return Err(Refusal::new(
                RefusalCode::RewritesHistory,
                "the change replaces a value its author had not seen",
            ));
        }
        Ok(())
    }

    fn is_past(&self, id: &OpId, before: u64) -> bool {
        Actor::from_slice(id.actor().to_bytes()).is_some_and(|actor| {
            let own = actor == self.change.actor() && (self.change.start_op()..before).contains(&id.counter());
            own || self.past.holds_operation(&actor, id.counter())
        })
    }

    /// One character inserted, or one deleted.
    fn check_text(&self, op: &Op, element: &ElementId, counter: u64) -> Result<(), Refusal> {
        let known = match element {
            ElementId::Head => op.insert,
            ElementId::Id(id) => self.is_past(id, counter),
        };
        let plain = match &op.action {
            OpType::Put(ScalarValue::Str(text)) => op.insert && op.pred.is_empty() && text.chars().count() == 1,
            OpType::Delete => !op.insert && !op.pred.is_empty(),
            _ => false,
        };
        if known && plain { Ok(()) } else { Err(unknown()) }
    }

    fn check_field(&self, container: Container, name: &str, value: &ScalarValue) -> Result<(), Refusal> {
        let field = if container == Container::Answers {
            Field::Answer(name.to_owned())
        } else {
            name.parse().map_err(|_| unknown())?
        };
        let canonical = place(&field) == (container, name.to_owned());
        let ScalarValue::Bytes(bytes) = value else {
            return Err(unknown());
        };
        let stamped = Stamped::read(bytes)
            .filter(|stamped| canonical && stamped.bytes() == *bytes)
            .ok_or_else(unknown)?;
        self.check_author(&stamped.by)?;
        check_intent(&stamped.intent)?;
        let marks_text = field == Field::Description && stamped.value == Value::Cleared;
        match stamped.value.fault(&field) {
            Some(fault) if !marks_text => Err(Refusal::new(RefusalCode::UnknownShape, fault)),
            _ if field == Field::Description && !marks_text => Err(unknown()),
            _ => Ok(()),
        }
    }

    fn check_photo(&self, name: &str, value: &ScalarValue, op: &Op) -> Result<PhotoEntry, Refusal> {
        let (bytes, photo): (_, PhotoEntry) = decoded(value)?;
        self.check_author(&photo.by)?;
        self.check_entry(Container::Photos, name, bytes, op)?;
        sound(photo.fault()).map(|()| photo)
    }

    fn check_note(&self, log: Container, name: &str, value: &ScalarValue, op: &Op) -> Result<(), Refusal> {
        let (bytes, note): (_, NoteEntry) = decoded(value)?;
        self.check_author(&note.by)?;
        self.check_entry(log, name, bytes, op)?;
        sound(note.fault())
    }

    /// Stored exactly as this version writes it, so that nothing hides in an event that nobody reads.
    fn check_happened(&self, name: &str, value: &ScalarValue, op: &Op) -> Result<(IntentId, Event), Refusal> {
        let (bytes, event): (_, Event) = decoded(value)?;
        self.check_author(&event.by)?;
        let id = self.check_entry(Container::Events, name, bytes, op)?;
        if to_cbor(&event) != *bytes {
            return Err(unknown());
        }
        sound(event.fault()).map(|()| (id, event))
    }

    fn check_visit(&self, name: &str, value: &ScalarValue, op: &Op) -> Result<Visit, Refusal> {
        let (bytes, visit): (_, Visit) = decoded(value)?;
        self.check_author(&visit.by)?;
        self.check_entry(Container::Visits, name, bytes, op)?;
        if to_cbor(&visit) != *bytes {
            return Err(unknown());
        }
        sound(visit.fault()).map(|()| visit)
    }

    fn check_author(&self, by: &crate::ids::PersonId) -> Result<(), Refusal> {
        if *by == self.author.person || self.author.rights == Rights::Office {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalCode::NotProven,
            "the change names another person than the one who signed it",
        ))
    }

    /// An entry is written once; the same entry again (both copies of a replay) is the same entry.
    fn check_entry(&self, log: Container, name: &str, bytes: &[u8], op: &Op) -> Result<IntentId, Refusal> {
        let entry: IntentId = name.parse().map_err(|_| unknown())?;
        check_intent(&entry)?;
        if entry.to_string() != name {
            return Err(unknown());
        }
        let written = self
            .held
            .and_then(|doc| doc.get(object(doc, log)?, name).ok().flatten());
        let other = written.is_some_and(|(value, _)| value.as_bytes() != Some(bytes));
        if other || !op.pred.is_empty() {
            return Err(Refusal::new(
                RefusalCode::RewritesHistory,
                "the entry was written before: entries are never rewritten",
            ));
        }
        Ok(entry)
    }
}

fn decoded<'b, T: minicbor::Decode<'b, ()>>(value: &'b ScalarValue) -> Result<(&'b Vec<u8>, T), Refusal> {
    let ScalarValue::Bytes(bytes) = value else {
        return Err(unknown());
    };
    minicbor::decode(bytes)
        .map(|decoded| (bytes, decoded))
        .map_err(|_| unknown())
}

fn sound(fault: Option<String>) -> Result<(), Refusal> {
    fault.map_or(Ok(()), |fault| Err(Refusal::new(RefusalCode::UnknownShape, fault)))
}

fn check_intent(intent: &IntentId) -> Result<(), Refusal> {
    if intent.born_at_ms().is_some() {
        Ok(())
    } else {
        Err(unknown())
    }
}

fn check_fact(name: &str, value: &ScalarValue) -> Result<(), Refusal> {
    match (name, value) {
        (key::RECEIVED_AT, ScalarValue::Timestamp(_)) | (key::CASE_NUMBER, ScalarValue::Str(_)) => Ok(()),
        (flag, value) if flagged_change(flag).is_some() => {
            let (bytes, entry): (_, FlagEntry) = decoded(value)?;
            (to_cbor(&entry) == *bytes).then_some(()).ok_or_else(unknown)
        }
        _ => Err(unknown()),
    }
}

pub(super) fn unknown() -> Refusal {
    Refusal::new(
        RefusalCode::UnknownShape,
        "the change writes what no edit of this version writes: update the server",
    )
}
