// SPDX-License-Identifier: EUPL-1.2
//! The device's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use ronda_field::engine::Clock;

/// Milliseconds since 1970.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The clock as the engine takes it.
pub fn clock() -> Clock {
    Box::new(now_ms)
}
