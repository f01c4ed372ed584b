// SPDX-License-Identifier: EUPL-1.2
//! The home: one user at a time, private files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::*;

#[test]
fn a_second_handle_is_told_that_the_home_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let first = Home::enter(&folder.path().join("home")).unwrap();
    let second = Home::enter(&folder.path().join("home")).unwrap_err();
    assert_eq!(
        second.to_string(),
        "another Ronda is using this home: wait for it or close it"
    );
    drop(first);
    assert!(Home::enter(&folder.path().join("home")).is_ok());
}

#[test]
fn a_home_that_was_left_is_free_though_a_program_that_is_just_starting_still_has_its_lock_open() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::enter(folder.path()).unwrap();
    let inherited = home.lock.try_clone().unwrap();
    drop(home);
    assert!(Home::enter(folder.path()).is_ok());
    drop(inherited);
}

#[cfg(unix)]
#[test]
fn folder_and_files_belong_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("home");
    let home = Home::enter(&path).unwrap();
    home.prepare_store().unwrap();
    write_durably(&path.join("tries"), b"x").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    for file in ["lock", "ronda.db", "tries"] {
        assert_eq!(mode(&path.join(file)), 0o600, "{file}");
    }
}
