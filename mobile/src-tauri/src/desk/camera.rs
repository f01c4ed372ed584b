// SPDX-License-Identifier: EUPL-1.2
//! The plain files a phone's camera leaves behind: swept once their photo is kept, recovered when the system ended the app
//! while the camera was in front.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ronda_shared::limits;

use super::draft_photos::{FIRST_ROLE, Taken};
use super::{Desk, drafts};
use crate::bridge::draft::DraftForm;
use crate::bridge::fault::{Code, Fault};

/// A file that shows nothing may still be being written; after this long it is not.
const BROKEN_FOR: Duration = Duration::from_secs(24 * 3600);
const ENDINGS: [&str; 3] = ["jpg", "jpeg", "png"];

impl Desk {
    /// Makes each file a photo of the report that was written last, or of a new one. What cannot be taken as it is may show
    /// something all the same: it stays where it is, and the person is told.
    pub(super) fn recover_photos(&mut self) -> Result<(), Fault> {
        self.left_behind = None;
        for path in self.camera_files() {
            let Ok(file) = fs::read(&path) else { continue };
            match self.recover(file) {
                Ok(()) => remove(&path),
                Err(fault) if fault.code == Code::BrokenPhoto && is_old(&path) => remove(&path),
                Err(fault) if fault.code == Code::BrokenPhoto => {}
                Err(fault) if matches!(fault.code, Code::BadPhoto | Code::LargePhoto) => self.left_behind = Some(fault),
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// No report is begun for a file that comes to nothing.
    fn recover(&mut self, file: Vec<u8>) -> Result<(), Fault> {
        let (draft, is_new) = self.draft_with_room()?;
        let kept = self.keep_photo(&draft, recovered(), file);
        if is_new && kept.is_err() {
            self.engine_mut()?.store_mut().drop_draft(&draft)?;
        }
        kept.map(drop)
    }

    /// Takes away the camera's own copy of a photo that is kept, or that only a code was read from.
    pub fn sweep_photo(&self, kept: &[u8]) {
        let same = |path: &PathBuf| {
            let size = fs::metadata(path).map(|file| file.len());
            size.is_ok_and(|size| size == kept.len() as u64) && fs::read(path).is_ok_and(|file| file == kept)
        };
        self.camera_files()
            .iter()
            .filter(|path| same(path))
            .for_each(|path| remove(path));
    }

    fn camera_files(&self) -> Vec<PathBuf> {
        let folder = self.pictures.as_ref().and_then(|folder| fs::read_dir(folder).ok());
        let files = folder.into_iter().flatten().flatten().map(|file| file.path());
        let is_photo = |path: &PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str());
            path.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
        };
        let mut found: Vec<PathBuf> = files.filter(is_photo).collect();
        found.sort();
        found
    }

    /// A report that takes one more photo, and whether it was begun for it.
    fn draft_with_room(&mut self) -> Result<(String, bool), Fault> {
        let store = self.engine()?.store();
        for draft in store.drafts()? {
            if draft.kind == drafts::REPORT && store.draft_photos(&draft.id)?.len() < limits::PHOTOS_PER_ACTION {
                return Ok((draft.id, false));
            }
        }
        let form = serde_json::to_string(&DraftForm::default())?;
        Ok((self.engine_mut()?.begin_draft(drafts::REPORT, None, form)?.id, true))
    }
}

/// What nobody was there to name.
fn recovered() -> Taken<'static> {
    Taken {
        name: "recovered.jpg",
        role: FIRST_ROLE,
        shot: None,
    }
}

/// A file that stays although it should go is looked at again at the next start.
fn remove(path: &Path) {
    if fs::remove_file(path).is_err() {
        tracing::warn!("a file of the camera could not be removed: free its folder by hand");
    }
}

fn is_old(path: &Path) -> bool {
    let written = fs::metadata(path).and_then(|file| file.modified()).ok();
    written
        .and_then(|written| written.elapsed().ok())
        .is_some_and(|age| age > BROKEN_FOR)
}
