// SPDX-License-Identifier: EUPL-1.2
//! Reads a ticket from its saved document without building the document: one walk over the columns of its operations.
//!
//! A saved document holds every operation with the number of those that replaced it, objects one after another, keys in order,
//! texts in the order of their letters: what stands is what nothing replaced. What this module does not know, or what only
//! the history tells, is left to Automerge, so both ways always say the same.

mod chunk;

use std::borrow::Cow;
use std::cell::Cell;

use self::chunk::{Chunk, Id, Operation, Operations, column};
use super::columns::{Deltas, Items, Reader};
use super::graph::{Graph, Node};
use super::layout::Container;
use super::present::{History, Present, Scalar, Standing};
use super::{Document, DocumentError, guarded, read};
use crate::ids::ChangeHash;
use crate::ticket::Ticket;
use automerge::ObjType;

mod action {
    pub(super) const MAKE_MAP: u64 = 0;
    pub(super) const SET: u64 = 1;
    pub(super) const MAKE_TEXT: u64 = 4;
}

/// Types of a value, in the lower four bits of its metadata.
mod kind {
    pub(super) const UINT: u64 = 3;
    pub(super) const TEXT: u64 = 6;
    pub(super) const BYTES: u64 = 7;
    pub(super) const COUNTER: u64 = 8;
    pub(super) const TIMESTAMP: u64 = 9;
}

/// The ticket of a saved document: the same that [`Document::load`] and [`Document::read`] give, in a tenth of the time.
///
/// # Errors
/// When the bytes are no document, or it lacks what genesis writes.
pub fn read_saved(saved: &[u8]) -> Result<Ticket, DocumentError> {
    match guarded(|| glance(saved)) {
        Ok(Some(ticket)) => Ok(ticket),
        _ => Document::load(saved)?.read(),
    }
}

/// The ticket, when this module knows everything it is made of.
pub(super) fn glance(saved: &[u8]) -> Option<Ticket> {
    let chunk = Chunk::read(saved)?;
    let present = present(&chunk)?;
    let history = SavedHistory {
        chunk: &chunk,
        is_lacking: Cell::new(false),
    };
    let ticket = read::ticket(present, &history);
    ticket.filter(|_| !history.is_lacking.get())
}

/// Everything that stands, or nothing when something is not as this version writes it.
fn present<'a>(chunk: &Chunk<'a>) -> Option<Present<'a>> {
    let mut operations = Operations::of(&chunk.operations)?;
    let mut gathering = Gathering {
        chunk,
        present: Present {
            heads: chunk.heads.clone(),
            ..Present::default()
        },
        made: Vec::new(),
        containers: None,
        open: (None, None),
    };
    // Each operation of ours carries a byte or more: who claims more of them than bytes wants memory, not to be read.
    let mut left = chunk.bytes;
    while !operations.are_done() {
        left = left.checked_sub(1)?;
        gathering.take(operations.next()?)?;
    }
    gathering.find_containers()?;
    operations.ended_together().then_some(gathering.present)
}

struct Gathering<'c, 'a> {
    chunk: &'c Chunk<'a>,
    present: Present<'a>,
    /// For each value of the root: the object it makes, and of which type.
    made: Vec<Option<(Id, ObjType)>>,
    /// The containers by the operations that made them, once the root's operations are over.
    containers: Option<Vec<(Id, Container)>>,
    /// The object whose operations are being read, and which container it is.
    open: (Option<Id>, Option<Container>),
}

impl<'a> Gathering<'_, 'a> {
    fn take(&mut self, operation: Operation<'a>) -> Option<()> {
        let Some(object) = operation.object else {
            return self.take_root(&operation);
        };
        if self.open.0 != Some(object) {
            let containers = self.find_containers()?;
            let container = containers.iter().find(|(id, _)| *id == object);
            self.open = (Some(object), container.map(|(_, container)| *container));
        }
        match self.open.1 {
            Some(Container::Description) => self.take_letter(&operation),
            Some(container) => {
                let standing = self.standing(&operation)?;
                let is_value = operation.action == action::SET;
                if operation.stands {
                    self.present.maps.entry(container).or_default().push(standing);
                }
                is_value.then_some(())
            }
            // An object that another one hid, or one inside a value: no reader of ours looks there.
            None => Some(()),
        }
    }

    fn take_root(&mut self, operation: &Operation<'a>) -> Option<()> {
        if self.containers.is_some() {
            return None;
        }
        let made = match operation.action {
            action::SET => None,
            action::MAKE_MAP => Some((operation.id, ObjType::Map)),
            action::MAKE_TEXT => Some((operation.id, ObjType::Text)),
            _ => return None,
        };
        let standing = self.standing(operation)?;
        if operation.stands {
            self.present.root.push(standing);
            self.made.push(made);
        }
        Some(())
    }

    fn take_letter(&mut self, operation: &Operation<'a>) -> Option<()> {
        let is_letter = operation.inserts && operation.action == action::SET && operation.kind == kind::TEXT;
        let letter = std::str::from_utf8(operation.value).ok().filter(|_| is_letter)?;
        if operation.stands {
            self.present.text.get_or_insert_default().push_str(letter);
        }
        Some(())
    }

    fn standing(&self, operation: &Operation<'a>) -> Option<Standing<'a>> {
        let value = match operation.action {
            action::SET => scalar(operation.kind, operation.value)?,
            _ => Scalar::Other,
        };
        Some(Standing {
            key: Cow::Borrowed(operation.key.filter(|_| !operation.inserts)?),
            value,
            written: Some((self.chunk.actor(operation.id.1)?, operation.id.0)),
        })
    }

    /// Of several objects under one key the last one is the container.
    fn find_containers(&mut self) -> Option<&[(Id, Container)]> {
        let (root, made) = (&self.present.root, &self.made);
        let found = self.containers.get_or_insert_with(|| {
            let is_shown = |at: &usize| root.get(at + 1).map(|next| &next.key) != root.get(*at).map(|this| &this.key);
            let shown = (0..root.len()).filter(is_shown);
            let named = shown.filter_map(|at| {
                let (id, object_type) = made.get(at).copied().flatten()?;
                let container = Container::named(&root.get(at)?.key)?;
                (container.object_type() == object_type).then_some((id, container))
            });
            named.collect()
        });
        if found.iter().any(|(_, container)| *container == Container::Description) {
            self.present.text.get_or_insert_default();
        }
        Some(found.as_slice())
    }
}

fn scalar(kind: u64, bytes: &[u8]) -> Option<Scalar<'_>> {
    Some(match kind {
        kind::UINT => Scalar::Uint(whole(bytes, Reader::number)?),
        kind::TEXT => Scalar::Text(Cow::Borrowed(std::str::from_utf8(bytes).ok()?)),
        kind::BYTES => Scalar::Bytes(Cow::Borrowed(bytes)),
        kind::TIMESTAMP => Scalar::Timestamp(whole(bytes, Reader::signed)?),
        // What adds to it would have to be added up.
        kind::COUNTER => return None,
        _ => Scalar::Other,
    })
}

fn whole<'a, T>(bytes: &'a [u8], read: impl FnOnce(&mut Reader<'a>) -> Option<T>) -> Option<T> {
    let mut reader = Reader::new(bytes);
    let value = read(&mut reader)?;
    reader.is_empty().then_some(value)
}

/// The history as a saved document tells it: who built on what, but neither hashes nor earlier texts.
struct SavedHistory<'c, 'a> {
    chunk: &'c Chunk<'a>,
    /// Something was asked for that is not known here.
    is_lacking: Cell<bool>,
}

impl History for SavedHistory<'_, '_> {
    fn graph(&self) -> Graph {
        let graph = self.numbered();
        if graph.is_none() {
            self.is_lacking.set(true);
        }
        graph.unwrap_or_default()
    }

    fn text_at(&self, _: &[ChangeHash]) -> Option<String> {
        self.is_lacking.set(true);
        None
    }
}

impl SavedHistory<'_, '_> {
    /// The graph with the places of changes in the chunk for their hashes: it tells who had seen what, and names nothing.
    fn numbered(&self) -> Option<Graph> {
        let columns = &self.chunk.changes;
        let mut actors = Items::<u64>::of(columns.get(column::CHANGE_ACTOR));
        let mut seqs = Deltas::of(columns.get(column::CHANGE_SEQ));
        let mut last_ops = Deltas::of(columns.get(column::CHANGE_LAST_OP));
        let mut counts = Items::<u64>::of(columns.get(column::CHANGE_DEPS));
        let mut places = Deltas::of(columns.get(column::CHANGE_DEP));
        let (mut graph, mut known) = (Graph::default(), Vec::<u64>::new());
        // As with operations: more changes than bytes are for Automerge to judge.
        while !actors.are_done() && known.len() <= self.chunk.bytes {
            let actor = self.chunk.actor(actors.next()??)?;
            let (seq, last_op) = (
                u64::try_from(seqs.next()??).ok()?,
                u64::try_from(last_ops.next()??).ok()?,
            );
            let (mut deps, mut before) = (Vec::new(), 0_u64);
            for _ in 0..counts.next()?? {
                let at = usize::try_from(places.next()??).ok()?;
                before = before.max(*known.get(at)?);
                deps.push(placed(at));
            }
            let node = Node {
                actor,
                seq,
                first_op: before + 1,
                last_op,
                deps,
            };
            graph.insert(placed(known.len()), node);
            known.push(last_op);
        }
        actors.are_done().then_some(graph)
    }
}

fn placed(at: usize) -> ChangeHash {
    let mut name = [0; 32];
    let (head, _) = name.split_at_mut(8);
    head.copy_from_slice(&(at as u64).to_be_bytes());
    ChangeHash(name)
}
