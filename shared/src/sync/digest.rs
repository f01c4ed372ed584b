// SPDX-License-Identifier: EUPL-1.2
//! The digest of a scope: counts and sums over (ticket, heads), kept incrementally in 256 buckets on both sides.
//!
//! Sums add modulo 2^128, not XOR, so that an element counted twice is noticed.

use minicbor::{Decode, Encode};
use sha2::Sha256;

use crate::ids::{ChangeHash, TicketId};
use crate::wire::TicketHeads;

/// A count and a sum over a set of (ticket, heads).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest {
    /// How many tickets.
    pub count: u64,
    /// The sum of their hashes modulo 2^128.
    pub sum: u128,
}

impl Digest {
    /// Counts a ticket in.
    #[must_use]
    pub fn with(self, sum: u128) -> Self {
        Self {
            count: self.count.wrapping_add(1),
            sum: self.sum.wrapping_add(sum),
        }
    }

    /// Counts a ticket out.
    #[must_use]
    pub fn without(self, sum: u128) -> Self {
        Self {
            count: self.count.wrapping_sub(1),
            sum: self.sum.wrapping_sub(sum),
        }
    }

    /// The digest of both sets.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            count: self.count.wrapping_add(other.count),
            sum: self.sum.wrapping_add(other.sum),
        }
    }
}

impl<C> Encode<C> for Digest {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?.u64(self.count)?.bytes(&self.sum.to_be_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Digest {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.array()? != Some(2) {
            return Err(minicbor::decode::Error::message("bad digest"));
        }
        let count = d.u64()?;
        let sum = <[u8; 16]>::try_from(d.bytes()?).map_err(|_| minicbor::decode::Error::message("bad digest"))?;
        Ok(Self {
            count,
            sum: u128::from_be_bytes(sum),
        })
    }
}

/// The digest of one scope, or of each of its buckets.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ScopeDigest {
    /// The scope's name.
    #[n(0)]
    pub scope: String,
    /// One digest for the whole scope, or 256 for its buckets.
    #[n(1)]
    pub sums: Vec<Digest>,
}

/// The tickets of one differing bucket.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BucketSum {
    /// The scope's name.
    #[n(0)]
    pub scope: String,
    /// Which bucket.
    #[n(1)]
    pub bucket: u8,
    /// Its tickets with their admitted heads.
    #[n(2)]
    pub tickets: Vec<TicketHeads>,
}

/// What one ticket adds to its bucket. `heads` in any order.
#[must_use]
pub fn ticket_sum(ticket: &TicketId, heads: &[ChangeHash]) -> u128 {
    let mut sorted: Vec<&ChangeHash> = heads.iter().collect();
    sorted.sort_unstable();
    let mut hash = <Sha256 as sha2::Digest>::new();
    sha2::Digest::update(&mut hash, b"ronda/digest/1\0");
    sha2::Digest::update(&mut hash, ticket.bytes());
    sorted
        .iter()
        .for_each(|head| sha2::Digest::update(&mut hash, head.bytes()));
    let digest: [u8; 32] = sha2::Digest::finalize(hash).into();
    digest
        .iter()
        .take(16)
        .fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

/// The bucket of a ticket: the last byte of its id, which UUIDv7 fills at random.
#[must_use]
pub fn bucket_of(ticket: &TicketId) -> u8 {
    ticket.bytes().last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(n: u8) -> TicketId {
        TicketId::from_bytes([n; 16])
    }

    #[test]
    fn the_order_of_heads_and_of_tickets_does_not_matter() {
        let (a, b) = (ChangeHash([1; 32]), ChangeHash([2; 32]));
        assert_eq!(ticket_sum(&ticket(1), &[a, b]), ticket_sum(&ticket(1), &[b, a]));
        let (one, two) = (ticket_sum(&ticket(1), &[a]), ticket_sum(&ticket(2), &[b]));
        assert_eq!(
            Digest::default().with(one).with(two),
            Digest::default().with(two).with(one)
        );
        assert_eq!(
            Digest::default().with(one).with(two).without(one),
            Digest::default().with(two)
        );
    }

    #[test]
    fn a_ticket_counted_twice_is_noticed() {
        let sum = ticket_sum(&ticket(1), &[ChangeHash([1; 32])]);
        assert_ne!(Digest::default().with(sum).with(sum), Digest::default());
        assert_ne!(Digest::default().with(sum).with(sum).sum, 0);
    }

    #[test]
    fn a_digest_survives_the_wire() {
        let digest = Digest {
            count: 7,
            sum: u128::MAX - 3,
        };
        assert_eq!(crate::wire::from_cbor(&crate::wire::to_cbor(&digest)), Ok(digest));
    }
}
