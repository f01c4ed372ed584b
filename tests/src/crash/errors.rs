// SPDX-License-Identifier: EUPL-1.2
//! The disk fails at the n-th call of a day's work, for every n: what was saved stays, what failed is said and is not half there.

use ronda_field::engine::Engine;
use ronda_field::error::Error;
use ronda_field::home::HomeError;
use ronda_field::keystore::KeystoreError;
use ronda_field::store::StoreError;
use ronda_shared::ticket::{Field, Value};

use super::disk::{Disk, Fault};
use super::handset::{Handset, Kept, files, holds, opened};
use crate::sim::{copy_tree, folder as scratch};

/// Calls of one day at most; a day that needs more has grown, and this bound with it.
const MOST: u64 = 20_000;

/// Makes a fault of a number.
pub type Failing = fn(u64) -> Fault;

/// Every way in which a disk fails here.
pub const WAYS: [(&str, Failing); 3] = [
    ("one I/O error", Fault::OnceAt),
    ("I/O errors from then on", Fault::FromOn),
    ("a full disk", Fault::FullFrom),
];

/// Tries `step`-th places, from the `first` on, until a day passes without a fault; answers how many places were tried.
///
/// # Panics
/// When a promise was broken, naming way and place.
pub fn at_every_call(way: &str, failing: Failing, first: u64, step: u64) -> u64 {
    let handset = Handset::with(1);
    let places = (first..MOST).step_by(usize::try_from(step).expect("a small step"));
    for (tried, n) in (0..).zip(places) {
        let failed = day(&handset, failing(n)).unwrap_or_else(|what| panic!("{way} at call {n}: {what}"));
        if !failed {
            return tried;
        }
    }
    panic!("{way}: a day does not end within {MOST} calls");
}

/// One day on a failing disk and the morning after on a sound one; false when the disk had no reason to fail any more.
fn day(handset: &Handset, fault: Fault) -> Result<bool, String> {
    let folder = scratch();
    let home = folder.path().join("home");
    copy_tree(&handset.home(), &home);
    let disk = Disk::under(folder.path());
    disk.fails(Some(fault));
    let mut kept = handset.tickets.clone();
    match opened(&home) {
        Ok(mut engine) => work(&mut engine, &mut kept, &disk)?,
        Err(error) => is_clear(&error, &disk)?,
    }
    let failed = disk.failed() > 0;
    disk.fails(None);
    let mut engine = opened(&home).map_err(|error| format!("the phone does not open any more: {error}"))?;
    holds(&mut engine, &kept)?;
    files(&mut engine, 99, 1).map_err(|error| format!("nothing can be saved any more: {error}"))?;
    Ok(failed)
}

/// Files with photos, edits, adds, folds the log: whatever is answered with yes goes to `kept`.
fn work(engine: &mut Engine, kept: &mut Vec<Kept>, disk: &Disk) -> Result<(), String> {
    let first = kept.first().expect("a ticket from before").ticket;
    match files(engine, 1, 2) {
        Ok(one) => kept.push(one),
        Err(error) => is_clear(&error, disk)?,
    }
    let title = (Field::Title, Value::Text("Buca allargata".into()));
    let answers = [
        engine.edit(&first, vec![title]).map(drop),
        engine.note(&first, "Il marciapiede è transennato").map(drop),
        engine.store().checkpoint().map_err(Error::from),
        engine.status().map(drop),
    ];
    for answer in answers {
        answer.or_else(|error| is_clear(&error, disk))?;
    }
    match files(engine, 2, 1) {
        Ok(one) => kept.push(one),
        Err(error) => is_clear(&error, disk)?,
    }
    Ok(())
}

/// The disk is named as what failed, with what to do. Of a page that could not be read SQLCipher says only that it does not
/// decrypt: then, and only then, the sentence may name both causes, the disk and what is on it.
fn is_clear(error: &Error, disk: &Disk) -> Result<(), String> {
    let of_home = |error: &HomeError| matches!(error, HomeError::Full | HomeError::Folder(_));
    let clear = match error {
        Error::Store(StoreError::Full | StoreError::Disk) => true,
        Error::Store(StoreError::Unreadable | StoreError::Locked) => {
            disk.failed_to_read() && error.to_string().contains("disk")
        }
        Error::Home(error) | Error::Keystore(KeystoreError::Home(error)) => of_home(error),
        _ => false,
    };
    if clear {
        Ok(())
    } else {
        Err(format!("an unclear answer: {error:?}"))
    }
}
