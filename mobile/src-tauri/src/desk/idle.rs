// SPDX-License-Identifier: EUPL-1.2
//! The lock that comes by itself: so many minutes after a person's hand was last on the screen. What the app does of its own
//! accord, such as a sync and the lists it reads anew, is no hand.

use std::time::Duration;

use super::Desk;
use crate::bridge::fault::Fault;
use crate::bridge::session::{Phase, Touch};

/// A choice made meanwhile is heard of this soon, and a phone that slept is looked at this soon.
const LOOK_MS: i64 = 60_000;
/// A photo that comes back from the phone's camera needs an open home: the lock waits for it, but not for ever.
const CAMERA_MIN: u32 = 30;
const MINUTE_MS: i64 = 60_000;

/// When a person was last at hand.
#[derive(Debug, Default)]
pub(super) struct Idle {
    touched_ms: i64,
    camera: bool,
    /// As chosen; 0 never.
    after_min: u32,
}

impl Idle {
    fn left_ms(&self, now_ms: i64) -> Option<i64> {
        let after_min = match (self.after_min, self.camera) {
            (0, _) => return None,
            (chosen, true) => chosen.max(CAMERA_MIN),
            (chosen, false) => chosen,
        };
        Some(self.touched_ms + i64::from(after_min) * MINUTE_MS - now_ms)
    }
}

impl Desk {
    /// The home was opened or its lock chosen.
    pub(super) fn idle_begins(&mut self) {
        self.idle.after_min = self.chosen().map_or(0, |(.., after_min)| after_min);
        self.touched(false);
    }

    fn touched(&mut self, camera: bool) {
        self.idle.touched_ms = (self.clock)();
        self.idle.camera = camera;
    }

    /// Whoever comes too late finds it locked and has to type the PIN.
    pub fn touch(&mut self, request: Touch) -> Result<(), Fault> {
        self.lock_when_idle();
        self.touched(request.camera);
        Ok(())
    }

    /// Locks what nobody touched for long enough; answers how soon to look again.
    pub fn lock_when_idle(&mut self) -> Duration {
        let now_ms = (self.clock)();
        // A clock that was set back measures nothing of what was before.
        self.idle.touched_ms = self.idle.touched_ms.min(now_ms);
        let left_ms = self.idle.left_ms(now_ms).unwrap_or(LOOK_MS);
        let is_due = left_ms <= 0;
        // A phone that was emptied has nothing to lock, and says why until it is enrolled anew.
        if is_due && self.engine.is_some() && !matches!(self.phase(), Ok(Phase::Revoked)) {
            self.shut();
        }
        let soon_ms = if is_due { LOOK_MS } else { left_ms.min(LOOK_MS) };
        Duration::from_millis(soon_ms.unsigned_abs())
    }

    /// For a command: what should be locked is, before anything is read from it.
    pub fn at_hand(&mut self) -> &mut Self {
        self.lock_when_idle();
        self
    }
}

#[cfg(test)]
mod tests;
