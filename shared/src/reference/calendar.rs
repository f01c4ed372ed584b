// SPDX-License-Identifier: EUPL-1.2
//! The calendar: the zone, days nobody works, and when offices are open.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::text::written_as_text;

const MINUTES_OF_DAY: u16 = 24 * 60;

/// Working days and office hours.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The zone as a POSIX rule, such as `CET-1CEST,M3.5.0,M10.5.0/3` for Europe/Rome.
    #[n(0)]
    pub time_zone: String,
    /// Holidays of every year.
    #[n(1)]
    pub holidays: Vec<MonthDay>,
    /// Whether the Monday after Easter is a holiday.
    #[n(2)]
    pub easter_monday: bool,
    /// The day of the patron saint.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patron_saint: Option<MonthDay>,
    /// Single days on which offices are closed.
    #[n(4)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Day>,
    /// Opening hours of offices that name none of their own.
    #[n(5)]
    pub hours: Hours,
}

impl Calendar {
    /// Whether nobody works that day, whatever the weekday.
    #[must_use]
    pub fn is_holiday(&self, date: Date) -> bool {
        let day = MonthDay {
            month: date.month(),
            day: date.day(),
        };
        self.holidays.contains(&day)
            || self.patron_saint == Some(day)
            || self.closed.contains(&Day(date))
            || (self.easter_monday && easter_monday(date.year()) == Some(date))
    }
}

/// The Monday after Easter, by the Gregorian reckoning; none in years the calendar does not hold.
pub(super) fn easter_monday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (century, in_century) = (y.div_euclid(100), y.rem_euclid(100));
    let golden = y.rem_euclid(19);
    let moon_drift = (century + 8).div_euclid(25);
    let moon_shift = (century - moon_drift + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - moon_shift + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * century.rem_euclid(4) + 2 * in_century.div_euclid(4) - epact - in_century.rem_euclid(4))
        .rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday).div_euclid(451);
    let days = epact + to_sunday - 7 * late + 114;
    let (month, day) = (
        i8::try_from(days.div_euclid(31)).ok()?,
        i8::try_from(days.rem_euclid(31) + 1).ok()?,
    );
    Date::new(year, month, day).ok()?.checked_add(1.day()).ok()
}

/// A day of every year, written `12-25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// One day, written `2026-12-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

/// From one minute of the day to another, written `08:00-13:30`; 24:00 is its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Minutes since midnight.
    pub open: u16,
    /// Minutes since midnight, greater than `open`.
    pub close: u16,
}

/// Opening hours of each weekday; a day not named is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names of the weekdays say it all")]
pub struct Hours {
    #[n(0)]
    pub monday: Vec<Span>,
    #[n(1)]
    pub tuesday: Vec<Span>,
    #[n(2)]
    pub wednesday: Vec<Span>,
    #[n(3)]
    pub thursday: Vec<Span>,
    #[n(4)]
    pub friday: Vec<Span>,
    #[n(5)]
    pub saturday: Vec<Span>,
    #[n(6)]
    pub sunday: Vec<Span>,
}

impl Hours {
    /// The opening hours of a weekday.
    #[must_use]
    pub fn of(&self, weekday: Weekday) -> &[Span] {
        match weekday {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    /// Every weekday with its name and hours.
    pub(super) fn named(&self) -> [(&'static str, &[Span]); 7] {
        [
            ("monday", &self.monday),
            ("tuesday", &self.tuesday),
            ("wednesday", &self.wednesday),
            ("thursday", &self.thursday),
            ("friday", &self.friday),
            ("saturday", &self.saturday),
            ("sunday", &self.sunday),
        ]
    }
}

/// A text that is no day or no span of hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is no {what}: write it as {as_in}")]
pub struct NotInCalendar {
    text: String,
    what: &'static str,
    as_in: &'static str,
}

fn not(text: &str, what: &'static str, as_in: &'static str) -> NotInCalendar {
    NotInCalendar {
        text: text.to_owned(),
        what,
        as_in,
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for MonthDay {
    type Err = NotInCalendar;

    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        let read = || {
            let (month, day) = text.split_once('-')?;
            let (month, day) = (two_digits(month)?, two_digits(day)?);
            // 2024 has a 29 February, so that one may be named too.
            let date = Date::new(2024, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
            Some(Self {
                month: date.month(),
                day: date.day(),
            })
        };
        read().ok_or_else(|| not(text, "day of the year", "12-25, the month first"))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Day {
    type Err = NotInCalendar;

    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
        date.map(Self).ok_or_else(|| not(text, "day", "2026-12-24"))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, close) = (self.open, self.close);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            open / 60,
            open % 60,
            close / 60,
            close % 60
        )
    }
}

impl FromStr for Span {
    type Err = NotInCalendar;

    fn from_str(text: &str) -> Result<Self, NotInCalendar> {
        let read = || {
            let (open, close) = text.split_once('-')?;
            let (open, close) = (minute(open)?, minute(close)?);
            (open < close).then_some(Self { open, close })
        };
        read().ok_or_else(|| not(text, "span of hours", "08:00-13:30, within one day"))
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES_OF_DAY).then_some(total)
}

fn two_digits(text: &str) -> Option<u16> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

written_as_text!(MonthDay);
written_as_text!(Day);
written_as_text!(Span);
