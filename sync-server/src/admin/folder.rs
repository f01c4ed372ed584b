// SPDX-License-Identifier: EUPL-1.2
//! The data folder: what lies where, how it is founded, and the lock that lets one process at a time work in it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ronda_shared::identity::Secret;
use ronda_shared::ids::Epoch;
use serde::{Deserialize, Serialize};

use super::AdminError;
use crate::case_store::{CaseStore, Jurisdiction, NewStore, SqliteStore};
use crate::office::{Chance, Clock, Office, Parts, random};
use crate::photo_store::PhotoDirectory;
use crate::place_folder::PlaceFolder;
use crate::root::{ContactsJournal, KIT_FILE, OrdersJournal, RecoveryKit, RootKeys, RootSeeds};

/// What phones are told while no server has run on the folder yet.
pub const IDLE_URL: &str = "http://127.0.0.1:8080";

/// A data folder.
#[derive(Debug, Clone)]
pub struct DataFolder {
    path: PathBuf,
}

/// Held while a process works in the folder; given up when dropped, also by a crash.
#[derive(Debug)]
pub struct FolderLock {
    file: File,
}

/// A program that this process is just starting holds the file for a moment, too: the lock must not last as long.
impl Drop for FolderLock {
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::warn!("the data folder is not free yet: {error}");
        }
    }
}

/// What a new folder is founded with.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The jurisdiction's code, such as `FI`.
    pub jurisdiction: String,
    /// The municipality's name.
    pub name: String,
    /// Seals the recovery kit.
    pub passphrase: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    jurisdiction: String,
    name: String,
}

impl DataFolder {
    /// The folder at a path, founded or not.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The case store's file.
    #[must_use]
    pub fn store_file(&self) -> PathBuf {
        self.path.join("store.sqlite")
    }

    /// Whether it has its keys.
    #[must_use]
    pub fn is_founded(&self) -> bool {
        RootKeys::file(&self.path).exists()
    }

    /// Takes the folder for this process, or none when another has it.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn try_lock(&self) -> Result<Option<FolderLock>, AdminError> {
        self.make()?;
        let path = self.path.join("store.lock");
        let unwritten = || {
            AdminError::file(format!(
                "{} cannot be written: check the folder and its owner",
                path.display()
            ))
        };
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(unwritten())?;
        match file.try_lock() {
            Ok(()) => Ok(Some(FolderLock { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(unwritten()(error)),
        }
    }

    fn make(&self) -> Result<(), AdminError> {
        if self.path.is_dir() {
            return Ok(());
        }
        let unmade = || AdminError::file(format!("{} cannot be made: check the path", self.path.display()));
        fs::create_dir_all(&self.path).map_err(unmade())?;
        private(&self.path).map_err(unmade())
    }

    /// Founds the folder: keys, recovery kit, empty store.
    ///
    /// # Errors
    /// When it was founded before, a name is not right, or the disk fails.
    pub fn found(&self, founding: &Founding) -> Result<(), AdminError> {
        let kit = RecoveryKit {
            root: Secret(random()?),
            recovery: Secret(random()?),
            cursor: Secret(random()?),
            jurisdiction: founding.jurisdiction.clone(),
            name: founding.name.clone(),
        };
        self.check_new(&kit)?;
        kit.write(&self.path.join(KIT_FILE), founding.passphrase.as_deref(), random()?)?;
        self.lay(&kit)
    }

    /// Founds the folder anew from the recovery kit of a lost one; the phones then bring everything back.
    ///
    /// # Errors
    /// As [`DataFolder::found`]; also when the kit does not open.
    pub fn recover(&self, kit: &Path, passphrase: Option<&str>) -> Result<(), AdminError> {
        let kit = RecoveryKit::read(kit, passphrase)?;
        self.check_new(&kit)?;
        self.lay(&kit)
    }

    fn check_new(&self, kit: &RecoveryKit) -> Result<(), AdminError> {
        if self.is_founded() || self.store_file().exists() {
            return Err(AdminError::Refused(format!(
                "{} is initialised already: name an empty folder",
                self.path.display()
            )));
        }
        let code = &kit.jurisdiction;
        if code.is_empty()
            || code.len() > 8
            || !code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        {
            return Err(AdminError::Refused(
                "the jurisdiction is 1 to 8 capital letters or digits, such as FI".into(),
            ));
        }
        if kit.name.trim().is_empty() || kit.name.chars().count() > 120 {
            return Err(AdminError::Refused(
                "the name has 1 to 120 characters, such as \"Comune di Prova\"".into(),
            ));
        }
        self.make()
    }

    /// The keys come last: a folder without them was not founded, and may be founded again.
    fn lay(&self, kit: &RecoveryKit) -> Result<(), AdminError> {
        let about = About {
            jurisdiction: kit.jurisdiction.clone(),
            name: kit.name.clone(),
        };
        let json = serde_json::to_vec_pretty(&about).unwrap_or_default();
        let file = self.about_file();
        let unwritten = AdminError::file(format!("{} cannot be written", file.display()));
        fs::write(&file, json)
            .and_then(|()| File::open(&file)?.sync_all())
            .map_err(unwritten)?;
        self.new_store()?;
        let seeds = RootSeeds {
            root: kit.root.clone(),
            cursor: kit.cursor.clone(),
            office: Secret(random()?),
        };
        RootKeys::create(&self.path, &seeds, kit.recovery_key().public())?;
        Ok(())
    }

    fn about_file(&self) -> PathBuf {
        self.path.join("jurisdiction.json")
    }

    fn new_store(&self) -> Result<SqliteStore, AdminError> {
        let file = self.about_file();
        let json = fs::read(&file).map_err(AdminError::file(format!("{} cannot be read", file.display())))?;
        let about: About = serde_json::from_slice(&json).map_err(|_| {
            AdminError::Refused(format!(
                "{} is damaged: write {{\"jurisdiction\": .., \"name\": ..}} into it",
                file.display()
            ))
        })?;
        let jurisdiction = Jurisdiction {
            code: about.jurisdiction,
            name: about.name,
        };
        let new = NewStore {
            jurisdiction,
            epoch: Epoch(random()?),
            at_ms: now_ms(),
        };
        Ok(SqliteStore::create(&self.store_file(), &new)?)
    }

    /// Opens the office of the folder. A founded folder whose store is gone gets an empty one: its phones bring everything back.
    ///
    /// # Errors
    /// When keys, store or photos cannot be opened.
    pub async fn open(&self, _lock: &FolderLock) -> Result<Office, AdminError> {
        let keys = RootKeys::load(&self.path)?;
        let store = if self.store_file().exists() {
            SqliteStore::open(&self.store_file())?
        } else {
            self.new_store()?
        };
        let store: Arc<dyn CaseStore> = Arc::new(store);
        let jurisdiction = store.meta().await?.jurisdiction;
        let photos = Arc::new(PhotoDirectory::open(&self.path)?);
        let place = PlaceFolder::of(&self.path);
        let journal = Arc::new(OrdersJournal::of(&self.path));
        let contacts = Arc::new(ContactsJournal::of(&self.path));
        let clock: Clock = Arc::new(now_ms);
        Ok(Office::open(Parts {
            store,
            photos,
            place,
            keys,
            journal,
            contacts,
            clock,
            chance: Chance::default(),
            jurisdiction,
        })
        .await?)
    }

    /// Remembers where the server was reached last, for enrolment codes made while it does not run.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn remember_url(&self, url: &str) -> Result<(), AdminError> {
        let file = self.path.join("server.url");
        fs::write(&file, url).map_err(AdminError::file(format!("{} cannot be written", file.display())))
    }

    /// Where the server was reached last.
    #[must_use]
    pub fn last_url(&self) -> String {
        let url = fs::read_to_string(self.path.join("server.url")).unwrap_or_default();
        if url.trim().is_empty() {
            IDLE_URL.to_owned()
        } else {
            url.trim().to_owned()
        }
    }
}

/// The system's clock, in milliseconds since 1970.
fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(unix)]
fn private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::DataFolder;

    #[test]
    fn a_folder_that_was_left_is_free_though_a_program_that_is_just_starting_still_has_its_lock_open() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::at(place.path());
        let lock = folder.try_lock().unwrap().unwrap();
        let inherited = lock.file.try_clone().unwrap();
        drop(lock);
        assert!(folder.try_lock().unwrap().is_some());
        drop(inherited);
    }
}
