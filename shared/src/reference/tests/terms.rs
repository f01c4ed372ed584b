// SPDX-License-Identifier: EUPL-1.2
//! When terms end: known cases, and every case against somebody who walks minute by minute.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::working::at;
use super::*;
use crate::moment::rfc3339;
use crate::reference::{CaseFacts, Leg, Progress, SlaRow, Term, Unit, WorkingTime, due};
use crate::ticket::Priority;

const MINUTE_MS: i64 = 60_000;

fn ends(set: &ReferenceData, term: &str, start: &str, stops: &[(&str, Option<&str>)]) -> Option<String> {
    let stops: Vec<(i64, Option<i64>)> = stops.iter().map(|(from, to)| (at(from), to.map(at))).collect();
    end_of(set, term.parse().unwrap(), at(start), &stops).map(rfc3339)
}

fn end_of(set: &ReferenceData, term: Term, start_ms: i64, stops: &[(i64, Option<i64>)]) -> Option<i64> {
    let time = WorkingTime::of(&set.calendar, &set.calendar.hours).unwrap();
    let row = SlaRow {
        priority: Priority::P1,
        take: term,
        make_safe: None,
        resolve: term,
    };
    let due = due(&row, &time, start_ms, stops);
    assert_eq!(due.take_by_ms, due.resolve_by_ms);
    due.resolve_by_ms
}

#[test]
fn terms_end_where_a_person_with_a_calendar_says() {
    let set = set();
    let table = [
        (
            "30 minutes",
            "2026-05-04T21:50:00Z",
            "2026-05-04T22:20:00.000Z",
            "minutes run at night",
        ),
        (
            "15 days",
            "2026-03-20T10:00:00Z",
            "2026-04-04T10:00:00.000Z",
            "a day is 24 hours, also when the clock changes",
        ),
        (
            "4 working hours",
            "2026-05-04T06:00:00Z",
            "2026-05-04T10:00:00.000Z",
            "Monday from 8 to 12",
        ),
        (
            "4 working hours",
            "2026-05-04T09:30:00Z",
            "2026-05-04T14:30:00.000Z",
            "over lunch",
        ),
        (
            "4 working hours",
            "2026-05-08T10:00:00Z",
            "2026-05-11T09:00:00.000Z",
            "from Friday noon over the weekend",
        ),
        (
            "1 working day",
            "2026-05-04T06:00:00Z",
            "2026-05-05T15:00:00.000Z",
            "the first day does not count",
        ),
        (
            "1 working day",
            "2026-05-08T06:00:00Z",
            "2026-05-11T15:00:00.000Z",
            "Friday to Monday",
        ),
        (
            "1 working day",
            "2026-05-09T06:00:00Z",
            "2026-05-11T15:00:00.000Z",
            "Saturday to Monday",
        ),
        (
            "3 working days",
            "2026-04-02T06:00:00Z",
            "2026-04-08T15:00:00.000Z",
            "over Easter Monday",
        ),
        (
            "1 working day",
            "2026-06-23T06:00:00Z",
            "2026-06-25T15:00:00.000Z",
            "over the patron saint",
        ),
        (
            "2 working days",
            "2026-12-23T09:00:00Z",
            "2026-12-29T16:00:00.000Z",
            "over Christmas and a closed day",
        ),
        (
            "1 working day",
            "2026-12-31T09:00:00Z",
            "2027-01-04T16:00:00.000Z",
            "over the end of the year",
        ),
        (
            "1 working hour",
            "2026-03-27T11:30:00Z",
            "2026-03-30T06:30:00.000Z",
            "the clock changes on the weekend",
        ),
    ];
    for (term, start, end, why) in table {
        assert_eq!(
            ends(&set, term, start, &[]).as_deref(),
            Some(end),
            "{term} from {start}: {why}"
        );
    }
}

#[test]
fn time_inside_a_stop_is_not_counted_and_an_open_stop_holds_the_clock() {
    let set = set();
    let (start, noon) = ("2026-05-04T06:00:00Z", "2026-05-04T10:00:00Z");
    let stopped = |term, stops: &[(&str, Option<&str>)]| ends(&set, term, start, stops);
    let one_hour = [("2026-05-04T07:00:00Z", Some("2026-05-04T08:00:00Z"))];
    assert_eq!(
        stopped("4 hours", &one_hour).as_deref(),
        Some("2026-05-04T11:00:00.000Z")
    );
    let twice = [one_hour[0], ("2026-05-04T07:30:00Z", Some("2026-05-04T08:30:00Z"))];
    assert_eq!(
        stopped("4 hours", &twice).as_deref(),
        Some("2026-05-04T11:30:00.000Z"),
        "what overlaps counts once"
    );
    let a_day = [(start, Some("2026-05-05T06:00:00Z"))];
    assert_eq!(
        stopped("1 working day", &a_day).as_deref(),
        Some("2026-05-06T15:00:00.000Z")
    );
    let over_night = [("2026-05-04T15:00:00Z", Some("2026-05-05T06:00:00Z"))];
    assert_eq!(
        stopped("1 working day", &over_night),
        stopped("1 working day", &[]),
        "nobody worked then anyway"
    );
    assert_eq!(stopped("4 hours", &[("2026-05-04T09:59:00Z", None)]), None);
    assert_eq!(
        stopped("4 hours", &[(noon, None)]).as_deref(),
        Some("2026-05-04T10:00:00.000Z"),
        "it was due before"
    );
    let before = [("2026-05-01T00:00:00Z", Some("2026-05-04T07:00:00Z"))];
    assert_eq!(
        stopped("4 hours", &before).as_deref(),
        Some("2026-05-04T11:00:00.000Z"),
        "only what follows counts"
    );
    let backwards = [("2026-05-04T08:00:00Z", Some("2026-05-04T07:00:00Z"))];
    assert_eq!(
        stopped("4 hours", &backwards).as_deref(),
        Some("2026-05-04T10:00:00.000Z")
    );
    assert_eq!(end_of(&set, "1 working day".parse().unwrap(), i64::MAX, &[]), None);
    assert_eq!(end_of(&set, "1 hour".parse().unwrap(), i64::MAX, &[]), None);
}

#[test]
fn a_case_has_the_hours_of_its_office_and_the_terms_of_its_priority() {
    let mut file = file();
    file["routes"] = json!([{ "category": "lighting.lamp_off", "office": "night" }]);
    let set = read(file).unwrap();
    let received_at_ms = at("2026-05-04T06:00:00Z");
    let facts = |category, priority| CaseFacts {
        category,
        district: "Q1",
        office: None,
        priority,
        received_at_ms,
    };
    let clock = |category, priority| set.clock(&facts(category, priority), &Progress::default()).unwrap();
    let lamp = clock("lighting.lamp_off", Some(Priority::P2));
    assert_eq!((lamp.office.as_str(), lamp.priority), ("night", Priority::P2));
    assert_eq!(
        lamp.take.due_ms,
        Some(received_at_ms + 4 * 60 * MINUTE_MS),
        "open all Monday"
    );
    assert_eq!(
        lamp.make_safe.unwrap().due_ms,
        Some(received_at_ms + 24 * 60 * MINUTE_MS)
    );
    let unknown = clock("x.y", None);
    assert_eq!(
        (unknown.office.as_str(), unknown.priority, unknown.make_safe),
        ("desk", Priority::P3, None)
    );
    assert_eq!(unknown.next_due_ms(), unknown.take.due_ms);
    let done = Progress {
        taken_at_ms: Some(received_at_ms + MINUTE_MS),
        ..Progress::default()
    };
    let taken = set.clock(&facts("x.y", None), &done).unwrap();
    assert_eq!(taken.next_due_ms(), taken.resolve.due_ms);
    let moved = CaseFacts {
        office: Some("night"),
        ..facts("x.y", Some(Priority::P2))
    };
    let moved = set.clock(&moved, &Progress::default()).unwrap();
    assert_eq!(moved.take.due_ms, lamp.take.due_ms, "the office that has it counts");
    let names: Vec<&str> = lamp.legs().map(|(name, _)| name).collect();
    assert_eq!(names, ["take", "make_safe", "resolve"]);
}

#[test]
fn a_term_is_late_only_after_its_end() {
    let leg = |due_ms, done_at_ms| Leg { due_ms, done_at_ms };
    assert_eq!(
        (leg(Some(10), None).late_ms(10), leg(Some(10), None).late_ms(13)),
        (0, 3)
    );
    assert!(leg(Some(10), None).is_overdue(11) && !leg(Some(10), Some(12)).is_overdue(99));
    assert_eq!(leg(Some(10), Some(12)).late_ms(99), 2, "it was late, and is done");
    assert_eq!(leg(None, None).late_ms(99), 0, "the clock stands still");
}

/// Walks minute by minute, knowing only how to read a wall clock.
fn walked(set: &ReferenceData, term: Term, start_ms: i64, stops: &[(i64, Option<i64>)]) -> Option<i64> {
    let zone = TimeZone::posix(ROME).unwrap();
    let wall = |ms: i64| Timestamp::from_millisecond(ms).unwrap().to_zoned(zone.clone());
    let open = |ms: i64| {
        let now = wall(ms);
        let minute = u16::try_from(i32::from(now.hour()) * 60 + i32::from(now.minute())).unwrap();
        let spans = set.calendar.hours.of(now.weekday());
        !set.calendar.is_holiday(now.date()) && spans.iter().any(|span| (span.open..span.close).contains(&minute))
    };
    let counts = |ms: i64| matches!(term.unit, Unit::Minutes | Unit::Hours | Unit::Days) || open(ms);
    let stopped = |ms: i64| {
        stops
            .iter()
            .any(|(from, to)| *from <= ms && to.is_none_or(|to| ms < to))
    };
    let amount = i64::from(term.amount);
    let budget = match term.unit {
        Unit::Minutes => amount,
        Unit::Hours | Unit::WorkingHours => amount * 60,
        Unit::Days => amount * 24 * 60,
        Unit::WorkingDays => budget_of_days(start_ms, amount, &open, &|ms| wall(ms).date()),
    };
    let mut left = budget;
    for ms in (start_ms..).step_by(60_000).take(60 * 24 * 60) {
        if counts(ms) && !stopped(ms) {
            left -= 1;
        }
        if left == 0 {
            return Some(ms + MINUTE_MS);
        }
    }
    None
}

/// The open minutes up to the close of so many open days after the first.
fn budget_of_days(start_ms: i64, days: i64, open: &dyn Fn(i64) -> bool, day: &dyn Fn(i64) -> jiff::civil::Date) -> i64 {
    let (mut minutes, mut seen) = (0, std::collections::BTreeSet::new());
    for ms in (start_ms..).step_by(60_000) {
        if !open(ms) {
            continue;
        }
        if day(ms) != day(start_ms) {
            seen.insert(day(ms));
        }
        if i64::try_from(seen.len()).unwrap() > days {
            return minutes;
        }
        minutes += 1;
    }
    minutes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn terms_end_where_the_one_who_walks_arrives(
        // Around Easter, both changes of the clock, Christmas and the end of the year 2026.
        season in prop::sample::select(vec!["2026-03-25T00:00:00Z", "2026-04-01T00:00:00Z", "2026-06-20T00:00:00Z", "2026-10-20T00:00:00Z", "2026-12-20T00:00:00Z"]),
        minute in 0..12 * 24 * 60_i64,
        amount in 1..6_u32,
        unit in prop::sample::select(vec![Unit::Minutes, Unit::Hours, Unit::Days, Unit::WorkingHours, Unit::WorkingDays]),
        stops in prop::collection::vec((-600..6_000_i64, 0..3_000_i64), 0..4),
        open_ended in prop::option::weighted(0.2, 0..6_000_i64),
    ) {
        let set = set();
        let start_ms = at(season) + minute * MINUTE_MS;
        let mut stops: Vec<(i64, Option<i64>)> = stops
            .into_iter()
            .map(|(from, long)| (start_ms + from * MINUTE_MS, Some(start_ms + (from + long) * MINUTE_MS)))
            .collect();
        stops.extend(open_ended.map(|from| (start_ms + from * MINUTE_MS, None)));
        let term = Term { amount, unit };
        prop_assert_eq!(end_of(&set, term, start_ms, &stops), walked(&set, term, start_ms, &stops));
    }
}
