// SPDX-License-Identifier: EUPL-1.2
//! Moments as people and other systems read them: RFC 3339 in UTC, from milliseconds since 1970.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// 1 January of the year 0 and the last second of 9999: what RFC 3339 can write.
const EARLIEST_MS: i64 = -62_167_219_200_000;
const LATEST_MS: i64 = 253_402_207_199_000;

/// `2026-05-04T08:15:30.250Z`; a moment outside the calendar reads as the nearest one inside.
#[must_use]
pub fn rfc3339(at_ms: i64) -> String {
    let bounded = at_ms.clamp(EARLIEST_MS, LATEST_MS);
    Timestamp::from_millisecond(bounded)
        .map(|moment| format!("{moment:.3}"))
        .unwrap_or_default()
}

/// The moment of an RFC 3339 text, or the beginning (UTC) of a day such as `2026-05-04`; none when it is neither.
#[must_use]
pub fn moment_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok();
    let whole = text.parse::<Timestamp>().ok();
    whole
        .or_else(|| day().map(|day| day.timestamp()))
        .map(Timestamp::as_millisecond)
}

/// The calendar year (UTC) of a moment.
#[must_use]
pub fn year(at_ms: i64) -> i16 {
    let bounded = at_ms.clamp(EARLIEST_MS, LATEST_MS);
    Timestamp::from_millisecond(bounded).map_or(1970, |moment| moment.to_zoned(TimeZone::UTC).year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_rfc3339_and_never_fail() {
        assert_eq!(rfc3339(1_777_882_530_250), "2026-05-04T08:15:30.250Z");
        assert_eq!(year(1_777_882_530_250), 2026);
        assert!(rfc3339(i64::MAX).starts_with("9999-"));
        assert!(rfc3339(i64::MIN).starts_with("0000-"));
    }
    #[test]
    fn a_typed_moment_is_a_day_or_a_whole_moment() {
        assert_eq!(moment_ms("2026-05-04T08:15:30.250Z"), Some(1_777_882_530_250));
        assert_eq!(moment_ms("2026-05-04T10:15:30.250+02:00"), Some(1_777_882_530_250));
        assert_eq!(moment_ms(" 2026-05-04 "), Some(1_777_852_800_000));
        assert_eq!(moment_ms("tomorrow"), None);
    }
}
