// SPDX-License-Identifier: EUPL-1.2
//! The server's gate: structure, authorship, shape and rights of every pushed change; what fails is set apart with its reason.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::authorship::Coverage;
use super::causality::{self, Past};
use super::ledger::Ledger;
use super::orphans::{depends_on_refused, settle_orphans};
use super::proven::decide;
use super::shape::{Containers, Inspector, added_containers, containers_of, unknown};
use super::trial::{self, Parsed, ReadBack};
use crate::document::Document;
use crate::document::graph::Graph;
use crate::document::raw::{RawChange, causal_order};
use crate::document::upgrade::{is_reserved, upgrade_of};
use crate::identity::{AuthorProof, PublicKey};
use crate::ids::{ChangeHash, DeviceId, PersonId, TicketId};
use crate::limits;
use crate::policy::{Grants, Role};
use crate::wire::{Refusal, RefusalCode};

/// An author as the store knows him at arrival.
#[derive(Debug, Clone)]
pub struct Author {
    /// The certified key of his device.
    pub key: PublicKey,
    /// The person of the certificate.
    pub person: PersonId,
    /// By what his changes are judged.
    pub rights: Rights,
}

/// By what an author's changes are judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rights {
    /// What the city grants him now.
    Granted(Grants),
    /// His role was taken from him, or his device is revoked: everything is set apart.
    Withdrawn,
    /// The office's own device wrote them and they come back: it signs only what it has admitted, and it alone writes in the
    /// name of others, when it founds the successor of a ticket (docs/decisions/0016-purge-and-supersede.md).
    Office,
    /// Somebody answered for them: an operator who released them, or the root's certificate of a person whom a roll-back
    /// made the store forget. Shape and authorship still hold.
    Vouched,
}

impl Rights {
    /// The office's own device wrote.
    #[must_use]
    pub fn are_the_office_s(&self) -> bool {
        matches!(self, Self::Office) || matches!(self, Self::Granted(grants) if grants.role == Role::Office)
    }
}

/// Changes of one ticket as they were pushed.
#[derive(Debug)]
pub struct Pushed<'a> {
    /// The ticket they claim to be of.
    pub ticket: TicketId,
    /// The store's jurisdiction code.
    pub jurisdiction: &'a str,
    /// Raw chunks in any order.
    pub changes: Vec<Vec<u8>>,
    /// The authors' signatures.
    pub proofs: &'a [AuthorProof],
}

/// A change set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its hash; the SHA-256 of its bytes where they carry no readable one.
    pub hash: ChangeHash,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// Why.
    pub refusal: Refusal,
}

/// What the gate decided on one pushed ticket.
#[derive(Debug, Default)]
pub struct Admission {
    /// The ticket with everything accepted; none when nothing is held nor accepted.
    pub document: Option<Document>,
    /// What the gate saved and read of that document, where it tried all changes together.
    pub read: Option<ReadBack>,
    /// New changes that passed, in causal order.
    pub accepted: Vec<RawChange>,
    /// Changes that were there already.
    pub known: Vec<ChangeHash>,
    /// Changes that failed, and those that build on them.
    pub quarantined: Vec<Quarantined>,
    /// Dependencies that are neither held nor pushed; what builds on them is neither accepted nor set apart.
    pub needs: Vec<ChangeHash>,
    /// The proofs that now cover the ticket.
    pub proofs: Vec<AuthorProof>,
}

/// Decides on the changes pushed for one ticket. Never panics, never touches `held`.
#[must_use]
pub fn admit(
    held: Option<&Document>,
    held_proofs: &[AuthorProof],
    pushed: Pushed<'_>,
    authors: &BTreeMap<DeviceId, Author>,
) -> Admission {
    decide(held, held_proofs, &pushed, authors, &Barred::new())
}

/// Changes that are refused whatever they are, each with its reason.
pub(super) type Barred = BTreeMap<ChangeHash, Refusal>;

pub(super) fn not_proven() -> Refusal {
    Refusal::new(
        RefusalCode::NotProven,
        "no valid signature of its author's device covers the change",
    )
}

/// Decides, whatever becomes of the proofs.
pub(super) fn decide_once(
    held: Option<&Document>,
    held_proofs: &[AuthorProof],
    pushed: &Pushed<'_>,
    authors: &BTreeMap<DeviceId, Author>,
    barred: &Barred,
) -> Admission {
    let mut admission = Admission::default();
    let fresh = scan_all(&pushed.changes, held, &mut admission);
    let (ordered, orphans) = causal_order(fresh, &|hash| held.is_some_and(|held| held.holds(hash)));
    let base = held.map(Document::graph).unwrap_or_default();
    let mut whole = base.clone();
    ordered.iter().for_each(|change| whole.add(change));
    let coverage = Coverage::of(&pushed.ticket, &whole, pushed.proofs, &|device| {
        authors.get(device).map(|author| author.key)
    });
    let mut judge = Judge {
        pushed,
        barred,
        authors,
        coverage: &coverage,
        held,
        graph: base,
        ledger: Ledger::default(),
        genesis: None,
        parsed: Parsed::new(),
        containers: held.map(|held| containers_of(&held.doc)).unwrap_or_default(),
    };
    let refused: BTreeSet<ChangeHash> = admission.quarantined.iter().map(|item| item.hash).collect();
    let mut sieve = Sieve {
        refused,
        passed: Vec::new(),
    };
    for change in ordered {
        sieve.decide(change, &mut admission, |change| judge.judge(change));
    }
    let (document, graph) = sieve.settle(held, &mut judge.parsed, &mut admission);
    settle_orphans(orphans, &mut admission, document.as_ref());
    admission.proofs = coverage.fewest(held_proofs, &graph);
    admission.document = document;
    admission
}

/// The cheap checks on bytes; changes already held are only noted.
fn scan_all(changes: &[Vec<u8>], held: Option<&Document>, admission: &mut Admission) -> Vec<RawChange> {
    let mut fresh = Vec::new();
    let mut spent = 0;
    for bytes in changes {
        spent += bytes.len();
        let hash_of_bytes = ChangeHash(Sha256::digest(bytes.get(8..).unwrap_or(bytes)).into());
        if held.is_some_and(|held| held.holds(&hash_of_bytes)) {
            admission.known.push(hash_of_bytes);
            continue;
        }
        if spent > limits::TICKET_BYTES {
            let refusal = Refusal::new(
                RefusalCode::TicketFull,
                "the ticket has reached its limit of bytes: file a new ticket and link it",
            );
            admission.quarantined.push(Quarantined {
                hash: hash_of_bytes,
                bytes: bytes.clone(),
                refusal,
            });
            continue;
        }
        match RawChange::scan(bytes.clone()) {
            Ok(change) => fresh.push(change),
            Err(refusal) => admission.quarantined.push(Quarantined {
                hash: hash_of_bytes,
                bytes: bytes.clone(),
                refusal,
            }),
        }
    }
    fresh
}

struct Judge<'a> {
    pushed: &'a Pushed<'a>,
    barred: &'a Barred,
    authors: &'a BTreeMap<DeviceId, Author>,
    coverage: &'a Coverage,
    held: Option<&'a Document>,
    graph: Graph,
    ledger: Ledger,
    /// The ticket's first change, when it came with this push.
    genesis: Option<RawChange>,
    parsed: Parsed,
    containers: Containers,
}

impl Judge<'_> {
    fn judge(&mut self, change: &RawChange) -> Result<(), Refusal> {
        if let Some(refusal) = self.barred.get(&change.hash()) {
            return Err(refusal.clone());
        }
        if is_reserved(change) {
            return self.judge_layout(change);
        }
        let author = self
            .authors
            .get(&change.device())
            .filter(|_| self.coverage.covers(&change.device(), &change.hash()));
        let author = author.ok_or_else(not_proven)?;
        causality::check(&self.graph, change)?;
        let poisonous = || {
            Refusal::new(
                RefusalCode::Poisonous,
                "the change cannot be decoded to what it says it is",
            )
        };
        let expanded = trial::decode(change, &mut self.parsed).ok_or_else(poisonous)?;
        let past = Past::of(&self.graph, change);
        let mut containers = self.containers.clone();
        let held = self.held.map(|held| &held.doc);
        let witnessed = self.witnessed(author, &change.hash());
        let mut inspector = Inspector {
            pushed: self.pushed,
            author: witnessed.as_ref().unwrap_or(author),
            change,
            past: &past,
            held,
            ledger: &mut self.ledger,
            containers: &mut containers,
        };
        let wrote = inspector.check(&expanded.operations)?;
        self.ledger.keep(wrote);
        self.containers = containers;
        self.graph.add(change);
        self.genesis = self
            .genesis
            .take()
            .or_else(|| change.deps().is_empty().then(|| change.clone()));
        Ok(())
    }

    /// A layout change has no author to prove: it is the one every replica writes, or it is refused.
    fn judge_layout(&mut self, change: &RawChange) -> Result<(), Refusal> {
        let held = self.held.and_then(|held| held.genesis().ok());
        let expected = self.genesis.clone().or(held).as_ref().and_then(upgrade_of);
        if expected.as_ref().map(RawChange::bytes) != Some(change.bytes()) {
            return Err(Refusal::new(
                RefusalCode::RewritesHistory,
                "the layout change is not the one every app writes: update the app",
            ));
        }
        causality::check(&self.graph, change)?;
        let expanded = trial::decode(change, &mut self.parsed).ok_or_else(unknown)?;
        self.containers.extend(added_containers(change, &expanded.operations));
        self.graph.add(change);
        Ok(())
    }

    /// The office signs only what it has admitted: what its signature covers had its rights judged then, and a grant taken
    /// away since does not take it back (docs/decisions/0013-what-the-office-admitted.md).
    fn witnessed(&self, author: &Author, change: &ChangeHash) -> Option<Author> {
        let is_office = |author: &Author| author.rights.are_the_office_s();
        let mut offices = self.authors.iter().filter(|(_, author)| is_office(author));
        let witnessed = offices.any(|(device, _)| self.coverage.covers(device, change));
        (witnessed && !is_office(author)).then(|| Author {
            rights: Rights::Vouched,
            ..author.clone()
        })
    }
}

/// Sorts changes into those that passed and those set apart; whatever builds on a refused change is refused with it.
struct Sieve {
    refused: BTreeSet<ChangeHash>,
    passed: Vec<RawChange>,
}

impl Sieve {
    fn decide(
        &mut self,
        change: RawChange,
        admission: &mut Admission,
        judge: impl FnOnce(&RawChange) -> Result<(), Refusal>,
    ) {
        let builds_on_refused = change.deps().iter().any(|dep| self.refused.contains(dep));
        let verdict = if builds_on_refused {
            Err(depends_on_refused())
        } else {
            judge(&change)
        };
        match verdict {
            Ok(()) => self.passed.push(change),
            Err(refusal) => self.refuse(change, refusal, admission),
        }
    }

    fn refuse(&mut self, change: RawChange, refusal: Refusal, admission: &mut Admission) {
        let hash = change.hash();
        self.refused.insert(hash);
        admission.quarantined.push(Quarantined {
            hash,
            bytes: change.into_bytes(),
            refusal,
        });
    }

    /// The trial of all together; only when it fails, one by one, so that the offender is found and its neighbours pass.
    fn settle(
        mut self,
        held: Option<&Document>,
        parsed: &mut Parsed,
        admission: &mut Admission,
    ) -> (Option<Document>, Graph) {
        let mut document = held.cloned();
        let passed = std::mem::take(&mut self.passed);
        if passed.is_empty() {
            // Nothing new: the held document stands as it is.
        } else if let Some((together, read)) = trial::try_all(held, &passed, parsed) {
            (document, admission.read) = (Some(together), Some(read));
            admission.accepted = passed;
        } else {
            for change in passed {
                let mut next = None;
                self.decide(change, admission, |change| {
                    next =
                        trial::try_all(document.as_ref(), std::slice::from_ref(change), parsed).map(|(next, _)| next);
                    let poisonous = || Refusal::new(RefusalCode::Poisonous, "the ticket does not survive this change");
                    next.is_some().then_some(()).ok_or_else(poisonous)
                });
                document = next.or(document);
            }
            admission.accepted = std::mem::take(&mut self.passed);
        }
        let graph = document.as_ref().map(Document::graph).unwrap_or_default();
        (document, graph)
    }
}
