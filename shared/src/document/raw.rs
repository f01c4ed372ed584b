// SPDX-License-Identifier: EUPL-1.2
//! A raw change that passed the scan: size, chunk type, checksum and operation counts, all before Automerge sees it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::columns::Reader;
use super::operations::OperationCounts;
use crate::ids::{Actor, ChangeHash, DeviceId};
use crate::limits;
use crate::wire::{Refusal, RefusalCode};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM_END: usize = 8;
const RAW_CHANGE: u8 = 1;
const ACTOR_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// One raw, uncompressed Automerge change chunk whose header is read and whose bounds are known to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawChange {
    bytes: Vec<u8>,
    hash: ChangeHash,
    actor: Actor,
    seq: u64,
    start_op: u64,
    ops: u64,
    at_ms: i64,
    deps: Vec<ChangeHash>,
}

impl RawChange {
    /// Scans bytes of unknown origin.
    ///
    /// # Errors
    /// A refusal that names the first bound or rule that does not hold.
    pub fn scan(bytes: Vec<u8>) -> Result<Self, Refusal> {
        if bytes.len() > limits::CHANGE_BYTES {
            return Err(Refusal::new(
                RefusalCode::TooLarge,
                "the change is larger than 64 KiB: save in smaller steps",
            ));
        }
        let hash = checked_hash(&bytes).ok_or_else(malformed)?;
        let header = Header::read(&bytes).ok_or_else(malformed)?;
        let counts = OperationCounts::count(header.columns).ok_or_else(malformed)?;
        counts.check()?;
        header.check(counts.all())?;
        let Header {
            actor,
            seq,
            start_op,
            at_ms,
            deps,
            ..
        } = header;
        Ok(Self {
            hash,
            actor,
            seq,
            start_op,
            ops: counts.all(),
            at_ms,
            deps,
            bytes,
        })
    }

    /// Its name.
    #[must_use]
    pub fn hash(&self) -> ChangeHash {
        self.hash
    }

    /// The engine start that wrote it.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The device that wrote it.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.actor.device()
    }

    /// Its place among its actor's changes, from 1.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The number of its first operation.
    #[must_use]
    pub fn start_op(&self) -> u64 {
        self.start_op
    }

    /// The number of its last operation (one less than the first when it has none).
    #[must_use]
    pub fn last_op(&self) -> u64 {
        self.start_op + self.ops - 1
    }

    /// When it was made, by its author's clock, in milliseconds since 1970.
    #[must_use]
    pub fn at_ms(&self) -> i64 {
        self.at_ms
    }

    /// The changes it builds on.
    #[must_use]
    pub fn deps(&self) -> &[ChangeHash] {
        &self.deps
    }

    /// The chunk.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The chunk, taken.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The heads of a causally closed list of changes, sorted.
#[must_use]
pub fn heads_of(changes: &[RawChange]) -> Vec<ChangeHash> {
    let mut heads = BTreeSet::new();
    changes.iter().for_each(|change| advance_heads(&mut heads, change));
    heads.into_iter().collect()
}

/// Moves heads forward by a change all of whose dependencies are already behind them.
pub fn advance_heads(heads: &mut BTreeSet<ChangeHash>, change: &RawChange) {
    change.deps().iter().for_each(|dependency| {
        heads.remove(dependency);
    });
    heads.insert(change.hash());
}

/// Puts changes after their dependencies; those whose dependencies are neither here nor `held` come back apart.
pub(super) fn causal_order(
    changes: Vec<RawChange>,
    held: &dyn Fn(&ChangeHash) -> bool,
) -> (Vec<RawChange>, Vec<RawChange>) {
    let mut waiting: BTreeMap<ChangeHash, RawChange> = BTreeMap::new();
    let mut arrival = Vec::with_capacity(changes.len());
    for change in changes {
        let hash = change.hash();
        if waiting.insert(hash, change).is_none() {
            arrival.push(hash);
        }
    }
    let (mut ordered, mut placed) = (Vec::with_capacity(waiting.len()), BTreeSet::new());
    loop {
        let before = ordered.len();
        for hash in &arrival {
            let ready = |change: &RawChange| change.deps().iter().all(|dep| placed.contains(dep) || held(dep));
            if waiting.get(hash).is_some_and(ready)
                && let Some(change) = waiting.remove(hash)
            {
                placed.insert(*hash);
                ordered.push(change);
            }
        }
        if ordered.len() == before {
            return (ordered, waiting.into_values().collect());
        }
    }
}

fn malformed() -> Refusal {
    Refusal::new(
        RefusalCode::Malformed,
        "the change is damaged: it is not a raw Automerge change with a right checksum",
    )
}

/// The hash of the chunk, when its magic, type and checksum are right.
fn checked_hash(bytes: &[u8]) -> Option<ChangeHash> {
    let (head, hashed) = bytes.split_at_checked(CHECKSUM_END)?;
    let (magic, checksum) = head.split_at_checked(MAGIC.len())?;
    let hash = ChangeHash(Sha256::digest(hashed).into());
    let right = magic == MAGIC && hashed.first() == Some(&RAW_CHANGE) && hash.bytes().starts_with(checksum);
    right.then_some(hash)
}

struct Header<'a> {
    deps: Vec<ChangeHash>,
    actor: Actor,
    seq: u64,
    start_op: u64,
    at_ms: i64,
    columns: Reader<'a>,
}

impl<'a> Header<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut chunk = Reader::new(bytes.get(CHECKSUM_END + 1..)?);
        let mut body = Reader::new(chunk.prefixed()?);
        if !chunk.is_empty() {
            return None;
        }
        let deps = read_deps(&mut body)?;
        let actor = read_actor(&mut body)?;
        let (seq, start_op, at_ms) = (body.number()?, body.number()?, body.signed()?);
        let unnamed = body.prefixed()?.is_empty();
        let others = body.number()?;
        if !unnamed || others > limits::CHANGE_ACTORS as u64 {
            return None;
        }
        for _ in 0..others {
            read_actor(&mut body)?;
        }
        Some(Self {
            deps,
            actor,
            seq,
            start_op,
            at_ms,
            columns: body,
        })
    }

    /// Bounds on numbers: near `u32::MAX` Automerge panics at the next local edit.
    fn check(&self, ops: u64) -> Result<(), Refusal> {
        let beyond = self.start_op == 0 || self.start_op.saturating_add(ops) > limits::MAX_OP || self.seq == 0;
        if beyond {
            return Err(Refusal::new(
                RefusalCode::BrokenCounter,
                "the change's numbers are out of bounds",
            ));
        }
        Ok(())
    }
}

fn read_deps(body: &mut Reader<'_>) -> Option<Vec<ChangeHash>> {
    let count = usize::try_from(body.number()?)
        .ok()
        .filter(|count| *count <= limits::CHANGE_DEPS)?;
    (0..count)
        .map(|_| body.take(HASH_BYTES).and_then(ChangeHash::from_slice))
        .collect()
}

fn read_actor(body: &mut Reader<'_>) -> Option<Actor> {
    body.prefixed()
        .filter(|actor| actor.len() == ACTOR_BYTES)
        .and_then(Actor::from_slice)
}
