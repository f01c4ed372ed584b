// SPDX-License-Identifier: EUPL-1.2
//! Locking by itself, by a clock that the test moves.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tempfile::TempDir;

use super::*;
use crate::bridge::draft::{DraftBegin, DraftForm, DraftId, DraftKind, DraftWrite};
use crate::bridge::fault::Code;
use crate::bridge::session::Pin;
use crate::bridge::settings::Network;
use crate::desk::Device;
use crate::desk::tests::{Nowhere, identity, keystore};

const NOW: i64 = 1_777_882_530_250;

/// An open desk whose clock the test moves.
struct Bench {
    desk: Desk,
    clock: Arc<AtomicI64>,
    _folder: TempDir,
}

impl Bench {
    fn new(lock_after_min: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(NOW));
        let time = Arc::clone(&clock);
        let device = Device {
            folder: folder.path().to_owned(),
            keystore: keystore(folder.path()),
            pictures: None,
            locator: Arc::new(Nowhere),
            tell: Box::new(|_| {}),
            clock: Box::new(move || time.load(Ordering::Relaxed)),
        };
        let mut desk = Desk::new(device, Arc::default(), Arc::default());
        desk.enrolled(identity(1));
        desk.enrol_finish(pin()).unwrap();
        let mut settings = desk.settings(()).unwrap();
        settings.lock_after_min = lock_after_min;
        desk.settings_write(settings).unwrap();
        Self {
            desk,
            clock,
            _folder: folder,
        }
    }

    fn passes(&self, minutes: i64) {
        self.clock.fetch_add(minutes * MINUTE_MS, Ordering::Relaxed);
    }

    fn is_locked(&mut self) -> bool {
        self.desk.session(()).unwrap().phase == Phase::Locked
    }
}

fn pin() -> Pin {
    Pin { pin: "2580".to_owned() }
}

#[test]
fn it_locks_after_the_minutes_chosen_and_a_touch_counts_anew() {
    let mut bench = Bench::new(5);
    bench.passes(4);
    assert!(bench.desk.lock_when_idle() <= Duration::from_secs(60));
    bench.desk.touch(Touch { camera: false }).unwrap();
    bench.passes(4);
    bench.desk.lock_when_idle();
    assert!(!bench.is_locked());
    bench.passes(1);
    bench.desk.lock_when_idle();
    assert!(bench.is_locked());
    bench.desk.unlock(pin()).unwrap();
    bench.desk.lock_when_idle();
    assert!(!bench.is_locked(), "the PIN is a touch");
}

#[test]
fn what_the_app_does_of_its_own_accord_is_no_touch() {
    let mut bench = Bench::new(5);
    for _ in 0..5 {
        bench.passes(1);
        let desk = &mut bench.desk;
        desk.lock_when_idle();
        let network = Network {
            online: true,
            metered: None,
        };
        desk.network(network).unwrap();
        let _begun = desk.sync_begins();
        desk.sync_ends(None);
        let _state = desk.state(());
    }
    assert!(bench.is_locked());
}

#[test]
fn whoever_comes_back_too_late_is_asked_for_the_pin_before_anything_is_shown() {
    let mut bench = Bench::new(2);
    bench.passes(3);
    let shown = bench.desk.at_hand().shift_start(());
    assert_eq!(shown.unwrap_err().code, Code::Locked);
    bench.desk.unlock(pin()).unwrap();
    bench.passes(3);
    bench.desk.touch(Touch { camera: false }).unwrap();
    assert!(bench.is_locked());
}

#[test]
fn a_draft_that_was_being_written_is_there_after_the_lock() {
    let mut bench = Bench::new(2);
    let begin = DraftBegin {
        kind: DraftKind::Report,
        ticket: None,
    };
    let id = bench.desk.draft_begin(begin).unwrap().id;
    let form = DraftForm {
        description: Some("Buca davanti al civico 12".to_owned()),
        ..DraftForm::default()
    };
    bench.desk.draft_write(DraftWrite { id: id.clone(), form }).unwrap();
    bench.passes(2);
    bench.desk.lock_when_idle();
    assert!(bench.is_locked());
    bench.desk.unlock(pin()).unwrap();
    let draft = bench.desk.draft_read(DraftId { id }).unwrap();
    assert_eq!(draft.form.description.as_deref(), Some("Buca davanti al civico 12"));
}

#[test]
fn the_lock_waits_for_a_photo_but_not_for_ever() {
    let mut bench = Bench::new(2);
    bench.desk.touch(Touch { camera: true }).unwrap();
    bench.passes(29);
    bench.desk.lock_when_idle();
    assert!(!bench.is_locked());
    bench.passes(1);
    bench.desk.lock_when_idle();
    assert!(bench.is_locked());
}

#[test]
fn never_is_never_and_a_clock_set_back_locks_no_later_than_chosen() {
    let mut bench = Bench::new(0);
    bench.passes(10_000);
    bench.desk.lock_when_idle();
    assert!(!bench.is_locked());

    let mut bench = Bench::new(5);
    bench.passes(-600);
    bench.desk.lock_when_idle();
    bench.passes(5);
    bench.desk.lock_when_idle();
    assert!(bench.is_locked());
}
