// SPDX-License-Identifier: EUPL-1.2
//! The disk fails at the n-th call of a day's work, for every n: what was saved stays, what failed is said and is not half there.

use ronda_field::engine::Engine;
use ronda_field::error::Error;
use ronda_field::home::HomeError;
use ronda_field::keystore::KeystoreError;
use ronda_field::store::{DraftBytes, StoreError};
use ronda_shared::ticket::{Field, Value};

use super::disk::{Disk, Fault};
use super::handset::{Handset, Kept, files, holds, opened};
use crate::camera::{Scene, photo};
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
    let (mut kept, mut draft) = (handset.tickets.clone(), Written::default());
    match opened(&home) {
        Ok(mut engine) => {
            draft.grows(&mut engine, &disk)?;
            work(&mut engine, &mut kept, &disk)?;
        }
        Err(error) => is_clear(&error, &disk)?,
    }
    let failed = disk.failed() > 0;
    disk.fails(None);
    let mut engine = opened(&home).map_err(|error| format!("the phone does not open any more: {error}"))?;
    holds(&mut engine, &kept)?;
    draft.is_there(&engine)?;
    files(&mut engine, 99, 1).map_err(|error| format!("nothing can be saved any more: {error}"))?;
    Ok(failed)
}

/// What a draft was said to hold.
#[derive(Default)]
struct Written {
    draft: Option<String>,
    /// Forms that were written since the last one said to be: either may stand where the disk failed in between.
    forms: Vec<String>,
    photos: usize,
}

impl Written {
    /// Begins a draft, adds a photo, and writes a word after another, as a screen does.
    fn grows(&mut self, engine: &mut Engine, disk: &Disk) -> Result<(), String> {
        let begun = engine.begin_draft("report", None, "0".into());
        match begun {
            Ok(draft) => (self.draft, self.forms) = (Some(draft.id), vec!["0".into()]),
            Err(error) => return is_clear(&error, disk),
        }
        let Some(draft) = self.draft.clone() else { return Ok(()) };
        let file = photo(Scene::at(43.7, 11.2, 77).sized(160, 120).gravel());
        match engine.add_draft_photo(&draft, "7.jpg", file, "{}".into(), |_| "{}".into()) {
            Ok(_) => self.photos = 1,
            Err(error) => is_clear(&error, disk)?,
        }
        for form in ["1", "2", "3"] {
            self.forms.push(form.into());
            match engine.write_draft(&draft, form.into()) {
                Ok(_) => self.forms = vec![form.into()],
                Err(error) => is_clear(&error, disk)?,
            }
        }
        Ok(())
    }

    fn is_there(&self, engine: &Engine) -> Result<(), String> {
        let Some(id) = &self.draft else { return Ok(()) };
        let fault = |error: StoreError| format!("a draft cannot be read: {error}");
        let draft = engine.store().draft(id).map_err(fault)?;
        let draft = draft.ok_or("a draft is lost")?;
        if !self.forms.contains(&draft.form) {
            return Err(format!("a draft went back to {:?} from {:?}", draft.form, self.forms));
        }
        let photos = engine.store().draft_photos(id).map_err(fault)?;
        for photo in &photos {
            let file = engine.store().draft_photo_bytes(&photo.id, DraftBytes::File);
            file.map_err(fault)?.ok_or("a draft's photo has no bytes")?;
        }
        if photos.len() < self.photos {
            return Err("a draft's photo is lost".into());
        }
        Ok(())
    }
}

/// Files with photos, edits, takes back, packs, folds the log: whatever is answered with yes goes to `kept`.
fn work(engine: &mut Engine, kept: &mut Vec<Kept>, disk: &Disk) -> Result<(), String> {
    let first = kept.first().expect("a ticket from before").ticket;
    match files(engine, 1, 2) {
        Ok(one) => kept.push(one),
        Err(error) => is_clear(&error, disk)?,
    }
    let title = (Field::Title, Value::Text("Buca allargata".into()));
    let edited = engine.edit(&first, vec![title]).map(drop);
    let undone = edited.is_ok().then(|| engine.undo(&first, &Field::Title).map(drop));
    let answers = [
        edited,
        undone.unwrap_or(Ok(())),
        engine.note(&first, "Il marciapiede è transennato").map(drop),
        engine.pack().map(drop),
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
