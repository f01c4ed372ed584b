// SPDX-License-Identifier: EUPL-1.2
//! What a change does to the ticket, operation by operation: only the writes that edits make, each by who may make it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{Automerge, ObjId, ReadDoc, ScalarValue};

use super::admit::{Author, Pushed};
use super::causality::Past;
use super::genesis::Genesis;
use crate::document::layout::{Container, key, object};
use crate::document::raw::RawChange;
use crate::document::register::Stamped;
use crate::document::write::place;
use crate::ids::{Actor, IntentId};
use crate::policy::{Deed, may};
use crate::ticket::{Field, NoteEntry, PhotoEntry, Value};
use crate::wire::{Refusal, RefusalCode};

/// Where the containers of a ticket are, by the operation that created each.
pub(super) type Containers = BTreeMap<(u64, Actor), Container>;

/// The containers of a document at hand.
pub(super) fn containers_of(doc: &Automerge) -> Containers {
    let found = Container::ALL
        .into_iter()
        .filter_map(|(container, _)| match object(doc, container)? {
            ObjId::Id(counter, actor, _) => Some(((counter, Actor::from_slice(actor.to_bytes())?), container)),
            ObjId::Root => None,
        });
    found.collect()
}

/// Checks every operation of a change.
pub(super) struct Inspector<'a> {
    pub(super) pushed: &'a Pushed<'a>,
    pub(super) author: &'a Author,
    /// An office has signed that it admitted the change.
    pub(super) witnessed: bool,
    pub(super) change: &'a RawChange,
    pub(super) past: &'a Past<'a>,
    pub(super) held: Option<&'a Automerge>,
    pub(super) containers: &'a mut Containers,
}

impl Inspector<'_> {
    /// Checks shape and rights of a decoded change.
    pub(super) fn check(&mut self, ops: &[Op]) -> Result<(), Refusal> {
        let founds = self.change.deps().is_empty();
        let mut genesis = Genesis::default();
        let mut deeds = BTreeSet::new();
        for (counter, op) in (self.change.start_op()..).zip(ops) {
            self.check_predecessors(op, counter)?;
            match &op.obj {
                ObjectId::Root if founds => self.found(&mut genesis, op, counter)?,
                ObjectId::Root => return Err(unknown()),
                ObjectId::Id(id) => {
                    deeds.insert(self.check_write(op, counter, id)?);
                }
            }
        }
        if founds {
            genesis.check(&self.pushed.ticket, self.pushed.jurisdiction, self.author)?;
            deeds.insert(Deed::File);
        }
        self.check_rights(&deeds)
    }

    fn check_rights(&self, deeds: &BTreeSet<Deed>) -> Result<(), Refusal> {
        if self.witnessed {
            return Ok(());
        }
        let Some(role) = self.author.role else {
            return Err(Refusal::new(
                RefusalCode::NotAllowed,
                "its author has no role any more: an operator can release it",
            ));
        };
        match deeds.iter().find(|deed| !may(role, **deed)) {
            None => Ok(()),
            Some(deed) => {
                let detail =
                    format!("the author's role ({role:?}) may not do this ({deed:?}): an operator can release it");
                Err(Refusal::new(RefusalCode::NotAllowed, detail))
            }
        }
    }

    fn found(&mut self, genesis: &mut Genesis, op: &Op, counter: u64) -> Result<(), Refusal> {
        let Key::Map(name) = &op.key else {
            return Err(unknown());
        };
        match &op.action {
            OpType::Put(value) => genesis.write(name, value),
            OpType::Make(kind) => {
                let container = genesis.create(name, *kind)?;
                self.containers.insert((counter, self.change.actor()), container);
                Ok(())
            }
            _ => Err(unknown()),
        }
    }

    fn check_write(&self, op: &Op, counter: u64, object: &OpId) -> Result<Deed, Refusal> {
        let container = self.container(object).ok_or_else(unknown)?;
        if container == Container::Description {
            return self.check_text(op, counter).map(|()| Deed::Edit);
        }
        let (Key::Map(name), OpType::Put(value)) = (&op.key, &op.action) else {
            return Err(unknown());
        };
        match container {
            Container::Fields | Container::Answers => self.check_field(container, name, value).map(|()| Deed::Edit),
            Container::Photos => self.check_photo(name, value, op).map(|()| Deed::Photo),
            Container::Notes => self.check_note(Container::Notes, name, value, op).map(|()| Deed::Note),
            Container::PublicUpdates => self
                .check_note(Container::PublicUpdates, name, value, op)
                .map(|()| Deed::PublicUpdate),
            Container::Server => check_fact(name, value).map(|()| Deed::Facts),
            _ => Err(unknown()),
        }
    }

    fn container(&self, object: &OpId) -> Option<Container> {
        self.containers
            .get(&(object.counter(), Actor::from_slice(object.actor().to_bytes())?))
            .copied()
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
        let Some(actor) = Actor::from_slice(id.actor().to_bytes()) else {
            return false;
        };
        let own = actor == self.change.actor() && (self.change.start_op()..before).contains(&id.counter());
        own || self.past.holds_operation(&actor, id.counter())
    }

    /// One character inserted, or one deleted.
    fn check_text(&self, op: &Op, counter: u64) -> Result<(), Refusal> {
        let Key::Seq(element) = &op.key else {
            return Err(unknown());
        };
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

    fn check_photo(&self, name: &str, value: &ScalarValue, op: &Op) -> Result<(), Refusal> {
        let ScalarValue::Bytes(bytes) = value else {
            return Err(unknown());
        };
        let photo: PhotoEntry = minicbor::decode(bytes).map_err(|_| unknown())?;
        self.check_author(&photo.by)?;
        self.check_entry(Container::Photos, name, bytes, op)?;
        photo
            .fault()
            .map_or(Ok(()), |fault| Err(Refusal::new(RefusalCode::UnknownShape, fault)))
    }

    fn check_note(&self, log: Container, name: &str, value: &ScalarValue, op: &Op) -> Result<(), Refusal> {
        let ScalarValue::Bytes(bytes) = value else {
            return Err(unknown());
        };
        let note: NoteEntry = minicbor::decode(bytes).map_err(|_| unknown())?;
        self.check_author(&note.by)?;
        self.check_entry(log, name, bytes, op)?;
        note.fault()
            .map_or(Ok(()), |fault| Err(Refusal::new(RefusalCode::UnknownShape, fault)))
    }

    fn check_author(&self, by: &crate::ids::PersonId) -> Result<(), Refusal> {
        if *by == self.author.person {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalCode::NotProven,
            "the change names another person than the one who signed it",
        ))
    }

    /// An entry is written once; the same entry again (both copies of a replay) is the same entry.
    fn check_entry(&self, log: Container, name: &str, bytes: &[u8], op: &Op) -> Result<(), Refusal> {
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
        Ok(())
    }
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
        _ => Err(unknown()),
    }
}

pub(super) fn unknown() -> Refusal {
    Refusal::new(
        RefusalCode::UnknownShape,
        "the change writes what no edit of this version writes: update the server",
    )
}
