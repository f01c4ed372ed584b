// SPDX-License-Identifier: EUPL-1.2
//! Counts the operations of a raw change, told apart as text inserted, text deleted and everything else.

use super::columns::{Item, Reader, Run, boolean_runs, items, runs, total};
use crate::limits;
use crate::wire::{Refusal, RefusalCode};

/// Column specifications of a change chunk (`id << 4 | type`).
mod column {
    pub(super) const KEY_TEXT: u64 = 0x15;
    pub(super) const INSERT: u64 = 0x34;
    pub(super) const ACTION: u64 = 0x42;
    pub(super) const VALUE_META: u64 = 0x56;
    pub(super) const VALUE: u64 = 0x57;
    pub(super) const PRED_GROUP: u64 = 0x70;
    pub(super) const PRED: [u64; 2] = [0x71, 0x73];
    pub(super) const NUMBERS: [u64; 3] = [0x01, 0x02, 0x11];
    pub(super) const KEY_COUNTER: u64 = 0x13;
}

const ACTION_SET: u64 = 1;
const ACTION_DELETE: u64 = 3;
/// Predecessors of all operations: each operation names at most the concurrent values it replaces.
const MOST_PREDECESSORS: u64 = 4 * (limits::PLAIN_OPS + limits::TEXT_DELETIONS);
const MOST_OPERATIONS: u64 = limits::PLAIN_OPS + limits::TEXT_INSERTIONS + limits::TEXT_DELETIONS;

/// How many operations of each kind a change holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct OperationCounts {
    plain: u64,
    inserted: u64,
    deleted: u64,
    predecessors: u64,
    /// There are more than the bounds can hold, so they were not told apart.
    beyond: bool,
}

#[derive(Default)]
struct Columns<'a> {
    action: &'a [u8],
    insert: &'a [u8],
    key_text: &'a [u8],
    value_meta: &'a [u8],
    value: &'a [u8],
    group: &'a [u8],
    preds: Vec<(&'a [u8], Item)>,
    others: Vec<(&'a [u8], Item)>,
}

impl OperationCounts {
    /// Counts from the column part of a chunk; `None` when it is malformed or has columns no change of ours has.
    pub(super) fn count(mut reader: Reader<'_>) -> Option<Self> {
        let columns = Columns::read(&mut reader)?;
        if !reader.rest().is_empty() {
            return None;
        }
        let action = runs(columns.action, Item::Number)?;
        let all = items(&action)?;
        let group = runs(columns.group, Item::Number)?;
        let predecessors = total(&group)?;
        let (insert, key_text) = (boolean_runs(columns.insert)?, runs(columns.key_text, Item::Text)?);
        columns.lengths_agree(all, predecessors)?;
        let no_longer = [&group, &insert, &key_text]
            .into_iter()
            .all(|runs| items(runs).is_some_and(|count| count <= all));
        if !no_longer || action.iter().any(|run| run.null) {
            return None;
        }
        if all > MOST_OPERATIONS {
            return Some(Self {
                plain: all,
                predecessors,
                beyond: true,
                ..Self::default()
            });
        }
        Some(Self::tell_apart(&action, &insert, &key_text, predecessors))
    }

    pub(super) fn all(&self) -> u64 {
        self.plain + self.inserted + self.deleted
    }

    /// Whether they are within the bounds of one change.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let over = self.beyond
            || self.plain > limits::PLAIN_OPS
            || self.inserted > limits::TEXT_INSERTIONS
            || self.deleted > limits::TEXT_DELETIONS
            || self.predecessors > MOST_PREDECESSORS;
        if over {
            let detail = "the change holds more operations than one action may: save in smaller steps";
            return Err(Refusal::new(RefusalCode::TooManyOperations, detail));
        }
        Ok(())
    }

    fn tell_apart(action: &[Run], insert: &[Run], key_text: &[Run], predecessors: u64) -> Self {
        let mut counts = Self {
            predecessors,
            ..Self::default()
        };
        let mut inserts = expand(insert).chain(std::iter::repeat((false, 0)));
        let mut texts = expand(key_text).chain(std::iter::repeat((true, 0)));
        for (_, action) in expand(action) {
            let inserts_here = inserts.next().is_some_and(|(_, value)| value == 1);
            let in_sequence = texts.next().is_none_or(|(null, _)| null);
            match action {
                ACTION_SET if inserts_here => counts.inserted += 1,
                ACTION_DELETE if in_sequence => counts.deleted += 1,
                _ => counts.plain += 1,
            }
        }
        counts
    }
}

/// One item after the other; only called on counts already known to be small.
fn expand(runs: &[Run]) -> impl Iterator<Item = (bool, u64)> {
    runs.iter()
        .flat_map(|run| std::iter::repeat_n((run.null, run.value), usize::try_from(run.items).unwrap_or(0)))
}

impl<'a> Columns<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let count = reader.number().filter(|count| *count <= 16)?;
        let mut specs = Vec::new();
        for _ in 0..count {
            specs.push((reader.number()?, usize::try_from(reader.number()?).ok()?));
        }
        if !specs.is_sorted_by(|one, next| one.0 < next.0) {
            return None;
        }
        let mut columns = Self::default();
        for (spec, len) in specs {
            columns.place(spec, reader.take(len)?)?;
        }
        Some(columns)
    }

    fn place(&mut self, spec: u64, bytes: &'a [u8]) -> Option<()> {
        match spec {
            column::ACTION => self.action = bytes,
            column::INSERT => self.insert = bytes,
            column::KEY_TEXT => self.key_text = bytes,
            column::VALUE_META => self.value_meta = bytes,
            column::VALUE => self.value = bytes,
            column::PRED_GROUP => self.group = bytes,
            column::KEY_COUNTER => self.others.push((bytes, Item::Delta)),
            _ if column::NUMBERS.contains(&spec) => self.others.push((bytes, Item::Number)),
            _ if column::PRED.contains(&spec) => {
                self.preds
                    .push((bytes, if spec & 7 == 1 { Item::Number } else { Item::Delta }));
            }
            _ => return None,
        }
        Some(())
    }

    /// No column may stand for more items than there are operations, nor for other values than it carries.
    fn lengths_agree(&self, all: u64, predecessors: u64) -> Option<()> {
        let meta = runs(self.value_meta, Item::Number)?;
        let carried = meta.iter().try_fold(0_u64, |sum, run| {
            sum.checked_add(run.items.checked_mul(run.value >> 4)?)
        })?;
        let others = self.others.iter().map(|(bytes, item)| items(&runs(bytes, *item)?));
        let preds = self.preds.iter().map(|(bytes, item)| items(&runs(bytes, *item)?));
        let fits = items(&meta)? <= all
            && carried == self.value.len() as u64
            && others.into_iter().all(|count| count.is_some_and(|count| count <= all))
            && preds.into_iter().all(|count| count == Some(predecessors));
        fits.then_some(())
    }
}
