// SPDX-License-Identifier: EUPL-1.2
//! P15: what the gate of one ticket costs a core, and how many tickets a second the server admits from 64 phones at once.

use std::collections::BTreeMap;
use std::time::Instant;

use futures::future::join_all;
use ronda_shared::document::{Author, Pushed, Rights, admit};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::wire::PushedTicket;
use ronda_tests::office::Office;
use ronda_tests::work::{Hand, Made};

use super::{Extent, say};
use crate::outcome::{Goal, Line, median, percentile};
use crate::stage::{Caller, office};

const PHONES: u64 = 64;
/// Tickets of one push, and pushes of one phone.
const TICKETS: u64 = 5;
const PUSHES: u64 = 8;
/// Tickets gated alone for the cost of one.
const GATED: u64 = 300;

pub fn measure(extent: Extent, lines: &mut Vec<Line>) {
    say("gating tickets alone");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let office = office();
    let mut callers = runtime.block_on(callers(&office, PHONES));
    let gate_ms: Vec<f64> = (0..extent.runs)
        .map(|run| gate_ms(&callers[0].hand(90 + run as u64)))
        .collect();
    let gate_ms = median(&gate_ms);
    say("64 phones at once");
    let storms: Vec<Storm> = (0..extent.runs)
        .map(|run| runtime.block_on(storm(&mut callers, run as u64)))
        .collect();
    let per_second = median(&storms.iter().map(|storm| storm.per_second).collect::<Vec<_>>());
    let waits: Vec<f64> = storms.iter().flat_map(|storm| storm.waits_ms.clone()).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    lines.extend([
        Line::told("P15", "gate of one ticket on one core", (gate_ms, "ms")),
        Line::beside(
            "P15",
            "tickets a second from 64 phones, 5 in a push",
            (per_second, "/s"),
            ("cores / gate cost", Ok(cores * 1_000.0 / gate_ms)),
            Goal::AtLeast(0.8),
        ),
        Line::told("P15", "such a push, median", (median(&waits), "ms")),
        Line::told("P15", "such a push, 99 of 100", (percentile(&waits, 99.0), "ms")),
    ]);
}

/// Clients with a session each.
pub async fn callers(office: &Office, count: u64) -> Vec<Caller> {
    let mut callers = Vec::new();
    for at in 0..count {
        callers.push(Caller::of(office, at).await);
    }
    callers
}

/// The pure gate, save and reload included, in milliseconds a ticket.
fn gate_ms(hand: &Hand) -> f64 {
    let made = hand.tickets(0..GATED);
    let author = Author {
        key: hand.key.public(),
        person: hand.person,
        rights: Rights::Granted(Grants::of(Role::Operator)),
    };
    let authors = BTreeMap::from([(hand.key.public().device(), author)]);
    let began = Instant::now();
    for ticket in &made {
        let pushed = Pushed {
            ticket: ticket.id,
            jurisdiction: &hand.jurisdiction,
            changes: ticket.steps.iter().map(|step| step.change.bytes().to_vec()).collect(),
            proofs: std::slice::from_ref(&ticket.proof),
        };
        let admission = admit(None, &[], pushed, &authors);
        assert_eq!(
            admission.accepted.len(),
            ticket.steps.len(),
            "the gate lets sound changes in: {:?}",
            admission.quarantined
        );
    }
    began.elapsed().as_secs_f64() * 1_000.0 / made.len() as f64
}

struct Storm {
    per_second: f64,
    waits_ms: Vec<f64>,
}

/// Every phone pushes its batches one after another, all phones at once.
async fn storm(callers: &mut [Caller], run: u64) -> Storm {
    let pushed = (callers.len() as u64 * TICKETS * PUSHES) as f64;
    let mut batches: Vec<Vec<Vec<PushedTicket>>> = Vec::new();
    for (at, caller) in callers.iter_mut().enumerate() {
        caller.push(Vec::new()).await;
        let made = caller.hand(1_000 * (run + 1) + at as u64).tickets(0..TICKETS * PUSHES);
        batches.push(
            made.chunks(TICKETS as usize)
                .map(|part| part.iter().map(Made::pushed).collect())
                .collect(),
        );
    }
    let began = Instant::now();
    let phones = callers.iter_mut().zip(batches).map(|(caller, batches)| async move {
        let mut waits_ms = Vec::new();
        for batch in batches {
            let began = Instant::now();
            caller.push(batch).await;
            waits_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        waits_ms
    });
    let waits_ms: Vec<f64> = join_all(phones).await.into_iter().flatten().collect();
    Storm {
        per_second: pushed / began.elapsed().as_secs_f64(),
        waits_ms,
    }
}
