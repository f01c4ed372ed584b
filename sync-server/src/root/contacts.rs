// SPDX-License-Identifier: EUPL-1.2
//! The journal of sealed contacts: a phone forgets one at its receipt, so it lies here too before that, outside the store file.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ronda_shared::reporter::SealedReporter;
use ronda_shared::wire::{from_cbor, to_cbor};

use super::hex::{bytes_of, hex_of};
use super::{RootError, private_file};

const FILE: &str = "contacts.journal";

/// The journal file of a data folder.
#[derive(Debug)]
pub struct ContactsJournal {
    file: PathBuf,
    pen: Mutex<()>,
}

impl ContactsJournal {
    /// The journal of a data folder; the file comes with the first row.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self {
            file: data.join(FILE),
            pen: Mutex::new(()),
        }
    }

    /// Adds rows; on the disk when this returns. One that is there already may stand twice.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn append(&self, rows: &[SealedReporter]) -> Result<(), RootError> {
        let _pen = self.pen.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = |error: std::io::Error| RootError::disk(&self.file, &error);
        let mut file = private_file::owner_only(OpenOptions::new().append(true).create(true))
            .open(&self.file)
            .map_err(fault)?;
        // An empty line is passed over; a line that a crash cut short must not swallow the next one.
        let lines: String = rows
            .iter()
            .map(|row| format!("\n{}\n", hex_of(&to_cbor(row))))
            .collect();
        file.write_all(lines.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(fault)?;
        private_file::sync_parent(&self.file)
    }

    /// Every row, in the order of the journal; a line cut short or altered is passed over.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(&self) -> Result<Vec<SealedReporter>, RootError> {
        match fs::read_to_string(&self.file) {
            Ok(text) => Ok(text
                .lines()
                .filter_map(|line| from_cbor(&bytes_of(line)?).ok())
                .collect()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(RootError::disk(&self.file, &error)),
        }
    }

    /// Writes the journal anew without the rows that `gone` names; on the disk when this returns.
    ///
    /// # Errors
    /// When the disk fails; the journal is then as before.
    pub fn forget(&self, gone: impl Fn(&SealedReporter) -> bool) -> Result<(), RootError> {
        let rows = self.rows()?;
        if !rows.iter().any(&gone) {
            return Ok(());
        }
        let _pen = self.pen.lock().unwrap_or_else(PoisonError::into_inner);
        let kept: String = self
            .rows()?
            .iter()
            .filter(|row| !gone(row))
            .map(|row| format!("{}\n", hex_of(&to_cbor(row))))
            .collect();
        let fresh = self.file.with_extension("journal-new");
        let fault = |error: std::io::Error| RootError::disk(&fresh, &error);
        let mut file = private_file::owner_only(OpenOptions::new().write(true).create(true).truncate(true))
            .open(&fresh)
            .map_err(fault)?;
        file.write_all(kept.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(fault)?;
        fs::rename(&fresh, &self.file).map_err(fault)?;
        private_file::sync_parent(&self.file)
    }
}
