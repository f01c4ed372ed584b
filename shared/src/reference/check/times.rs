// SPDX-License-Identifier: EUPL-1.2
//! Terms, reasons that stop the clock, and the calendar.

use jiff::tz::TimeZone;

use super::Check;
use crate::limits;
use crate::reference::{Hours, ReferenceData};
use crate::ticket::Priority;
use crate::workflow::HoldReason;

impl Check {
    pub(super) fn times(&mut self, data: &ReferenceData) {
        for (name, priority) in Priority::NAMES {
            let rows = data.sla.iter().filter(|row| row.priority == priority).count();
            if rows != 1 {
                self.fault(
                    format!("sla[{name}]"),
                    format!("there are {rows} rows: write one for each priority"),
                );
            }
        }
        for row in &data.sla {
            let terms = [
                ("take", Some(row.take)),
                ("make_safe", row.make_safe),
                ("resolve", Some(row.resolve)),
            ];
            for (name, term) in terms {
                if let Some(term) = term {
                    let path = format!("sla[{:?}].{name}", row.priority);
                    self.within(&path, term.amount, 1, limits::TERM_AMOUNT, "of its unit");
                }
            }
        }
        self.unique("stop_clock", data.stop_clock.iter().map(|reason| reason.code.as_str()));
        for reason in &data.stop_clock {
            if HoldReason::named(&reason.code).is_none() {
                self.fault(
                    format!("stop_clock[{}].code", reason.code),
                    format!("no ticket waits for this: use one of {}", HoldReason::names()),
                );
            }
            self.short(&format!("stop_clock[{}].name", reason.code), &reason.name);
        }
        self.calendar(data);
    }

    fn calendar(&mut self, data: &ReferenceData) {
        if TimeZone::posix(&data.calendar.time_zone).is_err() {
            let cure = "it is no POSIX rule: write CET-1CEST,M3.5.0,M10.5.0/3 for Italy";
            self.fault("calendar.time_zone", cure);
        }
        self.hours("calendar.hours", &data.calendar.hours);
    }

    pub(super) fn hours(&mut self, path: &str, hours: &Hours) {
        let days = hours.named();
        if days.iter().all(|(_, spans)| spans.is_empty()) {
            self.fault(path, "no day is ever open: write the hours of at least one weekday");
        }
        for (name, spans) in days {
            let follow = |pair: &[crate::reference::Span]| matches!(pair, [one, next] if one.close <= next.open);
            if !spans.windows(2).all(follow) {
                self.fault(
                    format!("{path}.{name}"),
                    "spans overlap or are out of order: write them one after another",
                );
            }
        }
    }
}
