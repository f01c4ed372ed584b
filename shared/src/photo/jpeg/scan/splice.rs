// SPDX-License-Identifier: EUPL-1.2
//! Cutting a scan where a row of units begins, and joining two scans to one: only the first difference of each component
//! depends on what stands before it, everything else is copied bit by bit.

use super::Scan;
use super::codes::{Bits, Word};

/// Where a row of units begins, or a scan ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::photo::jpeg) struct Place {
    bit: usize,
    /// The sum of all differences of each component before it.
    levels: Vec<i32>,
}

impl Scan {
    /// Where this row of units begins; the row behind the last one begins where the scan ends.
    pub(in crate::photo::jpeg) fn place(&self, row: u64) -> Option<Place> {
        let (blocks, mut bits) = (self.blocks()?, Bits::of(&self.data));
        let mut levels = vec![0_i32; self.plan.components.len()];
        for _ in 0..row.checked_mul(self.plan.across)? {
            for (component, differences, others) in &blocks {
                let level = levels.get_mut(*component)?;
                *level = level.checked_add(bits.difference(differences)?)?;
                bits.pass_others(others)?;
            }
        }
        let bit = bits.passed();
        (bit <= self.data.len() * 8).then_some(Place { bit, levels })
    }

    /// The data of a scan that begins at this place and knows nothing of what was before.
    pub(in crate::photo::jpeg) fn cut(&self, from: &Place) -> Option<Vec<u8>> {
        let mut written = Written::default();
        self.copy_changed(from.bit, self.data.len() * 8, &from.levels, &mut written)?;
        Some(written.ended())
    }

    /// Copies from a place where a unit begins, with so much added to the first difference of each component.
    fn copy_changed(&self, from: usize, to: usize, added: &[i32], written: &mut Written) -> Option<()> {
        let mut bits = Bits::at(&self.data, from)?;
        let mut seen = None;
        for (component, differences, others) in self.blocks()? {
            let (before, difference) = (bits.passed(), bits.difference(differences)?);
            let mut copied_from = before;
            if seen.replace(component) != Some(component) {
                let changed = difference.checked_add(*added.get(component)?)?;
                written.put(differences.word(changed)?);
                copied_from = bits.passed();
            }
            bits.pass_others(others)?;
            written.copy(&self.data, copied_from, bits.passed())?;
        }
        written.copy(&self.data, bits.passed(), to)
    }
}

/// The data of both scans one behind the other, as if one had been written; `ends` are where each of them ends.
pub(in crate::photo::jpeg) fn joined(scans: [&Scan; 2], ends: [&Place; 2]) -> Option<Vec<u8>> {
    let ([first, second], [end, last]) = (scans, ends);
    let mut written = Written::default();
    written.copy(&first.data, 0, end.bit)?;
    let less: Vec<i32> = end.levels.iter().map(|level| -level).collect();
    second.copy_changed(0, last.bit, &less, &mut written)?;
    Some(written.ended())
}

/// Bits on their way into bytes, with a zero behind each byte that could be taken for a mark.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    /// Bits that are no whole byte yet, at the lower end.
    held: u64,
    count: u32,
}

impl Written {
    fn put(&mut self, word: Word) {
        self.held = self.held << word.length | u64::from(word.bits);
        self.count += word.length;
        while self.count >= 8 {
            self.count -= 8;
            self.push((self.held >> self.count) as u8);
        }
        self.held &= (1 << self.count) - 1;
    }

    fn push(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte == 0xFF {
            self.bytes.push(0);
        }
    }

    fn copy(&mut self, data: &[u8], from: usize, to: usize) -> Option<()> {
        let mut at = from;
        while at < to {
            let length = (to - at).min(32) as u32;
            let bits = bits_at(data, at, length)?;
            self.put(Word { bits, length });
            at += length as usize;
        }
        (at == to).then_some(())
    }

    /// Fills the last byte with ones.
    fn ended(mut self) -> Vec<u8> {
        let length = (8 - self.count) % 8;
        self.put(Word {
            bits: (1 << length) - 1,
            length,
        });
        self.bytes
    }
}

/// At most 32 bits from a place on.
fn bits_at(data: &[u8], at: usize, length: u32) -> Option<u32> {
    let (start, skipped) = (at / 8, (at % 8) as u32);
    let word = match data.get(start..).and_then(<[u8]>::first_chunk::<8>) {
        Some(word) => u64::from_be_bytes(*word),
        None => {
            let mut word = [0; 8];
            let rest = data.get(start..)?;
            word.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            u64::from_be_bytes(word)
        }
    };
    Some(((word << skipped) >> (u64::BITS - length)) as u32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn bits_are_copied_from_anywhere_and_bytes_of_ones_get_their_zero() {
        let data: Vec<u8> = (0..40_u8).map(|at| at.wrapping_mul(37) ^ 0xA5).collect();
        for (from, to) in [(0, 320), (3, 317), (13, 14), (7, 7), (250, 320)] {
            let mut written = Written::default();
            written.copy(&data, from, to).unwrap();
            let bytes = written.ended();
            let bit = |data: &[u8], at: usize| data[at / 8] >> (7 - at % 8) & 1;
            let plain = super::super::without_stuffing(&bytes).unwrap();
            assert_eq!(plain.len(), (to - from).div_ceil(8), "{from}..{to}");
            assert!(
                (from..to).all(|at| bit(&data, at) == bit(&plain, at - from)),
                "{from}..{to}"
            );
        }
        let mut written = Written::default();
        written.copy(&[0xFF, 0xFF], 0, 16).unwrap();
        assert_eq!(written.ended(), [0xFF, 0, 0xFF, 0]);
    }
}
