// SPDX-License-Identifier: EUPL-1.2
//! An office in memory: the real gate and the real digests, one scope, and faults on demand.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::case_row::project;
use ronda_shared::document::{Author, Document, Pushed, RawChange, Rights, admit, unsigned};
use ronda_shared::identity::{AuthorProof, Secret, SignedCertificate};
use ronda_shared::ids::{ChangeHash, DeviceId, Epoch, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::sync::{BucketSum, ChainHash, CursorKey, Digest, ScopeDigest, bucket_of, ticket_sum};
use ronda_shared::wire::*;

use crate::engine::tests::identity;

const SCOPE: &str = "all";

#[derive(Default)]
struct Case {
    document: Option<Document>,
    proofs: Vec<AuthorProof>,
    log: Vec<(u64, RawChange)>,
}

pub(super) struct Office {
    epoch: Epoch,
    no: u64,
    cases: BTreeMap<TicketId, Case>,
    refused: BTreeSet<ChangeHash>,
    hidden: Option<TicketId>,
    /// It has no room for what they bring.
    pub(super) later: BTreeSet<TicketId>,
    pub(super) always_snapshots: bool,
    /// Tickets that left the scope.
    pub(super) outside: BTreeSet<TicketId>,
}

impl Office {
    pub(super) fn new(life: u8) -> Self {
        let epoch = Epoch([life; 16]);
        Self {
            epoch,
            no: 0,
            cases: BTreeMap::new(),
            refused: BTreeSet::new(),
            hidden: None,
            later: BTreeSet::new(),
            always_snapshots: false,
            outside: BTreeSet::new(),
        }
    }

    pub(super) fn refuse(&mut self, change: ChangeHash) {
        self.refused.insert(change);
    }

    pub(super) fn hide_next(&mut self, ticket: &TicketId) {
        self.hidden = Some(*ticket);
    }

    pub(super) fn forget(&mut self, ticket: &TicketId) {
        self.cases.remove(ticket).unwrap();
    }

    pub(super) fn heads(&self, ticket: &TicketId) -> Vec<ChangeHash> {
        self.cases[ticket].document.as_ref().unwrap().heads()
    }

    pub(super) fn answer(&mut self, request: &ExchangeRequest) -> ExchangeReply {
        let answers = request.tickets.iter();
        let answers = answers
            .map(|pushed| self.take(pushed, request.signs_when_asked))
            .collect();
        let known = request.cursor.filter(|cursor| cursor.epoch == self.epoch);
        let from_no = known.map_or(0, |cursor| cursor.server_no);
        let mut tickets = Vec::new();
        for (id, case) in &self.cases {
            let wanted = request.wants.iter().any(|want| want.ticket == *id);
            let news = case.log.iter().any(|(no, _)| *no > from_no) && self.hidden != Some(*id);
            if wanted || news {
                tickets.push(self.delivered(id, case, from_no, wanted));
            }
        }
        self.hidden = None;
        let cursor = CursorKey(Secret([9; 32])).cursor(self.epoch, self.no, ChainHash([0; 32]));
        ExchangeReply {
            grants: None,
            protocol: PROTOCOL,
            clock_ms: 0,
            epoch: self.epoch,
            cursor,
            session_nonce: vec![1],
            answers,
            scopes: vec![SCOPE.into()],
            tickets,
            moves: Vec::new(),
            certificates: vec![certificate()],
            photos_held: Vec::new(),
            photos_missing: Vec::new(),
            asked: request.offers.iter().filter_map(|offer| self.asked(offer)).collect(),
            digest: Some(vec![ScopeDigest {
                scope: SCOPE.into(),
                sums: vec![self.sum()],
            }]),
            differing: if request.compare.is_empty() {
                Vec::new()
            } else {
                self.every_bucket()
            },
            orders: Vec::new(),
            vaulted_no: 0,
            more: false,
            reference: None,
            reporters: Vec::new(),
            vault_key: None,
            place_at_ms: None,
            names: None,
            settled: Vec::new(),
            unknown: Vec::new(),
        }
    }

    fn take(&mut self, pushed: &PushedTicket, signs_when_asked: bool) -> TicketAnswer {
        if self.later.contains(&pushed.id) {
            return nothing_done(pushed, Verdict::Later);
        }
        let (changes, quarantined) = self.sieved(pushed);
        let case = self.cases.entry(pushed.id).or_default();
        let pushed_now = Pushed {
            ticket: pushed.id,
            jurisdiction: "FI",
            changes,
            proofs: &pushed.proofs,
        };
        let admission = admit(case.document.as_ref(), &case.proofs, pushed_now, &authors());
        let refuses = !quarantined.is_empty() || !admission.quarantined.is_empty();
        let unsigned = |device: &DeviceId| !unsigned(pushed, device).is_empty();
        if refuses && signs_when_asked && authors().keys().any(unsigned) {
            self.cases.retain(|_, case| case.document.is_some());
            return TicketAnswer {
                sign_each: true,
                ..nothing_done(pushed, Verdict::Needs)
            };
        }
        assert_eq!(
            admission.quarantined,
            Vec::new(),
            "the real gate takes what phones write"
        );
        for change in admission.accepted {
            self.no += 1;
            case.log.push((self.no, change));
        }
        case.document = admission.document;
        case.proofs = admission.proofs;
        let receipt = |(no, change): &(u64, RawChange)| Receipt {
            hash: change.hash(),
            server_no: *no,
        };
        let receipts = case.log.iter().map(receipt).collect();
        self.cases.retain(|_, case| case.document.is_some());
        let verdict = if admission.needs.is_empty() {
            Verdict::Settled
        } else {
            Verdict::Needs
        };
        TicketAnswer {
            receipts,
            quarantined,
            needs: admission.needs,
            ..nothing_done(pushed, verdict)
        }
    }

    /// What goes on to the gate, and what is refused, with all that builds on it.
    fn sieved(&self, pushed: &PushedTicket) -> (Vec<Vec<u8>>, Vec<(ChangeHash, Refusal)>) {
        let (mut changes, mut quarantined) = (Vec::new(), Vec::<(ChangeHash, Refusal)>::new());
        for bytes in &pushed.changes {
            let change = RawChange::scan(bytes.to_vec()).unwrap();
            let is_refused = |dep: &ChangeHash| quarantined.iter().any(|(hash, _)| hash == dep);
            let refusal = if change.deps().iter().any(is_refused) {
                Refusal::new(RefusalCode::DependsOnRefused, "builds on it")
            } else if self.refused.contains(&change.hash()) {
                Refusal::new(RefusalCode::NotAllowed, "not yours")
            } else {
                changes.push(bytes.to_vec());
                continue;
            };
            quarantined.push((change.hash(), refusal));
        }
        (changes, quarantined)
    }

    fn delivered(&self, id: &TicketId, case: &Case, from_no: u64, wanted: bool) -> Delivered {
        let document = case.document.as_ref().unwrap();
        let whole = wanted || self.always_snapshots || case.log[0].0 > from_no;
        let body = if whole {
            let row = Box::new(RowPreview {
                row: project(&document.read().unwrap()),
            });
            Body::Snapshot {
                document: document.save(),
                row,
            }
        } else {
            let news = case.log.iter().filter(|(no, _)| *no > from_no);
            let numbered = |(no, change): &(u64, RawChange)| NumberedChange {
                server_no: *no,
                bytes: change.bytes().to_vec().into(),
            };
            Body::Changes(news.map(numbered).collect())
        };
        let last_no = case.log.last().unwrap().0;
        Delivered {
            ticket: *id,
            last_no,
            heads: document.heads(),
            body,
            proofs: case.proofs.clone(),
            scopes: vec![SCOPE.into()],
        }
    }

    fn asked(&self, offer: &Offer) -> Option<Offer> {
        let held = self.cases.get(&offer.ticket).and_then(|case| case.document.as_ref());
        let lacking = |hash: &&ChangeHash| held.is_none_or(|held| !held.holds(hash));
        let hashes: Vec<ChangeHash> = offer.hashes.iter().filter(lacking).copied().collect();
        (!hashes.is_empty()).then_some(Offer {
            ticket: offer.ticket,
            hashes,
        })
    }

    fn sum(&self) -> Digest {
        let sum = |sum: Digest, id| sum.with(ticket_sum(id, &self.heads(id)));
        self.inside().fold(Digest::default(), sum)
    }

    fn inside(&self) -> impl Iterator<Item = &TicketId> {
        self.cases.keys().filter(|id| !self.outside.contains(id))
    }

    fn every_bucket(&self) -> Vec<BucketSum> {
        let of = |bucket: u8| {
            let ids = self.inside().filter(|id| bucket_of(id) == bucket);
            ids.map(|id| TicketHeads {
                ticket: *id,
                heads: self.heads(id),
            })
            .collect()
        };
        (0..=255)
            .map(|bucket| BucketSum {
                scope: SCOPE.into(),
                bucket,
                tickets: of(bucket),
            })
            .collect()
    }
}

fn certificate() -> SignedCertificate {
    identity(1, Role::Agent).certificate
}

/// Every phone of these tests is a copy of one device: what they wrote is told apart by their actors.
fn authors() -> BTreeMap<DeviceId, Author> {
    let one = identity(1, Role::Agent);
    let author = Author {
        key: one.key.public(),
        person: one.person(),
        rights: Rights::Granted(Grants::of(Role::Agent)),
    };
    BTreeMap::from([(one.device(), author)])
}

fn nothing_done(pushed: &PushedTicket, verdict: Verdict) -> TicketAnswer {
    TicketAnswer {
        ticket: pushed.id,
        verdict,
        receipts: Vec::new(),
        quarantined: Vec::new(),
        needs: Vec::new(),
        sign_each: false,
    }
}
