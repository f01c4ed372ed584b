// SPDX-License-Identifier: EUPL-1.2
//! A saved document taken apart: its actors, its heads, and the columns of its changes and operations.

use sha2::{Digest, Sha256};

use crate::document::columns::{Deltas, Flags, Items, Reader};
use crate::ids::{Actor, ChangeHash};

/// Magic, checksum and type of a chunk that is a document.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM_END: usize = 8;
const DOCUMENT: u8 = 0;
/// Columns of a document at most; a compressed one has a bit of its own and is not known here.
const MOST_COLUMNS: u64 = 16;

/// Column specifications (`id << 4 | type`).
pub(super) mod column {
    pub(in crate::document::saved) const OBJECT_ACTOR: u64 = 0x01;
    pub(in crate::document::saved) const OBJECT_COUNTER: u64 = 0x02;
    pub(in crate::document::saved) const KEY_TEXT: u64 = 0x15;
    pub(in crate::document::saved) const ID_ACTOR: u64 = 0x21;
    pub(in crate::document::saved) const ID_COUNTER: u64 = 0x23;
    pub(in crate::document::saved) const INSERT: u64 = 0x34;
    pub(in crate::document::saved) const ACTION: u64 = 0x42;
    pub(in crate::document::saved) const VALUE_META: u64 = 0x56;
    pub(in crate::document::saved) const VALUE: u64 = 0x57;
    pub(in crate::document::saved) const SUCCESSORS: u64 = 0x80;
    /// Which element of a text an operation is of (they stand in order), and who replaced what.
    pub(in crate::document::saved) const PASSED_OVER: [u64; 4] = [0x11, 0x13, 0x81, 0x83];
    pub(in crate::document::saved) const KNOWN: [u64; 10] = [
        OBJECT_ACTOR,
        OBJECT_COUNTER,
        KEY_TEXT,
        ID_ACTOR,
        ID_COUNTER,
        INSERT,
        ACTION,
        VALUE_META,
        VALUE,
        SUCCESSORS,
    ];
    pub(in crate::document::saved) const CHANGE_ACTOR: u64 = 0x01;
    pub(in crate::document::saved) const CHANGE_SEQ: u64 = 0x03;
    pub(in crate::document::saved) const CHANGE_LAST_OP: u64 = 0x13;
    pub(in crate::document::saved) const CHANGE_DEPS: u64 = 0x40;
    pub(in crate::document::saved) const CHANGE_DEP: u64 = 0x43;
}

/// Columns by specification.
pub(super) struct Columns<'a>(Vec<(u64, &'a [u8])>);

impl<'a> Columns<'a> {
    fn lengths(reader: &mut Reader<'a>) -> Option<Vec<(u64, usize)>> {
        let count = reader.number().filter(|count| *count <= MOST_COLUMNS)?;
        let lengths = (0..count).map(|_| Some((reader.number()?, usize::try_from(reader.number()?).ok()?)));
        let lengths = lengths.collect::<Option<Vec<_>>>()?;
        lengths.is_sorted_by(|one, next| one.0 < next.0).then_some(lengths)
    }

    fn read(reader: &mut Reader<'a>, lengths: Vec<(u64, usize)>) -> Option<Self> {
        let columns = lengths.into_iter().map(|(spec, len)| Some((spec, reader.take(len)?)));
        columns.collect::<Option<_>>().map(Self)
    }

    pub(super) fn get(&self, spec: u64) -> &'a [u8] {
        let found = self.0.iter().find(|(known, _)| *known == spec);
        found.map_or(&[], |(_, bytes)| bytes)
    }
}

/// A document's chunk, taken apart.
pub(super) struct Chunk<'a> {
    /// How many there are in all.
    pub(super) bytes: usize,
    pub(super) actors: Vec<Actor>,
    pub(super) heads: Vec<ChangeHash>,
    pub(super) changes: Columns<'a>,
    pub(super) operations: Columns<'a>,
}

impl<'a> Chunk<'a> {
    /// One whole chunk with a right checksum: the very bytes that were once saved, and nothing behind them.
    pub(super) fn read(saved: &'a [u8]) -> Option<Self> {
        let (head, hashed) = saved.split_at_checked(CHECKSUM_END)?;
        let (magic, checksum) = head.split_at_checked(MAGIC.len())?;
        let mut chunk = Reader::new(hashed);
        let is_document = magic == MAGIC && chunk.take(1)? == [DOCUMENT];
        let mut body = Reader::new(chunk.prefixed()?);
        if !is_document || !chunk.is_empty() || !Sha256::digest(hashed).starts_with(checksum) {
            return None;
        }
        let actors = (0..body.number()?).map(|_| Actor::from_slice(body.prefixed()?));
        let actors = actors.collect::<Option<_>>()?;
        let heads = (0..body.number()?).map(|_| ChangeHash::from_slice(body.take(32)?));
        let mut heads = heads.collect::<Option<Vec<_>>>()?;
        heads.sort_unstable();
        let (changes, operations) = (Columns::lengths(&mut body)?, Columns::lengths(&mut body)?);
        Some(Self {
            bytes: saved.len(),
            actors,
            heads,
            changes: Columns::read(&mut body, changes)?,
            operations: Columns::read(&mut body, operations)?,
        })
    }

    pub(super) fn actor(&self, at: u64) -> Option<Actor> {
        self.actors.get(usize::try_from(at).ok()?).copied()
    }
}

/// One operation.
pub(super) struct Operation<'a> {
    pub(super) object: Option<Id>,
    pub(super) key: Option<&'a str>,
    pub(super) id: Id,
    pub(super) inserts: bool,
    pub(super) action: u64,
    pub(super) kind: u64,
    pub(super) value: &'a [u8],
    pub(super) stands: bool,
}

/// Counter and place of the actor.
pub(super) type Id = (u64, u64);

/// The operations one after the other.
pub(super) struct Operations<'a> {
    object_actor: Items<'a, u64>,
    object_counter: Items<'a, u64>,
    key: Items<'a, &'a str>,
    id_actor: Items<'a, u64>,
    id_counter: Deltas<'a>,
    insert: Flags<'a>,
    action: Items<'a, u64>,
    meta: Items<'a, u64>,
    value: Reader<'a>,
    successors: Items<'a, u64>,
}

impl<'a> Operations<'a> {
    pub(super) fn of(columns: &Columns<'a>) -> Option<Self> {
        let is_known = |spec: &u64| column::KNOWN.contains(spec) || column::PASSED_OVER.contains(spec);
        if !columns.0.iter().all(|(spec, _)| is_known(spec)) {
            return None;
        }
        let numbers = |spec| Items::of(columns.get(spec));
        Some(Self {
            object_actor: numbers(column::OBJECT_ACTOR),
            object_counter: numbers(column::OBJECT_COUNTER),
            key: Items::of(columns.get(column::KEY_TEXT)),
            id_actor: numbers(column::ID_ACTOR),
            id_counter: Deltas::of(columns.get(column::ID_COUNTER)),
            insert: Flags::of(columns.get(column::INSERT)),
            action: numbers(column::ACTION),
            meta: numbers(column::VALUE_META),
            value: Reader::new(columns.get(column::VALUE)),
            successors: numbers(column::SUCCESSORS),
        })
    }

    pub(super) fn are_done(&self) -> bool {
        self.id_actor.are_done()
    }

    /// Behind the last operation no column may hold more.
    pub(super) fn ended_together(&self) -> bool {
        let numbers = [
            &self.object_actor,
            &self.object_counter,
            &self.id_actor,
            &self.action,
            &self.meta,
            &self.successors,
        ];
        numbers.iter().all(|column| column.are_done())
            && self.key.are_done()
            && self.id_counter.are_done()
            && self.insert.are_done()
            && self.value.is_empty()
    }

    pub(super) fn next(&mut self) -> Option<Operation<'a>> {
        let object = match (self.object_counter.next()?, self.object_actor.next()?) {
            (Some(counter), Some(actor)) => Some((counter, actor)),
            (None, None) => None,
            _ => return None,
        };
        let id = (u64::try_from(self.id_counter.next()??).ok()?, self.id_actor.next()??);
        let meta = self.meta.next()??;
        Some(Operation {
            object,
            key: self.key.next()?,
            id,
            inserts: self.insert.next()?,
            action: self.action.next()??,
            kind: meta & 15,
            value: self.value.take(usize::try_from(meta >> 4).ok()?)?,
            stands: self.successors.next()?? == 0,
        })
    }
}
