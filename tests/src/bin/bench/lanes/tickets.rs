// SPDX-License-Identifier: EUPL-1.2
//! P1, P2, P12: tickets from one phone until receipted, a first sync of another until browsable, and the bytes of both.

use std::time::Instant;

use ronda_field::engine::{Engine, Query};
use ronda_field::store::Asking;
use ronda_shared::ticket::{Beside, ticket_json};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::work::Made;
use serde_json::Value;

use super::{Extent, say};
use crate::machine::floor_s;
use crate::meter::{Carried, Meter, memory_kib};
use crate::outcome::{Goal, Line, median};
use crate::peers::{Rival, Wares};
use crate::stage::{Kept, engine, filled, hand_of, office, synced};

/// Tickets whose content is compared after a pull.
const SAMPLES: usize = 20;
/// A screen of the list.
const PAGE: u32 = 50;

/// A phone full of unsent tickets, another that is empty, and the state both start from.
pub struct Shift {
    pub office: Office,
    pub author: Phone,
    pub reader: Phone,
    pub made: Vec<Made>,
    kept: Kept,
}

/// What one push and one pull came to.
#[derive(Debug, Clone, Copy)]
pub struct Passage {
    pub push_s: f64,
    pub pull_s: f64,
    pub server_kib: f64,
}

impl Shift {
    pub fn of(count: u64) -> Self {
        say(&format!("preparing {count} tickets on a phone"));
        let mut office = office();
        let author = Phone::of(&office, "Ada Prova", "operator");
        let reader = Phone::of(&office, "Bruno Esempio", "operator");
        let hand = hand_of(&engine(&author), 1);
        let made = hand.tickets(0..count);
        filled(&author, &made);
        office.stop();
        let kept = Kept::of(&[office.data(), author.home(), reader.home()]);
        Self {
            office,
            author,
            reader,
            made,
            kept,
        }
    }

    /// Everything back to where nothing was sent, with the server running.
    pub fn begin(&mut self) {
        self.office.stop();
        self.kept.put_back();
        self.office.start();
    }

    /// One push and one pull, each looked at afterwards.
    pub fn passage(&mut self) -> Passage {
        self.begin();
        let (push_s, _) = synced(&mut engine(&self.author));
        self.assert_kept();
        let (pull_s, reader) = self.pulled();
        let server_kib = self
            .office
            .pid()
            .and_then(|pid| memory_kib(pid, "VmHWM"))
            .unwrap_or_default();
        self.assert_equal(&reader);
        Passage {
            push_s,
            pull_s,
            server_kib,
        }
    }

    /// A push counts only when a second process that opens the store after kill -9 sees all of it.
    fn assert_kept(&mut self) {
        self.office.kill();
        self.office.start();
        assert_eq!(
            self.office.cases().len(),
            self.made.len(),
            "every pushed ticket is in the store"
        );
    }

    fn pulled(&self) -> (f64, Engine) {
        let mut reader = engine(&self.reader);
        let began = Instant::now();
        synced(&mut reader);
        let page = reader
            .list(&Query {
                limit: Some(PAGE),
                ..Query::default()
            })
            .expect("the list");
        let pull_s = began.elapsed().as_secs_f64();
        assert_eq!(page.len(), self.made.len().min(PAGE as usize), "the list is full");
        (pull_s, reader)
    }

    /// Sampled tickets are those that were made, but for the store's own facts.
    fn assert_equal(&self, reader: &Engine) {
        let ids = reader.store().ticket_ids().expect("the ids");
        assert_eq!(ids.len(), self.made.len(), "every ticket arrived");
        let step = (self.made.len() / SAMPLES).max(1);
        for made in self.made.iter().step_by(step) {
            let arrived = reader.ticket(&made.id).expect("the ticket arrived");
            assert!(arrived.received_at_ms.is_some(), "the store's receipt came with it");
            assert_eq!(content(ticket_json(&arrived, &Beside::default())), content(made.json()));
        }
    }

    /// The same push and pull over a counted wire.
    fn carried(&mut self) -> (Carried, Carried) {
        self.begin();
        let known = self.office.address().to_owned();
        self.office.stop();
        self.office.moves_to(None);
        self.office.start();
        let meter = Meter::on(&known, self.office.address());
        let mut author = engine(&self.author);
        synced(&mut author);
        let pushed = meter.carried();
        let mut reader = engine(&self.reader);
        synced(&mut reader);
        (pushed, meter.carried().since(pushed))
    }
}

/// One exchange with nothing to tell on a connection that is open already, of a phone whose photos have all arrived: the
/// measured tickets name photos that never come, and the office would ask for them each time.
fn idle() -> Carried {
    let mut office = office();
    let phone = Phone::of(&office, "Ada Prova", "operator");
    phone.filed("Lampione spento");
    let known = office.address().to_owned();
    office.stop();
    office.moves_to(None);
    office.start();
    let meter = Meter::on(&known, office.address());
    let mut phone = engine(&phone);
    synced(&mut phone);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let transport = ronda_field::sync::transport(&phone).expect("the identity names its server");
    let ask = || {
        phone
            .store()
            .gather(Asking {
                clock_ms: crate::stage::now_ms(),
                ..Asking::default()
            })
            .expect("a request")
            .0
    };
    runtime.block_on(async {
        transport.exchange(&ask()).await.expect("an answer");
        let before = meter.carried();
        transport.exchange(&ask()).await.expect("an answer");
        meter.carried().since(before)
    })
}

/// A ticket's JSON without what the store adds to it.
fn content(json: Value) -> Value {
    let mut json = json;
    let fields = json.as_object_mut().expect("an object");
    for added in ["heads", "delivered_at", "received_at", "case_number", "updated_at"] {
        fields.remove(added);
    }
    json
}

/// Bytes of the raw changes when zstd takes them in batches as large as ours.
fn floor_bytes(made: &[Made]) -> f64 {
    let mut total = 0;
    let mut batch = Vec::new();
    for ticket in made {
        ticket
            .steps
            .iter()
            .for_each(|step| batch.extend_from_slice(step.change.bytes()));
        if batch.len() > ronda_shared::limits::BATCH_BYTES {
            total += zstd::bulk::compress(&batch, 1).expect("compression").len();
            batch.clear();
        }
    }
    (total + zstd::bulk::compress(&batch, 1).expect("compression").len()) as f64
}

/// The work item itself, for the reader of the numbers.
fn item(made: &[Made]) -> Vec<Line> {
    let mean = |of: &dyn Fn(&Made) -> usize| made.iter().map(of).sum::<usize>() as f64 / made.len() as f64;
    vec![
        Line::told("-", "one ticket: raw changes", (mean(&Made::raw_bytes), "B")),
        Line::told(
            "-",
            "one ticket: saved document",
            (mean(&|ticket| ticket.document.save().len()), "B"),
        ),
        Line::told(
            "-",
            "one ticket: as JSON",
            (mean(&|ticket| ticket.json().to_string().len()), "B"),
        ),
    ]
}

pub fn a_thousand(extent: Extent, lines: &mut Vec<Line>) {
    let mut shift = Shift::of(1_000);
    lines.extend(item(&shift.made));
    say("pushing and pulling 1,000 tickets");
    let passages: Vec<Passage> = (0..extent.runs).map(|_| shift.passage()).collect();
    lines.extend(beside_peers("1,000", &shift.made, &passages, extent.runs));
    lines.extend(wire(&mut shift));
}

/// Once: the peers take minutes each.
pub fn five_thousand(extent: Extent, lines: &mut Vec<Line>) {
    if extent.quick {
        return;
    }
    let mut shift = Shift::of(5_000);
    say("pushing and pulling 5,000 tickets");
    let passages = [shift.passage()];
    lines.extend(beside_peers("5,000", &shift.made, &passages, 1));
}

fn beside_peers(name: &str, made: &[Made], passages: &[Passage], runs: usize) -> Vec<Line> {
    let (wares, count) = (Wares::of(made), made.len());
    let of = |what: &dyn Fn(&Passage) -> f64| median(&passages.iter().map(what).collect::<Vec<_>>());
    let (push, pull) = (of(&|one| one.push_s), of(&|one| one.pull_s));
    say(&format!("PouchDB, {name} tickets"));
    let pouchdb = wares.pouchdb(count, runs);
    say(&format!("samod, {name} tickets"));
    let samod = wares.samod(count, 0, runs);
    say(&format!("automerge-repo, {name} tickets"));
    let automerge_repo = wares.automerge_repo(count, runs);
    let changes: Vec<&[u8]> = made
        .iter()
        .flat_map(|ticket| ticket.steps.iter().map(|step| step.change.bytes()))
        .collect();
    let floor = floor_s([changes.concat().as_slice()]);
    let documents: Vec<Vec<u8>> = made.iter().map(|ticket| ticket.document.save()).collect();
    let first_floor = floor_s([documents.concat().as_slice()]);
    let what = format!("push {name} tickets until receipted");
    let first = format!("first sync of {name} tickets until browsable");
    let line = |goal, what: &str, ours, peer: &Rival, number, bound| {
        Line::beside(goal, what, (ours, "s"), (&peer.called(), peer.of(number)), bound)
    };
    vec![
        line("P1", &what, push, &pouchdb, "push_s", Goal::AtMost(0.7)),
        line("P1", &what, push, &samod, "push_s", Goal::AtMost(1.0 / 40.0)),
        line("P1", &what, push, &automerge_repo, "push_s", Goal::AtMost(1.0 / 150.0)),
        Line::beside(
            "P1",
            &what,
            (push, "s"),
            ("its changes hashed, copied and synced once, the floor", Ok(floor)),
            Goal::None,
        ),
        line("P2", &first, pull, &pouchdb, "pull_s", Goal::AtMost(0.35)),
        line("P2", &first, pull, &samod, "pull_s", Goal::None),
        line("P2", &first, pull, &automerge_repo, "pull_s", Goal::None),
        Line::beside(
            "P2",
            &first,
            (pull, "s"),
            (
                "its documents hashed, copied and synced once, the floor",
                Ok(first_floor),
            ),
            Goal::None,
        ),
        Line::told(
            "P8",
            format!("server memory at its peak, {name} tickets"),
            (of(&|one| one.server_kib) / 1024.0, "MiB"),
        ),
    ]
}

fn wire(shift: &mut Shift) -> Vec<Line> {
    say("counting bytes");
    let floor = floor_bytes(&shift.made);
    let count = shift.made.len() as f64;
    let (pushed, pulled) = shift.carried();
    let idle = idle();
    let per_ticket = |bytes: u64| bytes as f64 / count;
    vec![
        Line::beside(
            "P12",
            "bytes up per ticket pushed",
            (per_ticket(pushed.up), "B"),
            ("zstd-1 of its changes", Ok(floor / count)),
            Goal::AtMost(1.05),
        ),
        Line::told("P12", "bytes down per ticket pushed", (per_ticket(pushed.down), "B")),
        Line::told(
            "P12",
            "bytes down per ticket of a first sync",
            (per_ticket(pulled.down), "B"),
        ),
        Line::bounded(
            "P12",
            "an idle exchange, both ways, headers included",
            ((idle.up + idle.down) as f64, "B"),
            500.0,
        ),
    ]
}
