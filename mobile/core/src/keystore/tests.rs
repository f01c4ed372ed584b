// SPDX-License-Identifier: EUPL-1.2
//! The keystore: what opens, what counts, what waits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;

use ronda_shared::identity::{BoxKey, Secret, open};

use super::*;

pub(crate) const CHEAP: Cost = Cost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};
const NOW: i64 = 1_777_882_530_250;

fn recovery() -> BoxKey {
    BoxKey::from_seed(&Secret([7; 32]))
}

fn founded(folder: &Path) -> (Keystore, Secret) {
    let keystore = Keystore::with_cost(folder, CHEAP);
    let key = keystore
        .found::<_, KeystoreError>("2580", &recovery().public(), |key| Ok(key.clone()))
        .unwrap();
    (keystore, key)
}

#[test]
fn the_pin_opens_and_so_does_the_recovery_key() {
    let folder = tempfile::tempdir().unwrap();
    let (keystore, key) = founded(folder.path());
    assert_eq!(keystore.unlock("2580", NOW).unwrap(), key);
    assert_eq!(open(&recovery(), &keystore.sealed_key().unwrap()).unwrap(), key.0);
}

#[test]
fn wrong_pins_count_across_restarts_and_the_fourth_waits() {
    let folder = tempfile::tempdir().unwrap();
    founded(folder.path());
    for _ in 0..3 {
        let wrong = Keystore::of(folder.path()).unlock("0000", NOW).unwrap_err();
        assert!(matches!(wrong, KeystoreError::WrongPin { wait_ms: 0 }), "{wrong}");
    }
    let fourth = Keystore::of(folder.path()).unlock("0000", NOW).unwrap_err();
    assert_eq!(fourth.to_string(), "wrong PIN: the next try counts in 30 s");
    let right_too_soon = Keystore::of(folder.path()).unlock("2580", NOW + 29_000).unwrap_err();
    assert_eq!(right_too_soon.to_string(), "too many wrong PINs: try again in 1 s");
    assert!(Keystore::of(folder.path()).unlock("2580", NOW + 30_000).is_ok());
    assert!(matches!(
        Keystore::of(folder.path()).unlock("0000", NOW),
        Err(KeystoreError::WrongPin { wait_ms: 0 })
    ));
}

#[test]
fn a_clock_set_back_restarts_the_wait_and_never_shortens_it() {
    let folder = tempfile::tempdir().unwrap();
    let (keystore, _) = founded(folder.path());
    for _ in 0..4 {
        assert!(keystore.unlock("0000", NOW).is_err());
    }
    let earlier = NOW - 86_400_000;
    assert!(matches!(
        keystore.unlock("2580", earlier),
        Err(KeystoreError::Wait { wait_ms: 30_000 })
    ));
    assert!(matches!(
        keystore.unlock("2580", earlier + 10_000),
        Err(KeystoreError::Wait { wait_ms: 20_000 })
    ));
    assert!(keystore.unlock("2580", earlier + 30_000).is_ok());
}

#[test]
fn after_one_slip_a_clock_set_back_keeps_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let (keystore, key) = founded(folder.path());
    let slip = keystore.unlock("0000", NOW).unwrap_err();
    assert!(matches!(slip, KeystoreError::WrongPin { wait_ms: 0 }), "{slip}");
    assert_eq!(keystore.unlock("2580", NOW - 86_400_000).unwrap(), key);
}

#[test]
fn waits_grow_up_to_an_hour() {
    let waits: Vec<i64> = (0..14).map(wait_after_ms).collect();
    assert_eq!(waits[..6], [0, 0, 0, 0, 30_000, 60_000]);
    assert!(waits.is_sorted());
    assert_eq!(waits[13], 3_600_000);
    assert_eq!(wait_after_ms(u32::MAX), 3_600_000);
}

#[test]
fn the_try_is_on_disk_before_the_pin_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let tries = Tries::of(folder.path());
    // A kill between the count and the check leaves exactly this behind.
    for _ in 0..4 {
        tries.begin(NOW).unwrap();
    }
    assert!(matches!(
        Tries::of(folder.path()).begin(NOW),
        Err(KeystoreError::Wait { .. })
    ));
}

#[test]
fn a_damaged_count_waits_and_then_counts_on() {
    let folder = tempfile::tempdir().unwrap();
    let (keystore, _) = founded(folder.path());
    std::fs::write(folder.path().join("tries"), b"?").unwrap();
    assert!(matches!(
        keystore.unlock("2580", NOW),
        Err(KeystoreError::Wait { wait_ms: 30_000 })
    ));
    assert!(keystore.unlock("2580", NOW + 30_000).is_ok());
}

#[test]
fn without_the_file_key_the_pin_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let (keystore, _) = founded(folder.path());
    std::fs::write(folder.path().join("keystore.key"), [1; 32]).unwrap();
    assert!(matches!(
        keystore.unlock("2580", NOW),
        Err(KeystoreError::WrongPin { .. })
    ));
}

#[test]
fn a_home_is_founded_once_and_only_when_its_store_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let keystore = Keystore::with_cost(folder.path(), CHEAP);
    let refused = keystore.found::<(), _>("2580", &recovery().public(), |_| Err(KeystoreError::System));
    assert!(refused.is_err() && !keystore.is_founded());
    assert!(matches!(keystore.unlock("2580", NOW), Err(KeystoreError::NotEnrolled)));
    founded(folder.path());
    let again = keystore.found::<(), KeystoreError>("2580", &recovery().public(), |_| Ok(()));
    assert!(matches!(again, Err(KeystoreError::AlreadyEnrolled)));
    let short =
        Keystore::with_cost(&folder.path().join("x"), CHEAP)
            .found::<(), _>("258", &recovery().public(), |_| Ok::<_, KeystoreError>(()));
    assert!(matches!(short, Err(KeystoreError::ShortPin)));
}

/// Hardware as a phone has it: its key lives here and nowhere else.
#[derive(Debug, Clone, Default)]
struct Chip(std::sync::Arc<std::sync::Mutex<Option<u8>>>);

impl Hardware for Chip {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        let key = *self.0.lock().unwrap().get_or_insert(0x5a);
        Ok(secret.iter().map(|byte| byte ^ key).collect())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        let key = self.0.lock().unwrap().ok_or(KeystoreError::Damaged)?;
        Ok(wrapped.iter().map(|byte| byte ^ key).collect())
    }

    fn forget(&self) -> Result<(), KeystoreError> {
        self.0.lock().unwrap().take();
        Ok(())
    }
}

fn in_chip(folder: &Path, chip: &Chip) -> Keystore {
    Keystore::with_cost(folder, CHEAP).in_hardware(Box::new(chip.clone()))
}

#[test]
fn a_home_in_hardware_opens_on_its_own_phone_alone() {
    let (folder, chip) = (tempfile::tempdir().unwrap(), Chip::default());
    let keystore = in_chip(folder.path(), &chip);
    let key = keystore.found::<_, KeystoreError>("2580", &recovery().public(), |key| Ok(key.clone()));
    assert_eq!(keystore.unlock("2580", NOW).unwrap(), key.unwrap());
    assert!(in_chip(folder.path(), &Chip::default()).unlock("2580", NOW).is_err());
    assert!(
        Keystore::with_cost(folder.path(), CHEAP)
            .unlock("2580", NOW + 1)
            .is_err()
    );
}

#[test]
fn the_tenth_wrong_pin_drops_the_phone_s_way_and_leaves_the_office_s() {
    let (folder, chip) = (tempfile::tempdir().unwrap(), Chip::default());
    let keystore = in_chip(folder.path(), &chip);
    let key = keystore
        .found::<_, KeystoreError>("2580", &recovery().public(), |key| Ok(key.clone()))
        .unwrap();
    let mut now_ms = NOW;
    for wrong in 1..LAST_TRY {
        assert!(
            matches!(keystore.unlock("0000", now_ms), Err(KeystoreError::WrongPin { .. })),
            "{wrong}"
        );
        now_ms += wait_after_ms(LAST_TRY);
    }
    assert!(matches!(keystore.unlock("0000", now_ms), Err(KeystoreError::Dropped)));
    let later_ms = now_ms + wait_after_ms(LAST_TRY + 1);
    assert!(matches!(keystore.unlock("2580", later_ms), Err(KeystoreError::Dropped)));
    assert_eq!(open(&recovery(), &keystore.sealed_key().unwrap()).unwrap(), key.0);
}
