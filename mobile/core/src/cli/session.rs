// SPDX-License-Identifier: EUPL-1.2
//! The home and the PIN a command works with.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use zeroize::Zeroizing;

use super::args::Cli;
use super::failed::Failed;
use crate::engine::{Clock, Engine};
use crate::error::Error;
use crate::home::Home;
use crate::keystore::Keystore;

/// What the global options say.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) folder: PathBuf,
    pin_file: Option<PathBuf>,
}

impl Session {
    pub(super) fn of(cli: &Cli) -> Result<Self, Failed> {
        let missing = "no home was named: give --home DIR or set RONDA_HOME";
        let folder = cli.home.clone().ok_or_else(|| Failed::from(missing))?;
        Ok(Self {
            folder,
            pin_file: cli.pin_file.clone(),
        })
    }

    /// The open home.
    pub(super) fn engine(&self) -> Result<Engine, Failed> {
        let keystore = self.keystore();
        if !keystore.is_founded() {
            return Err(Failed::from(
                "nobody is enrolled in this home: run ronda enrol --server URL --code CODE first",
            ));
        }
        let home = self.home()?;
        Ok(Engine::open(home, &keystore, &self.pin()?, clock())?)
    }

    pub(super) fn home(&self) -> Result<Home, Failed> {
        Ok(Home::enter(&self.folder).map_err(Error::from)?)
    }

    pub(super) fn keystore(&self) -> Keystore {
        Keystore::of(&self.folder)
    }

    /// From the file, the environment, or asked on the terminal; never an argument, which others could read.
    pub(super) fn pin(&self) -> Result<Zeroizing<String>, Failed> {
        if let Some(file) = &self.pin_file {
            let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
            return Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()));
        }
        if let Ok(pin) = std::env::var("RONDA_PIN") {
            return Ok(Zeroizing::new(pin));
        }
        let asked = rpassword::prompt_password("PIN: ");
        asked
            .map(Zeroizing::new)
            .map_err(|_| Failed::from("no PIN: set RONDA_PIN, give --pin-file, or run in a terminal"))
    }
}

/// The system's clock.
pub(super) fn clock() -> Clock {
    Box::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// A file that cannot be read, named.
pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Failed {
    Failed::from(format!(
        "{} cannot be read ({}): check its name and rights",
        file.display(),
        error.kind()
    ))
}
