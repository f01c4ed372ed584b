// SPDX-License-Identifier: EUPL-1.2
//! The journal of orders: one signed order a line, appended and synced before the store hears of it.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ronda_shared::identity::{PublicKey, SignedOrder};
use ronda_shared::wire::{from_cbor, to_cbor};

use super::hex::{bytes_of, hex_of};
use super::{RootError, private_file};

const FILE: &str = "orders.journal";

/// The journal file of a data folder.
#[derive(Debug)]
pub struct OrdersJournal {
    file: PathBuf,
    pen: Mutex<()>,
}

impl OrdersJournal {
    /// The journal of a data folder; the file comes with the first order.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self {
            file: data.join(FILE),
            pen: Mutex::new(()),
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Adds an order unless it is there; on the disk when this returns.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn append(&self, order: &SignedOrder) -> Result<(), RootError> {
        let _pen = self.pen.lock().unwrap_or_else(PoisonError::into_inner);
        let text = self.text()?;
        if lines(&text).any(|known| known == *order) {
            return Ok(());
        }
        let fault = |error: std::io::Error| RootError::disk(&self.file, &error);
        let mut file = private_file::owner_only(OpenOptions::new().append(true).create(true))
            .open(&self.file)
            .map_err(fault)?;
        // A line that a crash cut short must not swallow this one.
        let gap = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let line = format!("{gap}{}\n", hex_of(&to_cbor(order)));
        file.write_all(line.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(fault)?;
        private_file::sync_parent(&self.file)
    }

    /// Every order that the root key signed, in the order of the journal; a line cut short or altered is passed over.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn orders(&self, root: &PublicKey) -> Result<Vec<SignedOrder>, RootError> {
        let text = self.text()?;
        Ok(lines(&text).filter(|order| order.verify(root).is_ok()).collect())
    }

    fn text(&self) -> Result<String, RootError> {
        match fs::read(&self.file) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(RootError::disk(&self.file, &error)),
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = SignedOrder> {
    text.lines().filter_map(|line| from_cbor(&bytes_of(line)?).ok())
}
