// SPDX-License-Identifier: EUPL-1.2
//! Public files about places in the data folder: `place/SHA256`, only ever whole ones; what neither the catalogue nor a staged
//! layer names is swept away.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use ronda_shared::ids::PlaceHash;
use ronda_shared::place::FileRef;
use sha2::{Digest, Sha256};

/// Read at once.
const PIECE_BYTES: usize = 1024 * 1024;

/// The folder.
#[derive(Debug, Clone)]
pub struct PlaceFolder {
    folder: PathBuf,
}

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Whole.
    Sound,
    /// Not there.
    Missing,
    /// Other bytes than its name says.
    Damaged,
}

impl PlaceFolder {
    /// The folder `place` of a data folder, made when something is put into it.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self {
            folder: data.join("place"),
        }
    }

    /// Where a file lies.
    #[must_use]
    pub fn path(&self, file: &PlaceHash) -> PathBuf {
        self.folder.join(file.to_string())
    }

    /// Copies a file in; on the disk when answered.
    ///
    /// # Errors
    /// When it cannot be read, is longer than `most`, or the disk fails or is full.
    pub fn take_in(&self, from: &Path, most: u64) -> io::Result<FileRef> {
        let mut source = File::open(from)?.take(most.saturating_add(1));
        let file = self.keep(&mut source)?;
        if file.bytes <= most {
            return Ok(file);
        }
        fs::remove_file(self.path(&file.sha256))?;
        Err(io::Error::new(
            ErrorKind::FileTooLarge,
            format!("it is longer than {most} bytes"),
        ))
    }

    /// Keeps bytes; on the disk when answered.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn put(&self, bytes: &[u8]) -> io::Result<FileRef> {
        self.keep(&mut io::Cursor::new(bytes))
    }

    fn keep(&self, from: &mut impl Read) -> io::Result<FileRef> {
        fs::create_dir_all(&self.folder)?;
        let draft = self.folder.join(format!("{}.draft", uuid::Uuid::now_v7()));
        let kept = self.draft(from, &draft);
        if kept.is_err()
            && let Err(error) = fs::remove_file(&draft)
        {
            tracing::debug!(%error, "a draft stays until the next sweep");
        }
        kept
    }

    fn draft(&self, from: &mut impl Read, draft: &Path) -> io::Result<FileRef> {
        let mut to = OpenOptions::new().write(true).create_new(true).open(draft)?;
        let file = read_through(from, |piece| to.write_all(piece))?;
        to.sync_all()?;
        fs::rename(draft, self.path(&file.sha256))?;
        File::open(&self.folder)?.sync_all()?;
        Ok(file)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn read(&self, file: &PlaceHash) -> io::Result<Vec<u8>> {
        fs::read(self.path(file))
    }

    /// Removes all but these.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn sweep(&self, kept: &BTreeSet<PlaceHash>) -> io::Result<()> {
        if !self.folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let named = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse::<PlaceHash>().ok());
            if !named.is_some_and(|file| kept.contains(&file)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// How a file stands; reads it whole.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn standing(&self, file: &FileRef) -> io::Result<Standing> {
        let mut source = match File::open(self.path(&file.sha256)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Standing::Missing),
            opened => opened?,
        };
        let sound = read_through(&mut source, |_| Ok(()))?.sha256 == file.sha256;
        Ok(if sound { Standing::Sound } else { Standing::Damaged })
    }
}

/// Reads to the end, a piece at a time; answers hash and length.
fn read_through(from: &mut impl Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<FileRef> {
    let (mut hasher, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE_BYTES]);
    loop {
        let read = from.read(&mut piece)?;
        let part = piece.get(..read).unwrap_or_default();
        if part.is_empty() {
            let sha256 = PlaceHash(hasher.finalize().into());
            return Ok(FileRef { sha256, bytes });
        }
        hasher.update(part);
        each(part)?;
        bytes += part.len() as u64;
    }
}
