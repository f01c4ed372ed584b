// SPDX-License-Identifier: EUPL-1.2
//! Holidays, Easter, and the hours of days on which the clock changes.

use jiff::civil::date;

use super::*;
use crate::reference::calendar::easter_monday;
use crate::reference::{Day, MonthDay, Span, Term, WorkingTime};

const HOUR_MS: i64 = 3_600_000;

pub(super) fn at(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

#[test]
fn easter_monday_is_where_almanacs_have_it() {
    let known = [
        (1961, 4, 3),
        (2000, 4, 24),
        (2008, 3, 24),
        (2011, 4, 25),
        (2024, 4, 1),
        (2025, 4, 21),
        (2026, 4, 6),
        (2027, 3, 29),
        (2038, 4, 26),
    ];
    for (year, month, day) in known {
        assert_eq!(easter_monday(year), Some(date(year, month, day)));
    }
    for year in 1900..2200 {
        let monday = easter_monday(year).unwrap();
        assert_eq!(monday.weekday(), jiff::civil::Weekday::Monday);
        assert!(date(year, 3, 23) <= monday && monday <= date(year, 4, 26), "{monday}");
    }
}

#[test]
fn fixed_days_easter_monday_the_patron_and_single_days_are_holidays() {
    let calendar = set().calendar;
    for holiday in [
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2026, 4, 6),
        date(2026, 6, 24),
        date(2026, 12, 24),
    ] {
        assert!(calendar.is_holiday(holiday), "{holiday}");
    }
    for working in [
        date(2026, 12, 23),
        date(2026, 4, 5),
        date(2027, 4, 6),
        date(2027, 12, 24),
    ] {
        assert!(!calendar.is_holiday(working), "{working}");
    }
}

fn open_ms(hours: Json, from: &str, to: &str) -> i64 {
    let mut set = set();
    set.calendar.hours = serde_json::from_value(hours).unwrap();
    let time = WorkingTime::of(&set.calendar, &set.calendar.hours).unwrap();
    let to = at(to);
    let spans = time.spans_from(at(from)).take_while(|(from, _)| *from < to);
    spans.map(|(from, end)| end.min(to) - from).sum()
}

#[test]
fn a_day_on_which_the_clock_changes_has_one_hour_less_or_more() {
    let sundays = json!({ "sunday": ["00:00-24:00"] });
    assert_eq!(
        open_ms(sundays.clone(), "2026-03-28T12:00:00Z", "2026-03-31T00:00:00Z"),
        23 * HOUR_MS
    );
    assert_eq!(
        open_ms(sundays.clone(), "2026-10-24T12:00:00Z", "2026-10-27T00:00:00Z"),
        25 * HOUR_MS
    );
    assert_eq!(
        open_ms(sundays, "2026-06-06T12:00:00Z", "2026-06-09T00:00:00Z"),
        24 * HOUR_MS
    );
    let swallowed = json!({ "sunday": ["02:10-02:50"] });
    assert_eq!(
        open_ms(swallowed, "2026-03-28T12:00:00Z", "2026-03-31T00:00:00Z"),
        40 * 60_000,
        "the wall clock jumps over it, the work is done after"
    );
}

#[test]
fn days_hours_and_terms_are_written_as_they_are_read() {
    for text in ["12-25", "02-29", "01-01"] {
        assert_eq!(text.parse::<MonthDay>().unwrap().to_string(), text);
    }
    for text in ["00:00-24:00", "08:05-13:30"] {
        assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
    }
    for text in ["30 minutes", "1 hour", "4 working hours", "1 working day", "90 days"] {
        assert_eq!(text.parse::<Term>().unwrap().to_string(), text);
    }
    assert_eq!("2026-12-24".parse::<Day>().unwrap().to_string(), "2026-12-24");
    for text in ["13-01", "02-30", "1-1", "+1-01", "12/25", ""] {
        assert!(text.parse::<MonthDay>().is_err(), "{text}");
    }
    for text in [
        "13:00-08:00",
        "08:00-08:00",
        "08:60-09:00",
        "08:00-24:01",
        "8:00-9:00",
        "22:00-06:00",
        "08:00",
    ] {
        assert!(text.parse::<Span>().is_err(), "{text}");
    }
    for text in [
        "soon",
        "4 moons",
        "4",
        "-4 days",
        "+4 days",
        " days",
        "99999999999 days",
    ] {
        assert!(text.parse::<Term>().is_err(), "{text}");
    }
    assert!("24-12-2026".parse::<Day>().is_err() && "2026-12-24T00:00".parse::<Day>().is_err());
}
