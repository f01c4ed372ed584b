// SPDX-License-Identifier: EUPL-1.2
//! Reads the run-length coded columns of a raw change without expanding them: a 113-byte change can claim millions of
//! operations, so they are counted before anything is decoded.

/// A reader over untrusted bytes; `None` means malformed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }

    pub(super) fn rest(self) -> &'a [u8] {
        self.0
    }

    /// An unsigned LEB128 number.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return (shift < 63 || byte <= 1).then_some(value);
            }
        }
        None
    }

    /// A signed LEB128 number.
    pub(super) fn signed(&mut self) -> Option<i64> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            value |= i64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                let negative = byte & 0x40 != 0 && shift + 7 < 64;
                return Some(if negative {
                    value | (-1_i64 << (shift + 7))
                } else {
                    value
                });
            }
        }
        None
    }

    /// A length and that many bytes.
    pub(super) fn prefixed(&mut self) -> Option<&'a [u8]> {
        let len = self.number()?;
        self.take(usize::try_from(len).ok()?)
    }
}

/// An item of a run-length coded column.
pub(super) trait Coded<'a>: Copy {
    fn read(reader: &mut Reader<'a>) -> Option<Self>;
}

impl Coded<'_> for u64 {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.number()
    }
}

impl Coded<'_> for i64 {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.signed()
    }
}

impl<'a> Coded<'a> for &'a str {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        std::str::from_utf8(reader.prefixed()?).ok()
    }
}

/// The items of a run-length coded column, one after the other; an empty column stands for nulls without end.
pub(super) struct Items<'a, T> {
    reader: Reader<'a>,
    left: u64,
    each_alone: bool,
    value: Option<T>,
    is_empty: bool,
}

impl<'a, T: Coded<'a>> Items<'a, T> {
    pub(super) fn of(column: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(column),
            left: 0,
            each_alone: false,
            value: None,
            is_empty: column.is_empty(),
        }
    }

    /// Null is the inner `None`; the outer one means malformed, or that there are no more.
    pub(super) fn next(&mut self) -> Option<Option<T>> {
        if self.left == 0 {
            if self.is_empty {
                return Some(None);
            }
            self.begin_run()?;
        }
        self.left -= 1;
        if self.each_alone {
            self.value = Some(T::read(&mut self.reader)?);
        }
        Some(self.value)
    }

    fn begin_run(&mut self) -> Option<()> {
        let count = self.reader.signed()?;
        self.each_alone = count < 0;
        self.left = count.unsigned_abs();
        if count == 0 {
            (self.left, self.value) = (self.reader.number()?, None);
        } else if count > 0 {
            self.value = Some(T::read(&mut self.reader)?);
        }
        (self.left > 0).then_some(())
    }

    pub(super) fn are_done(&self) -> bool {
        self.left == 0 && self.reader.is_empty()
    }
}

/// Numbers of which each is given as its difference to the one before.
pub(super) struct Deltas<'a> {
    items: Items<'a, i64>,
    sum: i64,
}

impl<'a> Deltas<'a> {
    pub(super) fn of(column: &'a [u8]) -> Self {
        Self {
            items: Items::of(column),
            sum: 0,
        }
    }

    /// As [`Items::next`].
    pub(super) fn next(&mut self) -> Option<Option<i64>> {
        let Some(delta) = self.items.next()? else {
            return Some(None);
        };
        self.sum = self.sum.checked_add(delta)?;
        Some(Some(self.sum))
    }

    pub(super) fn are_done(&self) -> bool {
        self.items.are_done()
    }
}

/// The items of a boolean column, one after the other; an empty one is false without end.
pub(super) struct Flags<'a> {
    reader: Reader<'a>,
    left: u64,
    value: bool,
    is_empty: bool,
}

impl<'a> Flags<'a> {
    pub(super) fn of(column: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(column),
            left: 0,
            value: true,
            is_empty: column.is_empty(),
        }
    }

    /// `None` when malformed, or when there are no more.
    pub(super) fn next(&mut self) -> Option<bool> {
        if self.is_empty {
            return Some(false);
        }
        while self.left == 0 {
            (self.value, self.left) = (!self.value, self.reader.number()?);
        }
        self.left -= 1;
        Some(self.value)
    }

    pub(super) fn are_done(&self) -> bool {
        self.left == 0 && self.reader.is_empty()
    }
}

/// What one item of a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Number,
    Delta,
    Text,
}

/// Some equal items in a row; `value` is `None` for nulls and for texts and deltas, whose content does not matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) items: u64,
    pub(super) null: bool,
    pub(super) value: u64,
}

/// The runs of a run-length coded column; there are never more of them than bytes.
pub(super) fn runs(column: &[u8], item: Item) -> Option<Vec<Run>> {
    let mut reader = Reader::new(column);
    let mut runs = Vec::new();
    while !reader.is_empty() {
        let count = reader.signed()?;
        match count {
            0 => runs.push(Run {
                items: reader.number()?,
                null: true,
                value: 0,
            }),
            1.. => {
                let value = read_item(&mut reader, item)?;
                runs.push(Run {
                    items: count.unsigned_abs(),
                    null: false,
                    value,
                });
            }
            _ => {
                for _ in 0..count.unsigned_abs() {
                    let value = read_item(&mut reader, item)?;
                    runs.push(Run {
                        items: 1,
                        null: false,
                        value,
                    });
                }
            }
        }
    }
    Some(runs)
}

/// The runs of a boolean column: alternately false and true, beginning with false.
pub(super) fn boolean_runs(column: &[u8]) -> Option<Vec<Run>> {
    let mut reader = Reader::new(column);
    let mut runs = Vec::new();
    let mut value = 0;
    while !reader.is_empty() {
        runs.push(Run {
            items: reader.number()?,
            null: false,
            value,
        });
        value = 1 - value;
    }
    Some(runs)
}

/// How many items runs stand for; `None` when not even 64 bits hold it.
pub(super) fn items(runs: &[Run]) -> Option<u64> {
    runs.iter().try_fold(0_u64, |sum, run| sum.checked_add(run.items))
}

/// The sum of all values.
pub(super) fn total(runs: &[Run]) -> Option<u64> {
    runs.iter()
        .try_fold(0_u64, |sum, run| sum.checked_add(run.items.checked_mul(run.value)?))
}

fn read_item(reader: &mut Reader<'_>, item: Item) -> Option<u64> {
    match item {
        Item::Number => reader.number(),
        Item::Delta => reader.signed().map(|_| 0),
        Item::Text => reader.prefixed().map(|_| 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_bytes_that_claim_millions_are_counted_not_expanded() {
        let column = [0xc0, 0x8d, 0xb7, 0x01, 0x01];
        let runs = runs(&column, Item::Number);
        assert_eq!(runs.as_deref().and_then(items), Some(3_000_000));
        assert_eq!(runs.map(|runs| runs.len()), Some(1));
    }

    #[test]
    fn malformed_numbers_are_noticed() {
        assert_eq!(Reader::new(&[0x80]).number(), None);
        assert_eq!(Reader::new(&[0xff; 11]).number(), None);
        assert_eq!(Reader::new(&[0x7f]).signed(), Some(-1));
        assert_eq!(Reader::new(&[0xe5, 0x8e, 0x26]).number(), Some(624_485));
        assert_eq!(runs(&[0x7e, 0x01], Item::Number), None, "a literal run that ends early");
    }
}
