// SPDX-License-Identifier: EUPL-1.2
//! The best of the fixes of a few seconds: receivers settle, and a person walks.

/// A fix counts for so long.
const WINDOW_MS: i64 = 10_000;
/// How far somebody walks in a second, in metres: so much a fix loses by its age.
const WALK_M: f64 = 1.5;
/// Fixes that come this steadily, in milliseconds, are measured as they come.
const STEADY_MS: i64 = 2_000;
/// A tenth of a millimetre: no two measurements are so alike.
const SAME_DEGREES: f64 = 1e-9;
/// Radius of a fix that says none, in metres.
const UNKNOWN_M: f64 = 100.0;

/// What a receiver said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// Latitude and longitude in degrees.
    pub place: (f64, f64),
    /// Radius in metres.
    pub accuracy_m: Option<f64>,
    /// When it was measured, in milliseconds since 1970.
    pub at_ms: i64,
    /// The system said that it was simulated.
    pub mocked: Option<bool>,
}

impl Fix {
    /// Whether it is the measurement of this place and moment, also after its numbers went through JSON.
    #[must_use]
    pub fn is_measured_at(&self, (lat, lon): (f64, f64), at_ms: i64) -> bool {
        let is_near = |one: f64, other: f64| (one - other).abs() <= SAME_DEGREES;
        self.at_ms == at_ms && is_near(self.place.0, lat) && is_near(self.place.1, lon)
    }

    fn doubt_m(&self, now_ms: i64) -> f64 {
        let age_s = now_ms.saturating_sub(self.at_ms).max(0) as f64 / 1000.0;
        self.accuracy_m.unwrap_or(UNKNOWN_M) + age_s * WALK_M
    }
}

/// The fixes of the last seconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fixes {
    held: Vec<Fix>,
    /// The receiver's moment of the last one, and this clock's when it was heard.
    last: Option<(i64, i64)>,
}

impl Fixes {
    /// Takes one in and answers the best there is; a simulated one only while there is no other.
    pub fn hear(&mut self, fix: Fix, now_ms: i64) -> Fix {
        let fix = self.by_this_clock(fix, now_ms);
        self.held.retain(|held| now_ms.saturating_sub(held.at_ms) <= WINDOW_MS);
        self.held.push(fix);
        let rank = |fix: &Fix| (fix.mocked == Some(true), fix.doubt_m(now_ms));
        let better = |best: Fix, next: &Fix| {
            let ((best_mocked, best_m), (next_mocked, next_m)) = (rank(&best), rank(next));
            let order = next_mocked.cmp(&best_mocked).then(next_m.total_cmp(&best_m));
            if order.is_le() { *next } else { best }
        };
        self.held.iter().fold(fix, better)
    }

    /// A receiver has the satellites' time, and a phone's clock may be anybody's. A fix is never of the future; and one that is
    /// as much newer than the one before as was waited for it was measured as it came, however old this clock makes it.
    fn by_this_clock(&mut self, fix: Fix, now_ms: i64) -> Fix {
        let before = self.last.replace((fix.at_ms, now_ms));
        let is_steady = before.is_some_and(|(at_ms, heard_ms)| {
            let (newer, waited) = (fix.at_ms.saturating_sub(at_ms), now_ms.saturating_sub(heard_ms));
            newer > 0 && newer.saturating_sub(waited).saturating_abs() <= STEADY_MS
        });
        let looks_old = now_ms.saturating_sub(fix.at_ms) > WINDOW_MS;
        let at_ms = if is_steady && looks_old {
            now_ms
        } else {
            fix.at_ms.min(now_ms)
        };
        Fix { at_ms, ..fix }
    }

    /// Forgets them all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(at_ms: i64, accuracy_m: f64) -> Fix {
        Fix {
            place: (43.77, 11.25),
            accuracy_m: Some(accuracy_m),
            at_ms,
            mocked: None,
        }
    }

    #[test]
    fn the_sharpest_of_a_few_seconds_stands_until_walking_has_made_it_worse() {
        let mut fixes = Fixes::default();
        assert_eq!(fixes.hear(fix(0, 60.0), 0), fix(0, 60.0));
        assert_eq!(fixes.hear(fix(1_000, 8.0), 1_000), fix(1_000, 8.0));
        assert_eq!(fixes.hear(fix(3_000, 14.0), 3_000), fix(1_000, 8.0), "11 m by now");
        assert_eq!(fixes.hear(fix(6_000, 12.0), 6_000), fix(6_000, 12.0), "15 m by now");
        assert_eq!(
            fixes.hear(fix(30_000, 90.0), 30_000),
            fix(30_000, 90.0),
            "all others are too old"
        );
    }

    #[test]
    fn a_measurement_is_the_same_by_place_and_moment() {
        let told = fix(1_000, 8.0);
        assert!(told.is_measured_at((43.77 + f64::EPSILON * 32.0, 11.25), 1_000));
        assert!(!told.is_measured_at((43.77, 11.25), 1_001), "another moment");
        assert!(!told.is_measured_at((43.770_001, 11.25), 1_000), "another place");
        assert!(!told.is_measured_at((43.77, f64::NAN), 1_000));
    }

    #[test]
    fn a_slow_clock_makes_no_fix_of_the_future() {
        let (mut fixes, slow) = (Fixes::default(), 3_600_000);
        assert_eq!(fixes.hear(fix(slow, 5.0), 0), fix(0, 5.0));
        let later = fixes.hear(fix(slow + 20_000, 30.0), 20_000);
        assert_eq!(later, fix(20_000, 30.0), "the first is too old by now");
    }

    #[test]
    fn a_fast_clock_makes_no_steady_fix_old() {
        let (mut fixes, fast) = (Fixes::default(), 3_600_000);
        let first = fixes.hear(fix(0, 9.0), fast);
        assert_eq!(first, fix(0, 9.0), "it may be one of an hour ago");
        let second = fixes.hear(fix(1_000, 9.0), fast + 1_000);
        assert_eq!(second.at_ms, fast + 1_000);
        let kept = fixes.hear(fix(1_000, 9.0), fast + 60_000);
        assert_eq!(
            kept.at_ms, 1_000,
            "the same again, an hour old or not, was not measured now"
        );
    }

    #[test]
    fn a_simulated_fix_stands_only_alone() {
        let mut fixes = Fixes::default();
        let mocked = Fix {
            mocked: Some(true),
            ..fix(0, 1.0)
        };
        assert_eq!(fixes.hear(mocked, 0), mocked);
        assert_eq!(fixes.hear(fix(1_000, 50.0), 1_000), fix(1_000, 50.0));
        assert_eq!(fixes.hear(Fix { at_ms: 2_000, ..mocked }, 2_000), fix(1_000, 50.0));
    }
}
