// SPDX-License-Identifier: EUPL-1.2
//! Changes that mean harm, before the gate: none crashes it, none poisons a ticket, none takes long.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use ronda_shared::document::{Admission, Author as Known, Document, Pushed, RawChange, Rights, admit};
use ronda_shared::identity::{AuthorProof, Secret, SigningKey};
use ronda_shared::ids::{ChangeHash, PersonId, TicketId};
use ronda_shared::limits::{PLAIN_OPS, TEXT_DELETIONS, TEXT_INSERTIONS};
use ronda_shared::policy::{Grants, Role};
use sha2::{Digest, Sha256};

use super::chunk::{Chunk, sealed};
use crate::scenario::Random;
use crate::work::{Hand, Made};

/// The goal is 50 ms in a release build on a quiet machine, and a busy one says nothing about it: work is bounded by counting
/// operations (`within_bounds`), and this only tells slow from endless.
const PATIENCE: Duration = Duration::from_secs(120);
/// Changes of the ticket that is already held.
const HELD: usize = 5;

/// Who is let in, and means harm all the same.
pub struct Author {
    hand: Hand,
}

impl Author {
    pub fn new(seed: u64) -> Self {
        let mut key = [7; 32];
        key[..8].copy_from_slice(&seed.to_be_bytes());
        Self {
            hand: Hand {
                key: SigningKey::from_seed(&Secret(key)),
                person: PersonId::from_bytes([3; 16]),
                jurisdiction: "FI".into(),
                seed,
            },
        }
    }

    /// The changes of a sound ticket.
    pub fn history(&self, number: u64) -> Vec<Vec<u8>> {
        self.hand
            .ticket(number)
            .steps
            .iter()
            .map(|step| step.change.bytes().to_vec())
            .collect()
    }

    fn known(&self) -> BTreeMap<ronda_shared::ids::DeviceId, Known> {
        let key = self.hand.key.public();
        let author = Known {
            key,
            person: self.hand.person,
            rights: Rights::Granted(Grants::of(Role::Operator)),
        };
        [(key.device(), author)].into()
    }

    fn proof(&self, ticket: &TicketId, change: &[u8]) -> AuthorProof {
        let hash = ChangeHash(Sha256::digest(change.get(8..).unwrap_or_default()).into());
        AuthorProof::sign(&self.hand.key, ticket, hash)
    }
}

/// What a run came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Judged {
    pub tried: u64,
    pub accepted: u64,
    pub slowest_ms: u64,
}

/// Tries so many changes of a seed.
///
/// # Panics
/// With the bytes of the change that did harm, in hexadecimal.
pub fn tried(seed: u64, count: u64) -> Judged {
    let (author, mut random) = (Author::new(seed), Random::of(seed));
    let made = author.hand.ticket(seed % 1_000);
    let known = author.known();
    let (held, proofs) = before(&author, &made);
    let mut judged = Judged::default();
    for _ in 0..count {
        let bytes = spoiled(&made, &mut random);
        let fresh = random.below(2) == 0;
        let before = (!fresh).then_some(&held);
        let proofs: &[AuthorProof] = if fresh { &[] } else { &proofs };
        let began = Instant::now();
        let admission = gated(before, proofs, &made.id, &author, &known, bytes.clone())
            .unwrap_or_else(|what| panic!("{what}: {}", crate::stranger::hex(&bytes)));
        let took = began.elapsed();
        assert!(
            took < PATIENCE,
            "a change took {took:?}: {}",
            crate::stranger::hex(&bytes)
        );
        judged.tried += 1;
        judged.slowest_ms = judged.slowest_ms.max(took.as_millis() as u64);
        judged.accepted += admission.accepted.len() as u64;
    }
    judged
}

fn before(author: &Author, made: &Made) -> (Document, Vec<AuthorProof>) {
    let changes: Vec<_> = made.steps[..HELD].iter().map(|step| step.change.clone()).collect();
    let document = Document::from_changes(&changes).expect("a sound ticket");
    let head = made.steps[HELD - 1].change.bytes();
    (document, vec![author.proof(&made.id, head)])
}

/// A sound change of the ticket with one to three faults, in its grammar or in its bytes.
fn spoiled(made: &Made, random: &mut Random) -> Vec<u8> {
    let at = random.index(HELD + 3);
    let sound = made.steps[at].change.bytes();
    let faults = 1 + random.below(3);
    if random.below(4) > 0
        && let Some(mut chunk) = Chunk::of(sound)
    {
        (0..faults).for_each(|_| chunk.spoil(random));
        return chunk.bytes();
    }
    let mut bytes = sound.to_vec();
    for _ in 0..faults {
        let place = random.index(bytes.len());
        bytes[place] = random.below(256) as u8;
    }
    if random.below(8) == 0 {
        bytes.truncate(random.index(bytes.len()));
    }
    if random.below(8) > 0 { sealed(bytes) } else { bytes }
}

/// Whatever passes the scan, the only step before which nothing is decoded, costs no more operations than a person's largest
/// change.
fn within_bounds(bytes: &[u8]) -> Result<(), String> {
    let scanned = catch_unwind(|| RawChange::scan(bytes.to_vec())).map_err(|_| "the scan panicked")?;
    let Ok(change) = scanned else { return Ok(()) };
    let operations = (change.last_op() + 1).saturating_sub(change.start_op());
    if operations > PLAIN_OPS + TEXT_INSERTIONS + TEXT_DELETIONS {
        return Err(format!("the scan let {operations} operations pass"));
    }
    Ok(())
}

/// The gate's decision; whatever it accepted is a ticket that saves, loads and reads.
fn gated(
    held: Option<&Document>,
    proofs: &[AuthorProof],
    ticket: &TicketId,
    author: &Author,
    known: &BTreeMap<ronda_shared::ids::DeviceId, Known>,
    bytes: Vec<u8>,
) -> Result<Admission, String> {
    within_bounds(&bytes)?;
    let own = [author.proof(ticket, &bytes)];
    let pushed = Pushed {
        ticket: *ticket,
        jurisdiction: "FI",
        changes: vec![bytes],
        proofs: &own,
    };
    let decided = catch_unwind(AssertUnwindSafe(|| admit(held, proofs, pushed, known)));
    let admission = decided.map_err(|_| "the gate panicked".to_owned())?;
    if admission.accepted.len() + admission.quarantined.len() + admission.known.len() + admission.needs.len() == 0 {
        return Err("a change got no answer".into());
    }
    if let Some(document) = admission.document.as_ref().filter(|_| !admission.accepted.is_empty()) {
        let again = catch_unwind(AssertUnwindSafe(|| {
            let loaded = Document::load(&document.save())?;
            loaded.read()?;
            Ok::<_, ronda_shared::document::DocumentError>(loaded.heads() == document.heads())
        }));
        if !matches!(again, Ok(Ok(true))) {
            return Err("an accepted change poisons its ticket".into());
        }
    }
    Ok(admission)
}
