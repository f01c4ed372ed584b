// SPDX-License-Identifier: EUPL-1.2
//! Admission: pushed tickets pass the gate, become durable, and each gets its answer; what moved meanwhile is decided anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ronda_shared::code::spoken_code;
use ronda_shared::document::unsigned;
use ronda_shared::ids::{ChangeHash, DeviceId, TicketId};
use ronda_shared::moment::year;
use ronda_shared::wire::{Offer, PushedTicket, Receipt, Refusal, RefusalCode, TicketAnswer, Verdict};

use super::authors::Authors;
use super::device::Facts;
use super::gate::{Gated, Task};
use super::late::name_of;
use super::proofs::ByAuthor;
use super::{Office, OfficeError};
use crate::case_store::{By, CustodyNo, Outcome, QuarantinedChange, StoreError};

/// Others may win the race for one ticket so often before it is put off.
pub(super) const ROUNDS: u32 = 6;
/// Tickets that are gated before the first of them are written: few enough that writing soon begins, enough to share a sync.
const PORTION: usize = 64;
/// Items one device may have in custody: beyond it lies a broken or hostile phone.
const CUSTODY_ITEMS: u64 = 10_000;
/// Bytes one device may have in custody.
const CUSTODY_BYTES: u64 = 64 * 1024 * 1024;

/// A ticket on its way through admission.
#[derive(Debug)]
pub(super) struct Entrant {
    pub at: usize,
    pub ticket: PushedTicket,
    pub releases: Vec<CustodyNo>,
    /// The device that brings it, where that signs each of its changes when asked.
    pub signer: Option<DeviceId>,
}

impl Entrant {
    /// Tickets as they came, each with its place.
    pub(super) fn all(tickets: Vec<PushedTicket>, signer: Option<DeviceId>) -> Vec<Self> {
        let entrant = |(at, ticket)| Self {
            at,
            ticket,
            releases: Vec::new(),
            signer,
        };
        tickets.into_iter().enumerate().map(entrant).collect()
    }
}

/// Answers by place in the request.
pub(super) type Answers = BTreeMap<usize, TicketAnswer>;

impl Office {
    /// Gates and keeps tickets until each is settled or put off.
    pub(super) async fn admit_all(
        &self,
        entrants: Vec<Entrant>,
        authors: Arc<Authors>,
        by: &By,
    ) -> Result<Answers, OfficeError> {
        let mut answers = Answers::new();
        let mut waiting = entrants;
        let full = self.custody_is_full(by).await?;
        for _ in 0..ROUNDS {
            if waiting.is_empty() {
                break;
            }
            let living = self.turn_late_away(std::mem::take(&mut waiting), &mut answers).await?;
            let tasks = self.tasks(living, by.at_ms).await?;
            let mut ready = Vec::new();
            for portion in portions(tasks) {
                // One core writes what has been gated while all gate what follows.
                let (gated, overtaken) = tokio::join!(
                    self.gate_whole(portion, &authors, by),
                    self.keep(std::mem::take(&mut ready), &mut answers)
                );
                waiting.extend(overtaken?);
                ready = gated?;
                if full {
                    ready.iter_mut().for_each(turn_away);
                }
            }
            waiting.extend(self.keep(ready, &mut answers).await?);
        }
        for entrant in waiting {
            answers.insert(entrant.at, put_off(entrant.ticket.id));
        }
        Ok(answers)
    }

    /// The gate, and what needs the store to be decided.
    async fn gate_whole(&self, tasks: Vec<Task>, authors: &Arc<Authors>, by: &By) -> Result<Vec<Gated>, OfficeError> {
        let mut gated = self.gate_all(tasks, authors, by).await?;
        self.flag_old_frontiers(&mut gated, authors, by).await?;
        self.set_dependents_apart(&mut gated).await?;
        gated.iter_mut().for_each(ask_for_signatures);
        Ok(gated)
    }

    pub(super) async fn tasks(&self, entrants: Vec<Entrant>, at_ms: i64) -> Result<Vec<Task>, OfficeError> {
        let ids: Vec<TicketId> = entrants.iter().map(|entrant| entrant.ticket.id).collect();
        let mut held = self.store().held(&ids).await?;
        let new = ids.iter().filter(|id| !held.contains_key(id));
        let bases: Vec<String> = new.map(|id| self.first_number(id, at_ms)).collect();
        // One question for the whole batch; only the rare shared code is asked about by itself.
        let mut given = if bases.is_empty() {
            BTreeSet::new()
        } else {
            self.store().case_numbers_taken(&bases).await?
        };
        let mut tasks = Vec::new();
        for entrant in entrants {
            let Entrant {
                at,
                ticket,
                releases,
                signer,
            } = entrant;
            let held = held.remove(&ticket.id);
            let case_number = if held.is_none() {
                self.case_number(&ticket.id, at_ms, &mut given).await?
            } else {
                String::new()
            };
            let facts = Facts {
                intent: self.chance().born_at(at_ms)?,
                received_at_ms: at_ms,
                case_number,
            };
            tasks.push(Task {
                at,
                ticket,
                held,
                facts,
                releases,
                signer,
            });
        }
        Ok(tasks)
    }

    /// The year and the spoken code.
    fn first_number(&self, ticket: &TicketId, at_ms: i64) -> String {
        format!("{}/{}", year(at_ms), spoken_code(&self.jurisdiction().code, ticket))
    }

    /// The first number, with a suffix where two tickets share a code; `given` holds those of this batch and the taken ones.
    async fn case_number(
        &self,
        ticket: &TicketId,
        at_ms: i64,
        given: &mut BTreeSet<String>,
    ) -> Result<String, OfficeError> {
        let base = self.first_number(ticket, at_ms);
        let mut number = base.clone();
        let mut suffix = 1;
        while given.contains(&number) {
            suffix += 1;
            number = format!("{base}-{suffix}");
            given.extend(self.store().case_numbers_taken(std::slice::from_ref(&number)).await?);
        }
        given.insert(number.clone());
        Ok(number)
    }

    /// Makes a round durable; gives back what others overtook.
    pub(super) async fn keep(&self, gated: Vec<Gated>, answers: &mut Answers) -> Result<Vec<Entrant>, OfficeError> {
        let (work, idle): (Vec<Gated>, Vec<Gated>) = gated.into_iter().partition(has_work);
        let deposits = work.iter().map(|gated| gated.deposit.clone()).collect::<Vec<_>>();
        let kept = if deposits.is_empty() {
            Vec::new()
        } else {
            self.store().commit(deposits).await?
        };
        if kept.len() != work.len() {
            return Err(StoreError::Other("the store did not answer every deposit".into()).into());
        }
        let known: Vec<Offer> = work
            .iter()
            .chain(&idle)
            .filter(|gated| !gated.known.is_empty())
            .map(|gated| Offer {
                ticket: gated.ticket.id,
                hashes: gated.known.clone(),
            })
            .collect();
        let numbers = if known.is_empty() {
            BTreeMap::new()
        } else {
            self.store().numbers(&known).await?
        };
        let mut overtaken = Vec::new();
        for (gated, kept) in work.into_iter().zip(kept) {
            match kept.outcome {
                Outcome::Kept(given) => {
                    answers.insert(gated.at, answer(&gated, given.into_iter().collect(), &numbers));
                }
                Outcome::Stale => {
                    overtaken.push(Entrant {
                        at: gated.at,
                        ticket: gated.ticket,
                        releases: gated.deposit.releases,
                        signer: gated.signer,
                    });
                }
            }
        }
        for gated in idle {
            answers.insert(gated.at, answer(&gated, BTreeMap::new(), &numbers));
        }
        Ok(overtaken)
    }

    /// What builds on changes in custody alone goes there too, each with its reason: its phone would else be asked for ever for
    /// what it handed over long ago.
    async fn set_dependents_apart(&self, gated: &mut [Gated]) -> Result<(), OfficeError> {
        for one in gated.iter_mut().filter(|one| !one.needs.is_empty()) {
            let (ticket, hashes) = (one.ticket.id, one.needs.clone());
            if self
                .store()
                .lacking(&[Offer { ticket, hashes }], None)
                .await?
                .is_empty()
            {
                one.needs.clear();
                set_apart(one);
            }
        }
        Ok(())
    }

    pub(super) async fn custody_is_full(&self, by: &By) -> Result<bool, OfficeError> {
        let Some(device) = &by.device else { return Ok(false) };
        let size = self.store().custody_size(device).await?;
        Ok(size.items >= CUSTODY_ITEMS || size.bytes >= CUSTODY_BYTES)
    }
}

/// Parts of nearly the same size, none larger than [`PORTION`].
fn portions(tasks: Vec<Task>) -> Vec<Vec<Task>> {
    let count = tasks.len().div_ceil(PORTION).max(1);
    let size = tasks.len().div_ceil(count);
    let mut tasks = tasks.into_iter();
    (0..count).map(|_| tasks.by_ref().take(size).collect()).collect()
}

/// Takes every change on which nothing was decided into custody.
fn set_apart(gated: &mut Gated) {
    let refusal = Refusal::new(
        RefusalCode::DependsOnRefused,
        "it builds on a change that was refused: the office decides on that one first",
    );
    let deposit = &mut gated.deposit;
    let accepted = deposit.accepted.iter().map(|change| change.hash);
    let refused = gated.refused.iter().map(|(hash, _)| *hash);
    let decided: BTreeSet<ChangeHash> = accepted.chain(refused).chain(gated.known.iter().copied()).collect();
    let proofs = ByAuthor::of(&gated.ticket.proofs);
    for bytes in &gated.ticket.changes {
        let hash = name_of(bytes);
        if !decided.contains(&hash) {
            gated.refused.push((hash, refusal.clone()));
            deposit.quarantined.push(QuarantinedChange {
                hash,
                bytes: bytes.to_vec(),
                refusal: refusal.clone(),
                proofs: proofs.of_change(bytes),
            });
        }
    }
}

/// Something is refused: what is admitted beside it, and what is released later, must each be proven by itself. The device that
/// can still sign does so before anything is decided.
fn ask_for_signatures(gated: &mut Gated) {
    let lacks = |signer: &DeviceId| !unsigned(&gated.ticket, signer).is_empty();
    if gated.refused.is_empty() || !gated.signer.as_ref().is_some_and(lacks) {
        return;
    }
    let deposit = &mut gated.deposit;
    (deposit.state, deposit.accepted, deposit.quarantined) = (None, Vec::new(), Vec::new());
    gated.refused.clear();
    gated.needs.clear();
    gated.sign_each = true;
}

fn has_work(gated: &Gated) -> bool {
    let deposit = &gated.deposit;
    !deposit.accepted.is_empty() || !deposit.quarantined.is_empty() || !deposit.releases.is_empty()
}

/// The custody of this device is full: what failed stays on the phone, which will be told so again.
fn turn_away(gated: &mut Gated) {
    gated.deposit.quarantined.clear();
}

fn put_off(ticket: TicketId) -> TicketAnswer {
    TicketAnswer {
        ticket,
        verdict: Verdict::Later,
        receipts: Vec::new(),
        quarantined: Vec::new(),
        needs: Vec::new(),
        sign_each: false,
    }
}

fn answer(gated: &Gated, given: BTreeMap<ChangeHash, u64>, known: &BTreeMap<ChangeHash, u64>) -> TicketAnswer {
    // Facts the office has written just now ride in the deposit, but the phone is told of them by its next pull.
    let fresh = given
        .iter()
        .filter(|(hash, _)| !gated.facts.contains(hash))
        .map(|(hash, no)| (*hash, *no));
    let old = gated.known.iter().filter_map(|hash| Some((*hash, *known.get(hash)?)));
    let receipts = fresh
        .chain(old)
        .map(|(hash, server_no)| Receipt { hash, server_no })
        .collect();
    let turned_away = gated.deposit.quarantined.len() < gated.refused.len();
    let verdict = match () {
        () if gated.sign_each || !gated.needs.is_empty() => Verdict::Needs,
        () if turned_away => Verdict::Later,
        () => Verdict::Settled,
    };
    let quarantined = if turned_away { Vec::new() } else { gated.refused.clone() };
    TicketAnswer {
        ticket: gated.deposit.ticket,
        verdict,
        receipts,
        quarantined,
        needs: gated.needs.clone(),
        sign_each: gated.sign_each,
    }
}
