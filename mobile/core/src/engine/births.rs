// SPDX-License-Identifier: EUPL-1.2
//! New ids: UUIDv7 of the clock and random bytes, ever rising within one start whatever the clock does.

use uuid::Builder;
use uuid::Uuid;

const MOST_MS: u64 = (1 << 48) - 2;
const COUNTER_BITS: u16 = 0x0fff;

/// The last id given.
#[derive(Debug, Default)]
pub(super) struct Births {
    last_ms: u64,
    counter: u16,
}

impl Births {
    /// An id greater than every one before.
    pub(super) fn next(&mut self, now_ms: i64, mut bytes: [u8; 10]) -> Uuid {
        let [high, low, ..] = bytes;
        let now = u64::try_from(now_ms).unwrap_or_default().min(MOST_MS);
        if now > self.last_ms {
            // The upper half of the counter's range is left to count in.
            (self.last_ms, self.counter) = (now, u16::from_be_bytes([high, low]) & (COUNTER_BITS >> 1));
        } else if self.counter < COUNTER_BITS {
            self.counter += 1;
        } else {
            (self.last_ms, self.counter) = (self.last_ms + 1, 0);
        }
        for (place, byte) in bytes.iter_mut().zip(self.counter.to_be_bytes()) {
            *place = byte;
        }
        Builder::from_unix_timestamp_millis(self.last_ms, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_even_when_the_clock_stands_or_goes_back() {
        let mut births = Births::default();
        let clock = (0..20_000).map(|at| if at % 3 == 0 { 1_000 } else { 1_000 - at });
        let ids: Vec<Uuid> = clock.map(|now| births.next(now, [7; 10])).collect();
        assert!(ids.is_sorted_by(|one, other| one < other));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn an_id_carries_its_moment() {
        let id = Births::default().next(1_777_882_530_250, [7; 10]);
        assert_eq!(ronda_shared::ids::IntentId(id).born_at_ms(), Some(1_777_882_530_250));
        for now in [i64::MIN, i64::MAX] {
            assert_eq!(Births::default().next(now, [7; 10]).get_version_num(), 7);
        }
    }
}
