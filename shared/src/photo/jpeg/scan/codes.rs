// SPDX-License-Identifier: EUPL-1.2
//! The codes of a scan and the bits they are read from.

/// Bits that are looked up at once; longer codes are rare.
const LOOKED_UP: u32 = 10;
const LONGEST_CODE: u32 = 16;
/// Bits that are there whenever a code is read: it and what follows it are never longer.
const ENOUGH: u32 = 27;
/// How many bytes behind the end are read as ones, which are no code, so that whole words can be read up to it.
const PADDING: usize = 16;
/// The most bits of a difference between neighbours, and of any other coefficient.
const MOST_BITS: [u8; 2] = [11, 10];
/// Coefficients of a block.
const BLOCK: u32 = 64;

/// What a code stands for: how many bits it and its number take together, and how many coefficients are passed with it, or
/// how many bits the number of a difference has. No coefficient is passed where the block ends; no bits where there is no such
/// code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Step {
    bits: u8,
    passed: u8,
}

/// Some bits to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) bits: u32,
    pub(super) length: u32,
}

/// The codes of one table.
#[derive(Debug)]
pub(super) struct Codes {
    short: [Step; 1 << LOOKED_UP],
    /// Where in 16 bits the longer codes begin.
    long_from: u32,
    /// The longer codes in order: up to where in 16 bits, and what they stand for.
    long: Vec<(u32, Step)>,
    /// The codes of differences by how many bits their numbers have.
    words: [Option<Word>; 12],
}

impl Codes {
    /// Reads how many codes there are of each length and the symbols in their order; `None` when it is no table of ours.
    pub(super) fn read(counts: &[u8; 16], symbols: &[u8], differences: bool) -> Option<Self> {
        let mut codes = Self {
            short: [Step::default(); 1 << LOOKED_UP],
            long_from: 0,
            long: Vec::new(),
            words: [None; 12],
        };
        let (mut next, mut symbols) = (0_u32, symbols.iter());
        for (length, count) in (1_u32..).zip(counts) {
            for symbol in symbols.by_ref().take(usize::from(*count)) {
                let step = Step::of(length, *symbol, differences)?;
                let until = next + (1 << (LONGEST_CODE - length));
                codes.put(next, until, step)?;
                if let Some(word) = codes.words.get_mut(usize::from(*symbol)).filter(|_| differences) {
                    let bits = next >> (LONGEST_CODE - length);
                    *word = Some(Word { bits, length });
                }
                next = until;
            }
        }
        // A code of ones alone is none: what fills the last byte could be taken for it.
        (next < 1 << LONGEST_CODE).then_some(codes)
    }

    /// Codes that begin with the bits from `from` to `until`, in 16 bits.
    fn put(&mut self, from: u32, until: u32, step: Step) -> Option<()> {
        let unit = 1 << (LONGEST_CODE - LOOKED_UP);
        if until - from < unit {
            self.long.push((until, step));
            return Some(());
        }
        let (first, last) = ((from / unit) as usize, (until / unit) as usize);
        self.short.get_mut(first..last)?.fill(step);
        self.long_from = until;
        Some(())
    }

    /// A difference as it is written.
    pub(super) fn word(&self, difference: i32) -> Option<Word> {
        let size = u32::BITS - difference.unsigned_abs().leading_zeros();
        let code = self.words.get(size as usize).copied().flatten()?;
        let number = if difference < 0 { difference - 1 } else { difference };
        let number = number.cast_unsigned() & ((1 << size) - 1);
        Some(Word {
            bits: code.bits << size | number,
            length: code.length + size,
        })
    }

    fn step(&self, top: u64) -> Step {
        let short = self.short.get((top >> (u64::BITS - LOOKED_UP)) as usize).copied();
        let step = short.unwrap_or_default();
        if step.bits > 0 { step } else { self.long_step(top) }
    }

    #[cold]
    fn long_step(&self, top: u64) -> Step {
        let code = (top >> (u64::BITS - LONGEST_CODE)) as u32;
        let at = self.long.partition_point(|(until, _)| *until <= code);
        let found = self.long.get(at).filter(|_| code >= self.long_from);
        found.map(|(_, step)| *step).unwrap_or_default()
    }
}

impl Step {
    fn of(length: u32, symbol: u8, differences: bool) -> Option<Self> {
        let (run, bits) = if differences {
            (0, symbol)
        } else {
            (symbol >> 4, symbol & 15)
        };
        let [of_differences, of_others] = MOST_BITS;
        let is_end = !differences && symbol == 0;
        let is_jump = !differences && symbol == 0xF0;
        let most = if differences { of_differences } else { of_others };
        let is_number = bits <= most && (differences || bits > 0);
        (is_end || is_jump || is_number).then_some(Self {
            bits: u8::try_from(length).ok()? + bits,
            passed: match () {
                () if differences => bits,
                () if is_end => 0,
                () => run + 1,
            },
        })
    }
}

/// Bits of data from its first to its last.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, from the top on.
    top: u64,
    left: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn of(data: &'a [u8]) -> Self {
        Self {
            data,
            at: 0,
            top: 0,
            left: 0,
        }
    }

    /// The bits from this one on.
    pub(super) fn at(data: &'a [u8], bit: usize) -> Option<Self> {
        let mut bits = Self {
            at: bit / 8,
            ..Self::of(data)
        };
        bits.fill()?;
        let skipped = bit % 8;
        bits.top <<= skipped;
        bits.left -= skipped as u32;
        Some(bits)
    }

    /// Fills up to 56 bits or more; `None` far behind the end.
    #[inline]
    fn fill(&mut self) -> Option<()> {
        let word = match self.data.get(self.at..).and_then(<[u8]>::first_chunk) {
            Some(word) => u64::from_be_bytes(*word),
            None => self.last_word()?,
        };
        self.top |= word >> self.left;
        self.at += ((63 - self.left) >> 3) as usize;
        self.left |= 56;
        Some(())
    }

    /// What is left of the data, filled with ones.
    #[cold]
    fn last_word(&self) -> Option<u64> {
        if self.at > self.data.len() + PADDING {
            return None;
        }
        let mut word = [u8::MAX; 8];
        let rest = self.data.get(self.at..).unwrap_or_default();
        word.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        Some(u64::from_be_bytes(word))
    }

    #[inline]
    fn pass(&mut self, codes: &Codes) -> Option<u32> {
        if self.left < ENOUGH {
            self.fill()?;
        }
        let step = codes.step(self.top);
        self.top <<= step.bits;
        self.left -= u32::from(step.bits);
        (step.bits > 0).then_some(u32::from(step.passed))
    }

    /// Passes the difference and the other coefficients of one block.
    #[inline]
    pub(super) fn pass_block(&mut self, differences: &Codes, others: &Codes) -> Option<()> {
        self.pass(differences)?;
        self.pass_others(others)
    }

    /// Reads the difference of a block.
    #[inline]
    pub(super) fn difference(&mut self, differences: &Codes) -> Option<i32> {
        if self.left < ENOUGH {
            self.fill()?;
        }
        let before = self.top;
        let size = self.pass(differences)?;
        if size == 0 {
            return Some(0);
        }
        let length = differences.step(before).bits;
        let number = (before << (u32::from(length) - size) >> (u64::BITS - size)) as i32;
        let is_negative = number < 1 << (size - 1);
        Some(if is_negative { number - (1 << size) + 1 } else { number })
    }

    /// Passes the other coefficients of a block.
    #[inline]
    pub(super) fn pass_others(&mut self, others: &Codes) -> Option<()> {
        let mut passed = 1;
        while passed < BLOCK {
            match self.pass(others)? {
                0 => return Some(()),
                more => passed += more,
            }
        }
        (passed == BLOCK).then_some(())
    }

    /// Whether everything was passed but what fills the last byte.
    pub(super) fn ended_here(&self) -> bool {
        let all = self.data.len() * 8;
        (all.saturating_sub(7)..=all).contains(&self.passed())
    }

    /// How many bits were passed.
    pub(super) fn passed(&self) -> usize {
        self.at * 8 - self.left as usize
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Codes 00, 01, 100 and one of twelve bits.
    fn codes() -> Codes {
        let mut counts = [0; 16];
        (counts[1], counts[2], counts[11]) = (2, 1, 1);
        Codes::read(&counts, &[0x00, 0x11, 0xF0, 0x0A], false).unwrap()
    }

    fn step(code: u16) -> (u8, u8) {
        let step = codes().step(u64::from(code) << 48);
        (step.bits, step.passed)
    }

    #[test]
    fn a_code_passes_its_number_and_its_coefficients() {
        assert_eq!(step(0b0000_0000_0000_0000), (2, 0), "the end of a block");
        assert_eq!(step(0b0100_0000_0000_0000), (3, 2), "a zero and a number of one bit");
        assert_eq!(step(0b1000_0000_0000_0000), (3, 16), "sixteen zeroes");
        assert_eq!(step(0b1010_0000_0000_1111), (22, 1), "a long code with ten bits");
        assert_eq!(step(0b1010_0000_0001_0000), (0, 0), "behind the last code");
        assert_eq!(step(u16::MAX), (0, 0));
    }

    #[test]
    fn a_table_without_room_for_its_codes_is_none() {
        let mut counts = [0; 16];
        counts[0] = 2;
        assert!(Codes::read(&counts, &[0, 1], false).is_none(), "a code of ones alone");
        counts[0] = 3;
        assert!(Codes::read(&counts, &[0, 1, 2], false).is_none());
        counts[0] = 1;
        assert!(
            Codes::read(&counts, &[12], true).is_none(),
            "a difference of twelve bits"
        );
        assert!(
            Codes::read(&counts, &[0x0B], false).is_none(),
            "a coefficient of eleven bits"
        );
        assert!(
            Codes::read(&counts, &[0x10], false).is_none(),
            "a run that ends in nothing"
        );
    }

    #[test]
    fn the_end_is_within_the_last_byte() {
        let ended = |data: &[u8], blocks: usize| {
            let codes = codes();
            let mut bits = Bits::of(data);
            let read = (0..blocks).try_for_each(|_| bits.pass_block(&codes, &codes));
            read.is_some() && bits.ended_here()
        };
        // Each block is a difference 00 and an end 00.
        assert!(ended(&[0b0000_1111], 1) && ended(&[0], 2) && ended(&[0, 0b0000_1111], 3));
        assert!(!ended(&[0], 3), "a block is missing");
        assert!(!ended(&[0, 0], 2), "a byte is left over");
        assert!(!ended(&[], 1) && !ended(&[], 1_000_000));
    }
}
