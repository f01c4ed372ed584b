// SPDX-License-Identifier: EUPL-1.2
//! Changes that mean harm, before the office's gate and a phone's: none crashes it, poisons a ticket, or takes long or much.

mod bombs;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ronda_shared::document::{Admission, Author as Known, Document, Pushed, RawChange, Rights, admit, arrive};
use ronda_shared::identity::{AuthorProof, Secret, SigningKey};
use ronda_shared::ids::{ChangeHash, DeviceId, PersonId, TicketId};
use ronda_shared::limits::{PLAIN_OPS, SHORT_TEXT_CHARS, TEXT_CHARS, TEXT_DELETIONS, TEXT_INSERTIONS, TITLE_CHARS};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::{Action, Edit, Field, Value};
use sha2::{Digest, Sha256};

use super::chunk::{Chunk, sealed};
use super::cost::{self, Cost};
use crate::scenario::Random;
use crate::work::{Hand, Made};

/// What either gate may spend on one change (reliability: hostile changes).
pub const LIMIT: Cost = Cost::limit(50, 64);
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

    fn known(&self, role: Role) -> BTreeMap<DeviceId, Known> {
        let key = self.hand.key.public();
        let author = Known {
            key,
            person: self.hand.person,
            rights: Rights::Granted(Grants::of(role)),
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
    /// The dearest in time and the largest in memory.
    pub worst: Cost,
}

/// Tries so many changes of a seed, and every bomb.
///
/// # Panics
/// With the bytes of the change that did harm or took too much memory, in hexadecimal.
pub fn tried(seed: u64, count: u64) -> Judged {
    let mut random = Random::of(seed);
    let setting = Setting::of(seed);
    let mut judged = Judged::default();
    for bomb in bombs::bombs(&setting.sound[HELD]) {
        judged.one(&setting, Some(&setting.held), bomb);
    }
    for _ in 0..count {
        let bytes = spoiled(&setting.sound, &mut random);
        let held = (random.below(2) == 0).then_some(&setting.held);
        judged.one(&setting, held, bytes);
    }
    judged
}

/// What the gate spends on the largest change a person can save on the same ticket: what a bomb is measured by.
///
/// # Panics
/// When the gate does not accept it.
pub fn largest_honest(seed: u64) -> Cost {
    let setting = Setting::of(seed);
    let change = setting.sound.last().expect("the largest is the last");
    let decides = || setting.decides(&setting.known, Some(&setting.held), change.clone());
    let (admission, cost) = cost::of_dearest(Cost::default(), decides);
    assert_eq!(admission.map(|admission| admission.accepted.len()), Ok(1));
    cost
}

/// A change that its author signed, before the office's gate and a phone's: as one of a ticket that is held and of one that is not,
/// by somebody who may nearly everything and by somebody who may little. Answers whether it was let in.
///
/// # Panics
/// When it does harm.
pub fn let_in(bytes: &[u8]) -> bool {
    thread_local!(static SETTING: Setting = Setting::of(1));
    let judged = SETTING.with(|setting| setting.judges(bytes));
    judged.unwrap_or_else(|what| panic!("{what}: {}", crate::stranger::hex(bytes)))
}

impl Judged {
    fn one(&mut self, setting: &Setting, held: Option<&Document>, bytes: Vec<u8>) {
        let hex = || crate::stranger::hex(&bytes);
        let bounded = within_bounds(&bytes);
        let decides = || setting.decides(&setting.known, held, bytes.clone());
        let (decided, at_the_office) = cost::of_dearest(self.worst, decides);
        let (arrived, on_a_phone) = cost::of_dearest(self.worst, || setting.arrives(held, bytes.clone()));
        let cost = at_the_office.worst(on_a_phone);
        let judged = bounded
            .and(decided)
            .and_then(|admission| harmless(&admission, arrived?.as_ref()));
        let accepted = judged.unwrap_or_else(|what| panic!("{what}: {}", hex()));
        assert!(
            cost.memory <= LIMIT.memory,
            "a change took {} MiB: {}",
            cost.mib(),
            hex()
        );
        self.tried += 1;
        self.accepted += accepted as u64;
        self.worst = self.worst.worst(cost);
    }
}

/// A ticket of which the first changes are held, and what may come next.
struct Setting {
    author: Author,
    known: BTreeMap<DeviceId, Known>,
    ticket: TicketId,
    held: Document,
    proofs: Vec<AuthorProof>,
    /// Every change of the ticket, and last the largest that a person can save.
    sound: Vec<Vec<u8>>,
}

impl Setting {
    fn of(seed: u64) -> Self {
        let author = Author::new(seed);
        let made = author.hand.ticket(seed % 1_000);
        let (held, proofs) = before(&author, &made);
        let mut sound: Vec<_> = made.steps.iter().map(|step| step.change.bytes().to_vec()).collect();
        sound.truncate(HELD + 3);
        sound.push(largest(&made, &held));
        Self {
            known: author.known(Role::Operator),
            ticket: made.id,
            author,
            held,
            proofs,
            sound,
        }
    }

    fn judges(&self, bytes: &[u8]) -> Result<bool, String> {
        within_bounds(bytes)?;
        let mut accepted = 0;
        for held in [None, Some(&self.held)] {
            let arrived = self.arrives(held, bytes.to_vec())?;
            for known in [&self.known, &self.author.known(Role::School)] {
                accepted += harmless(&self.decides(known, held, bytes.to_vec())?, arrived.as_ref())?;
            }
        }
        Ok(accepted > 0)
    }

    /// The office's decision on a change that its author signed.
    fn decides(
        &self,
        known: &BTreeMap<DeviceId, Known>,
        held: Option<&Document>,
        bytes: Vec<u8>,
    ) -> Result<Admission, String> {
        let own = [self.author.proof(&self.ticket, &bytes)];
        let pushed = Pushed {
            ticket: self.ticket,
            jurisdiction: "FI",
            changes: vec![bytes],
            proofs: &own,
        };
        let proofs: &[AuthorProof] = if held.is_some() { &self.proofs } else { &[] };
        let decided = catch_unwind(AssertUnwindSafe(|| admit(held, proofs, pushed, known)));
        decided.map_err(|_| "the gate panicked".to_owned())
    }

    /// The ticket on a phone, had an office that means harm let the change in; none where the phone's own gate does not.
    fn arrives(&self, held: Option<&Document>, bytes: Vec<u8>) -> Result<Option<Document>, String> {
        let mut proofs = vec![self.author.proof(&self.ticket, &bytes)];
        proofs.extend(held.iter().flat_map(|_| self.proofs.iter().cloned()));
        let keys: BTreeMap<_, _> = self.known.iter().map(|(device, known)| (*device, known.key)).collect();
        let arrived = || arrive(held, self.ticket, vec![bytes], &proofs, &keys);
        let arrived = catch_unwind(AssertUnwindSafe(arrived)).map_err(|_| "a phone's gate panicked")?;
        Ok(arrived.ok().map(|arrived| arrived.document))
    }
}

/// Every text of the ticket written anew, as long as it may be, with a note beside.
fn largest(made: &Made, held: &Document) -> Vec<u8> {
    let last = &made.steps[HELD].action;
    let text = |letter: &str, chars: usize| Value::Text(letter.repeat(chars));
    let set = |field, letter, chars| Edit::Set(field, text(letter, chars));
    let edits = vec![
        set(Field::Description, "à", TEXT_CHARS),
        set(Field::Title, "è", TITLE_CHARS),
        set(Field::Address, "ì", SHORT_TEXT_CHARS),
        last.edits[0].clone(),
    ];
    let action = Action { edits, ..last.clone() };
    let mut after = held.clone();
    let change = after.act(made.steps[HELD].change.actor(), &action);
    change.expect("a person may").bytes().to_vec()
}

fn before(author: &Author, made: &Made) -> (Document, Vec<AuthorProof>) {
    let changes: Vec<_> = made.steps[..HELD].iter().map(|step| step.change.clone()).collect();
    let document = Document::from_changes(&changes).expect("a sound ticket");
    let head = made.steps[HELD - 1].change.bytes();
    (document, vec![author.proof(&made.id, head)])
}

/// A sound change of the ticket with one to three faults, in its grammar or in its bytes.
fn spoiled(sound: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let sound = &sound[random.index(sound.len())];
    let faults = 1 + random.below(3);
    if random.below(4) > 0
        && let Some(mut chunk) = Chunk::of(sound)
    {
        (0..faults).for_each(|_| chunk.spoil(random));
        return chunk.bytes();
    }
    let mut bytes = sound.clone();
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

/// A change was answered, and the tickets of office and phone stand; answers how many were let in.
fn harmless(admission: &Admission, arrived: Option<&Document>) -> Result<usize, String> {
    is_answered(admission)?;
    let changed = admission.document.iter().filter(|_| !admission.accepted.is_empty());
    for document in changed.chain(arrived) {
        is_sound(document)?;
    }
    Ok(admission.accepted.len())
}

/// A change is accepted, set apart, known, or waits for others.
fn is_answered(admission: &Admission) -> Result<(), String> {
    let Admission {
        accepted,
        quarantined,
        known,
        needs,
        ..
    } = admission;
    if accepted.len() + quarantined.len() + known.len() + needs.len() == 0 {
        return Err("a change got no answer".into());
    }
    Ok(())
}

/// A ticket saves, loads and reads.
fn is_sound(document: &Document) -> Result<(), String> {
    let again = catch_unwind(AssertUnwindSafe(|| {
        let loaded = Document::load(&document.save())?;
        loaded.read()?;
        Ok::<_, ronda_shared::document::DocumentError>(loaded.heads() == document.heads())
    }));
    if matches!(again, Ok(Ok(true))) {
        Ok(())
    } else {
        Err("a change that was let in poisons its ticket".into())
    }
}

#[cfg(test)]
mod tests;
