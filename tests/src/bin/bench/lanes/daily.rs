// SPDX-License-Identifier: EUPL-1.2
//! P14: the daily exchange, 30 edited tickets with 1,000 and with 5,000 in scope.

use ronda_field::engine::Engine;
use ronda_field::store::Asking;
use ronda_shared::ticket::{Field, Priority, Value};

use super::tickets::Shift;
use super::{Extent, say};
use crate::machine::exchange_floor_s;
use crate::outcome::{Goal, Line, median};
use crate::peers::Wares;
use crate::stage::{engine, now_ms, synced};

/// Tickets edited between two syncs.
const EDITS: usize = 30;

struct Day {
    seconds: f64,
    exchanges: f64,
    floor_s: f64,
}

pub fn measure(extent: Extent, lines: &mut Vec<Line>) {
    let (few, small) = days(1_000, extent.runs);
    say("samod, 30 edits with 1,000 documents open");
    let samod = Wares::of(&small.made).samod(1_000, EDITS, extent.runs.min(3));
    drop(small);
    let what = "30 edits with 1,000 in scope, until receipted";
    lines.extend([
        Line::beside(
            "P14",
            what,
            (few.seconds, "s"),
            (&samod.called(), samod.of("daily_s")),
            Goal::AtMost(1.0 / 40.0),
        ),
        Line::beside(
            "P14",
            what,
            (few.seconds, "s"),
            (
                "its changes hashed, copied and synced by both, one round trip, the floor",
                Ok(few.floor_s),
            ),
            Goal::None,
        ),
        Line::bounded("P14", "exchanges it took", (few.exchanges, "requests"), 2.0),
    ]);
    if !extent.quick {
        let (many, _) = days(5_000, extent.runs);
        let what = "30 edits with 5,000 in scope";
        lines.push(Line::beside(
            "P14",
            what,
            (many.seconds, "s"),
            ("with 1,000", Ok(few.seconds)),
            Goal::AtMost(1.3),
        ));
    }
}

/// The medians of several days on a phone that holds so many tickets.
fn days(count: u64, runs: usize) -> (Day, Shift) {
    let mut shift = Shift::of(count);
    shift.begin();
    let mut phone = engine(&shift.author);
    synced(&mut phone);
    say(&format!("30 edits with {count} in scope"));
    let mut days = Vec::new();
    for run in 0..runs * 3 {
        let priority = if run % 2 == 0 { Priority::P1 } else { Priority::P4 };
        for made in shift.made.iter().take(EDITS) {
            let edit = vec![(Field::Priority, Value::Priority(priority))];
            phone.edit(&made.id, edit).expect("the edit is saved");
        }
        let floor_s = exchange_floor_s(&owed(&phone));
        let (seconds, report) = synced(&mut phone);
        assert_eq!(report.pushed, EDITS as u64, "every edit is receipted");
        days.push(Day {
            seconds,
            exchanges: report.exchanges as f64,
            floor_s,
        });
    }
    drop(phone);
    let of = |what: &dyn Fn(&Day) -> f64| median(&days.iter().map(what).collect::<Vec<_>>());
    (
        Day {
            seconds: of(&|day| day.seconds),
            exchanges: of(&|day| day.exchanges),
            floor_s: of(&|day| day.floor_s),
        },
        shift,
    )
}

/// The bytes of the changes that a phone is about to send.
fn owed(phone: &Engine) -> Vec<u8> {
    let asking = Asking {
        clock_ms: now_ms(),
        ..Asking::default()
    };
    let (request, _) = phone.store().gather(asking).expect("a request");
    let changes = request.tickets.iter().flat_map(|ticket| &ticket.changes);
    changes.flat_map(|change| change.iter().copied()).collect()
}
