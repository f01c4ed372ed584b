// SPDX-License-Identifier: EUPL-1.2
//! The grammar of a change chunk, taken apart so that each part can be made wrong by itself and put together again.

use sha2::{Digest, Sha256};

use crate::scenario::Random;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;

/// One change, part by part. What is written need not be what a sound writer would write.
#[derive(Debug, Clone)]
pub struct Chunk {
    pub kind: u8,
    pub deps: Vec<[u8; 32]>,
    pub actor: Vec<u8>,
    pub seq: u64,
    pub start_op: u64,
    pub time: i64,
    pub message: Vec<u8>,
    pub others: Vec<Vec<u8>>,
    /// Specification and data of each column.
    pub columns: Vec<(u64, Vec<u8>)>,
    pub extra: Vec<u8>,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
    }

    fn signed(&mut self) -> Option<i64> {
        let (mut number, mut shift) = (0_i64, 0);
        loop {
            let byte = *self.take(1)?.first()?;
            number |= i64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(if shift < 64 && byte & 0x40 != 0 {
                    number | (-1 << shift)
                } else {
                    number
                });
            }
        }
    }

    fn counted(&mut self) -> Option<&'a [u8]> {
        let count = usize::try_from(self.number()?).ok()?;
        self.take(count)
    }
}

/// A number as the format writes it.
pub fn leb(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

/// The same for one that may be negative.
pub fn signed_leb(mut number: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if (number == 0 && byte & 0x40 == 0) || (number == -1 && byte & 0x40 != 0) {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

impl Chunk {
    /// A sound change taken apart.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes.get(8..)?);
        let kind = *reader.take(1)?.first()?;
        let mut body = Reader(reader.counted()?);
        let deps = (0..body.number()?)
            .map(|_| body.take(32)?.try_into().ok())
            .collect::<Option<_>>()?;
        let actor = body.counted()?.to_vec();
        let (seq, start_op, time) = (body.number()?, body.number()?, body.signed()?);
        let message = body.counted()?.to_vec();
        let others = (0..body.number()?)
            .map(|_| body.counted().map(<[u8]>::to_vec))
            .collect::<Option<_>>()?;
        let heads = (0..body.number()?)
            .map(|_| Some((body.number()?, usize::try_from(body.number()?).ok()?)))
            .collect::<Option<Vec<_>>>()?;
        let columns = heads
            .into_iter()
            .map(|(spec, length)| Some((spec, body.take(length)?.to_vec())))
            .collect::<Option<_>>()?;
        Some(Self {
            kind,
            deps,
            actor,
            seq,
            start_op,
            time,
            message,
            others,
            columns,
            extra: body.0.to_vec(),
        })
    }

    /// As it travels, with a checksum that is right.
    pub fn bytes(&self) -> Vec<u8> {
        let mut body = leb(self.deps.len() as u64);
        self.deps.iter().for_each(|dep| body.extend(dep));
        put(&mut body, &self.actor);
        body.extend(leb(self.seq));
        body.extend(leb(self.start_op));
        body.extend(signed_leb(self.time));
        put(&mut body, &self.message);
        body.extend(leb(self.others.len() as u64));
        self.others.iter().for_each(|other| put(&mut body, other));
        body.extend(leb(self.columns.len() as u64));
        for (spec, data) in &self.columns {
            body.extend(leb(*spec));
            body.extend(leb(data.len() as u64));
        }
        self.columns.iter().for_each(|(_, data)| body.extend(data));
        body.extend(&self.extra);
        let mut bytes = [MAGIC, [0; 4]].concat();
        bytes.push(self.kind);
        put(&mut bytes, &body);
        sealed(bytes)
    }

    /// Makes one part wrong.
    pub fn spoil(&mut self, random: &mut Random) {
        let any = |random: &mut Random| -> u64 {
            let shift = random.below(64);
            (random.below(u64::from(u32::MAX)) << 33 | random.below(u64::from(u32::MAX))) >> shift
        };
        match random.below(16) {
            0 => self.deps.push([random.below(256) as u8; 32]),
            1 => drop(self.deps.pop()),
            2 => self.deps.extend(self.deps.clone()),
            3 => self.seq = any(random),
            4 => self.start_op = [0, 1, u64::from(u32::MAX), u64::MAX, any(random)][random.index(5)],
            5 => self.time = [i64::MIN, i64::MAX, -1, any(random) as i64][random.index(4)],
            6 => self.actor = vec![random.below(256) as u8; random.index(200)],
            7 => self.message = vec![0xff; random.index(64)],
            8 => self.others.push(vec![random.below(256) as u8; random.index(64)]),
            9 => drop(self.others.pop()),
            10 => self.extra = vec![random.below(256) as u8; random.index(64)],
            11 => self.kind = [0, CHANGE, 2, 3, 255][random.index(5)],
            _ => self.spoil_column(random),
        }
    }

    fn spoil_column(&mut self, random: &mut Random) {
        let count = self.columns.len();
        if count == 0 {
            return self.columns.push((random.below(256), vec![1; random.index(8)]));
        }
        let (at, other) = (random.index(count), random.index(count));
        match random.below(9) {
            0 => self.columns.swap(at, other),
            1 => drop(self.columns.remove(at)),
            2 => self.columns.insert(other, self.columns[at].clone()),
            3 => self.columns[at].0 ^= 1 << random.below(9),
            4 => self.columns[at].0 = random.below(1 << 20),
            5 => {
                // A run of very many of the same, in a few bytes.
                let run = [leb(random.below(1 << 40)), leb(random.below(300))].concat();
                let data = &mut self.columns[at].1;
                let place = random.index(data.len() + 1);
                data.splice(place..place, run);
            }
            6 => {
                let data = &mut self.columns[at].1;
                data.truncate(random.index(data.len() + 1));
            }
            _ => {
                let data = &mut self.columns[at].1;
                if !data.is_empty() {
                    let place = random.index(data.len());
                    data[place] = random.below(256) as u8;
                }
            }
        }
    }
}

fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend(leb(bytes.len() as u64));
    to.extend(bytes);
}

/// The same bytes with the checksum they should have.
pub fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() > 8 {
        let digest = Sha256::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&digest[..4]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::changes::Author;

    #[test]
    fn a_sound_change_is_the_same_after_it_was_taken_apart() {
        let author = Author::new(1);
        for change in author.history(3) {
            assert_eq!(Chunk::of(&change).unwrap().bytes(), change);
        }
    }
}
