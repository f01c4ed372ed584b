// SPDX-License-Identifier: EUPL-1.2
//! The folder of map files: whole ones by their hash, unfinished ones beside them. They are public, so they lie in plain.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ronda_shared::ids::PlaceHash;
use sha2::{Digest, Sha256};

use super::durable::{remove_if_there, sync_folder};
use super::{Home, private_file};

const PACKS: &str = "packs";
/// Read at once when a file's hash is computed.
const READ_BYTES: usize = 1024 * 1024;

impl Home {
    /// Where the whole file of a map lies.
    #[must_use]
    pub fn map_file(&self, file: &PlaceHash) -> PathBuf {
        self.folder().join(PACKS).join(format!("{file}.pmtiles"))
    }

    /// Where its unfinished file lies.
    #[must_use]
    pub fn map_part(&self, file: &PlaceHash) -> PathBuf {
        self.folder().join(PACKS).join(format!("{file}.part"))
    }

    /// Bytes of an unfinished file.
    #[must_use]
    pub fn map_received(&self, file: &PlaceHash) -> u64 {
        fs::metadata(self.map_part(file)).map_or(0, |about| about.len())
    }

    /// Removes every file of the folder that is not among these.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn sweep_maps(&self, kept: &[PathBuf]) -> io::Result<()> {
        let folder = self.folder().join(PACKS);
        if !folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if !kept.contains(&path) {
                remove_if_there(&path)?;
            }
        }
        Ok(())
    }
}

/// Opens an unfinished file to go on with it, making it and its folder.
pub(crate) fn open_part(part: &Path) -> io::Result<File> {
    if let Some(folder) = part.parent() {
        super::make_private_folder(folder)?;
    }
    private_file(part)
}

/// The whole file in its place, when its bytes have this hash; otherwise nothing of it is kept.
pub(crate) fn finish_part(part: &Path, whole: &Path, file: &PlaceHash) -> io::Result<bool> {
    if sha256_of(part)? != *file {
        remove_if_there(part)?;
        return Ok(false);
    }
    File::open(part)?.sync_all()?;
    fs::rename(part, whole)?;
    sync_folder(whole)?;
    Ok(true)
}

/// The hash of a file, read a piece at a time.
pub(crate) fn sha256_of(path: &Path) -> io::Result<PlaceHash> {
    let (mut file, mut hasher, mut piece) = (File::open(path)?, Sha256::new(), vec![0; READ_BYTES]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(PlaceHash(hasher.finalize().into()));
        }
        hasher.update(piece.get(..read).unwrap_or_default());
    }
}
