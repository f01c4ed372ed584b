// SPDX-License-Identifier: EUPL-1.2
//! P10: the end of a shift, when all phones reconnect together with all they made.

use std::sync::atomic::Ordering;

use ronda_tests::fleet::{Report, Shift, run};

use super::{Extent, say};
use crate::outcome::{Goal, Line, percentile};

pub fn measure(extent: Extent, lines: &mut Vec<Line>) {
    let (phones, tickets, photos) = if extent.quick { (40, 5, 1) } else { (500, 20, 2) };
    say(&format!("the end of a shift of {phones} phones"));
    let report = run(Shift {
        phones,
        tickets,
        photos,
        thumbnails: 0,
        photo_kb: 120,
        limits: String::new(),
        tells: false,
        seed: 0,
    });
    assert_eq!(
        report.faults(),
        Vec::<String>::new(),
        "nothing is lost, nobody is turned away"
    );
    let name = format!("{phones} phones x {tickets} tickets x {photos} photos at once, 0 lost");
    lines.extend(told(&report, &name));
}

fn told(report: &Report, name: &str) -> [Line; 4] {
    let (together, alone) = (&report.times.exchanges, &report.alone.exchanges);
    let counts = &report.counts;
    let sent_away = counts.too_many.load(Ordering::Relaxed) + counts.unavailable.load(Ordering::Relaxed);
    [
        Line::beside(
            "P10",
            format!("{name}: an exchange, 99 of 100"),
            (percentile(together, 99.0), "ms"),
            ("one phone alone", Ok(percentile(alone, 99.0))),
            Goal::AtMost(3.0),
        ),
        Line::beside(
            "P10",
            "until everything of everybody is receipted",
            (report.seconds, "s"),
            (
                "gates, checks and syncs alone",
                Ok(report.processor_floor_s.max(report.disk_floor_s)),
            ),
            Goal::None,
        ),
        Line::told(
            "P10",
            "times a phone was told to come again later",
            (sent_away as f64, "times"),
        ),
        Line::told("P10", "server memory at its peak", (report.peak_mib(), "MiB")),
    ]
}
