// SPDX-License-Identifier: EUPL-1.2
//! A second hand for work on photos: a thread of its own, where the system gives one.

use std::panic::resume_unwind;
use std::thread;

/// Does both at the same time and comes back when both are done.
pub fn two_hands(one: &(dyn Fn() + Sync), other: &(dyn Fn() + Sync)) {
    thread::scope(|scope| {
        let running = thread::Builder::new().spawn_scoped(scope, one);
        other();
        match running {
            Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => one(),
        }
    });
}
