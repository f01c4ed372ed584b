// SPDX-License-Identifier: EUPL-1.2
//! Working time: the moments at which an office is open, across weekends, holidays and changes of the clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Calendar, Hours, Span};

/// Days looked at before the search for working time is given up: no term of ours is longer.
const FARTHEST_DAYS: usize = 20_000;

/// The open hours of one office.
#[derive(Debug, Clone)]
pub struct WorkingTime<'a> {
    calendar: &'a Calendar,
    hours: &'a Hours,
    zone: TimeZone,
}

impl<'a> WorkingTime<'a> {
    /// The working time of an office with these hours; none when the calendar's zone is no rule.
    #[must_use]
    pub fn of(calendar: &'a Calendar, hours: &'a Hours) -> Option<Self> {
        let zone = TimeZone::posix(&calendar.time_zone).ok()?;
        Some(Self { calendar, hours, zone })
    }

    /// The open spans from a moment on, in milliseconds since 1970, each with its end excluded.
    pub fn spans_from(&self, start_ms: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let days = self.days_from(start_ms);
        let spans = days.flat_map(|date| self.spans_of(date));
        spans.filter_map(move |(from, to)| (to > start_ms).then_some((from.max(start_ms), to)))
    }

    /// When the `n`-th working day after the day of a moment closes.
    #[must_use]
    pub fn close_of_working_day(&self, start_ms: i64, n: u32) -> Option<i64> {
        let later = self.days_from(start_ms).skip(1);
        let mut closings = later.filter_map(|date| self.spans_of(date).last().map(|(_, close)| *close));
        closings.nth(usize::try_from(n).ok()?.checked_sub(1)?)
    }

    /// The day of a moment and those after it.
    fn days_from(&self, start_ms: i64) -> impl Iterator<Item = Date> + '_ {
        let first = Timestamp::from_millisecond(start_ms).ok();
        let first = first.map(|moment| moment.to_zoned(self.zone.clone()).date());
        std::iter::successors(first, |date| date.checked_add(1.day()).ok()).take(FARTHEST_DAYS)
    }

    fn spans_of(&self, date: Date) -> Vec<(i64, i64)> {
        if self.calendar.is_holiday(date) {
            return Vec::new();
        }
        let spans = self.hours.of(date.weekday()).iter();
        spans.filter_map(|span| self.moments(date, *span)).collect()
    }

    /// A span that a change of the clock swallows whole is none.
    fn moments(&self, date: Date, span: Span) -> Option<(i64, i64)> {
        let (from, to) = (self.moment(date, span.open)?, self.moment(date, span.close)?);
        (from < to).then_some((from, to))
    }

    fn moment(&self, date: Date, minute: u16) -> Option<i64> {
        let (date, minute) = if minute == 24 * 60 {
            (date.checked_add(1.day()).ok()?, 0)
        } else {
            (date, minute)
        };
        let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
        let moment = date.at(hour, minute, 0, 0).to_zoned(self.zone.clone()).ok()?;
        Some(moment.timestamp().as_millisecond())
    }
}
