// SPDX-License-Identifier: EUPL-1.2
//! A backup: one tar file with the store, the photos and the orders, read back before it counts. It never holds a private key.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ronda_shared::ids::PhotoHash;
use ronda_shared::moment::rfc3339;
use ronda_shared::wire::to_cbor;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::doctor::is_photo;
use super::{Office, OfficeError, to_hex};
use crate::case_store::{By, CopyReport, Deed, MadeBackup, Watermark};

/// The store's name in the archive.
pub const STORE: &str = "store.sqlite";
/// The orders' name in the archive: CBOR of a list of signed orders.
pub const ORDERS: &str = "orders.cbor";
/// The last entry of the archive.
pub const MANIFEST: &str = "manifest.json";
const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The archive's layout.
    pub format: u32,
    /// The backup's own name.
    pub backup: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Whose store it is.
    pub jurisdiction: String,
    /// The store's life.
    pub epoch: String,
    /// Changes and photos up to this number.
    pub last_no: u64,
    /// SHA-256 of every file, in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// A backup that was made and read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// The file.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Changes and photos up to this number are in it.
    pub last_no: u64,
    /// Photos in it.
    pub photos: u64,
    /// It moved the watermark up to which phones may forget.
    pub counts: bool,
    /// Photos that it lacks, since their bytes here are missing or damaged. Such a backup never counts.
    pub lacking: Vec<PhotoHash>,
}

impl Office {
    /// Writes a backup to a new file and reads it back. It moves the watermark when it lies on another file system than
    /// `data`, or when `counts` says so.
    ///
    /// # Errors
    /// When the file exists, cannot be written, or does not read back as it was written.
    pub async fn back_up(&self, data: &Path, to: &Path, counts: bool) -> Result<BackedUp, OfficeError> {
        if to.exists() {
            return Err(OfficeError::Refused(format!(
                "{} is there already: name a new file",
                to.display()
            )));
        }
        let (copy, part) = (beside(to, "store-part"), beside(to, "part"));
        let made = self.archive(&copy, &part).await;
        let swept = fs::remove_file(&copy);
        let (report, manifest, lacking) = made.inspect_err(|_| forget(&part))?;
        swept.map_err(OfficeError::file(format!(
            "{} is left over and can be deleted",
            copy.display()
        )))?;
        fs::rename(&part, to).map_err(OfficeError::file(format!("{} cannot be written", to.display())))?;
        sync_folder(to)?;
        let counts = lacking.is_empty() && (counts || on_another_disk(data, to));
        self.take_note(&report, &manifest, counts).await?;
        self.store().backup_made(made_at(to, &manifest, self.now_ms())).await?;
        let bytes = fs::metadata(to)
            .map_err(OfficeError::file(format!("{} cannot be read", to.display())))?
            .len();
        let photos = manifest.files.keys().filter(|name| name.starts_with("photos/")).count() as u64;
        Ok(BackedUp {
            file: to.to_owned(),
            bytes,
            last_no: manifest.last_no,
            photos,
            counts,
            lacking,
        })
    }

    async fn archive(&self, copy: &Path, part: &Path) -> Result<(CopyReport, Manifest, Vec<PhotoHash>), OfficeError> {
        forget(copy);
        forget(part);
        let report = self.store().copy_to(copy).await?;
        let unwritten = || {
            OfficeError::file(format!(
                "{} cannot be written: free some space or choose another disk",
                part.display()
            ))
        };
        let mut archive = Archive {
            tar: tar::Builder::new(File::create_new(part).map_err(unwritten())?),
            files: BTreeMap::new(),
        };
        archive.add_file(STORE, copy).map_err(unwritten())?;
        archive
            .add(ORDERS, &to_cbor(&self.journal().orders(&self.root_public())?))
            .map_err(unwritten())?;
        // One bad photo must not keep a city from its backup of everything else.
        let mut lacking = Vec::new();
        for hash in self.photos_up_to(report.meta.last_no).await? {
            match self.photos().get(&hash).await? {
                Some(bytes) if is_photo(&bytes, &hash) => {
                    let name = format!("photos/{hash}.jpg");
                    archive.add(&name, &bytes).map_err(unwritten())?;
                }
                Some(_) | None => lacking.push(hash),
            }
        }
        let manifest = Manifest {
            format: FORMAT,
            backup: to_hex(&self.chance().random::<16>()?),
            made_at: rfc3339(self.now_ms()),
            jurisdiction: self.jurisdiction().code.clone(),
            epoch: report.meta.epoch.to_string(),
            last_no: report.meta.last_no,
            files: archive.files.clone(),
        };
        archive.finish(&manifest).map_err(unwritten())?;
        let read_back = verify(part)?;
        if read_back != manifest {
            return Err(OfficeError::Refused(
                "the backup did not read back as it was written: check the disk".into(),
            ));
        }
        Ok((report, manifest, lacking))
    }

    async fn photos_up_to(&self, last_no: u64) -> Result<Vec<PhotoHash>, OfficeError> {
        let (mut after, mut hashes) = (0, Vec::new());
        loop {
            let page = self.store().photos_after(after, 1_000).await?;
            let Some(last) = page.last() else { return Ok(hashes) };
            after = last.no;
            hashes.extend(page.iter().filter(|photo| photo.no <= last_no).map(|photo| photo.hash));
        }
    }

    async fn take_note(&self, report: &CopyReport, manifest: &Manifest, counts: bool) -> Result<(), OfficeError> {
        let by = By::office(self.now_ms());
        let (backup, epoch) = (manifest.backup.clone(), report.meta.epoch);
        if counts {
            let mark = Watermark {
                backup,
                epoch,
                no: manifest.last_no,
                at_ms: by.at_ms,
            };
            return Ok(self.store().vaulted(mark, by).await?);
        }
        let deed = Deed {
            by,
            verb: "backup.made".to_owned(),
            object: backup,
            content: Vec::new(),
        };
        self.store().record(deed).await?;
        Ok(())
    }
}

/// Where a backup was written, for whoever must know which copies hold what was destroyed later.
fn made_at(to: &Path, manifest: &Manifest, at_ms: i64) -> MadeBackup {
    let file = fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
    MadeBackup {
        name: manifest.backup.clone(),
        file: file.to_string_lossy().into_owned(),
        no: manifest.last_no,
        at_ms,
    }
}

struct Archive {
    tar: tar::Builder<File>,
    files: BTreeMap<String, String>,
}

impl Archive {
    fn add(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.files.insert(name.to_owned(), to_hex(&Sha256::digest(bytes)));
        self.tar.append_data(&mut header(bytes.len() as u64), name, bytes)
    }

    fn add_file(&mut self, name: &str, path: &Path) -> std::io::Result<()> {
        let mut file = File::open(path)?;
        let (digest, bytes) = digest_of(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        self.files.insert(name.to_owned(), digest);
        self.tar.append_data(&mut header(bytes), name, file)
    }

    fn finish(mut self, manifest: &Manifest) -> std::io::Result<()> {
        let json = serde_json::to_vec_pretty(manifest)?;
        self.tar
            .append_data(&mut header(json.len() as u64), MANIFEST, json.as_slice())?;
        let mut file = self.tar.into_inner()?;
        file.flush()?;
        file.sync_all()
    }
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header
}

fn digest_of(reader: &mut impl Read) -> std::io::Result<(String, u64)> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok((to_hex(&digest.finalize()), bytes));
        }
        digest.update(buffer.get(..read).unwrap_or_default());
        bytes += read as u64;
    }
}

/// Reads a whole backup and compares every file with the manifest.
///
/// # Errors
/// When it is no backup, is cut short, or any byte of a file differs.
pub fn verify(file: &Path) -> Result<Manifest, OfficeError> {
    let unreadable = || OfficeError::file(format!("{} is no readable backup: take another one", file.display()));
    let mut archive = tar::Archive::new(File::open(file).map_err(unreadable())?);
    let (mut files, mut manifest) = (BTreeMap::new(), None);
    for entry in archive.entries().map_err(unreadable())? {
        let mut entry = entry.map_err(unreadable())?;
        let name = entry.path().map_err(unreadable())?.to_string_lossy().into_owned();
        if name == MANIFEST {
            let mut json = Vec::new();
            entry.read_to_end(&mut json).map_err(unreadable())?;
            manifest = serde_json::from_slice::<Manifest>(&json).ok();
        } else {
            files.insert(name, digest_of(&mut entry).map_err(unreadable())?.0);
        }
    }
    let whole =
        manifest.filter(|manifest| manifest.format == FORMAT && manifest.files == files && files.contains_key(STORE));
    whole.ok_or_else(|| {
        OfficeError::Refused(format!(
            "{} is cut short or altered: take another backup",
            file.display()
        ))
    })
}

/// Reads a backup entry by entry, until told to stop.
pub(crate) fn each_entry(
    file: &Path,
    mut read: impl FnMut(&str, &mut dyn Read) -> std::io::Result<bool>,
) -> Result<(), OfficeError> {
    let broken = || {
        OfficeError::file(format!(
            "{} cannot be unpacked: free some space, or take another backup",
            file.display()
        ))
    };
    let mut archive = tar::Archive::new(File::open(file).map_err(broken())?);
    for entry in archive.entries().map_err(broken())? {
        let mut entry = entry.map_err(broken())?;
        let name = entry.path().map_err(broken())?.to_string_lossy().into_owned();
        if !read(&name, &mut entry).map_err(broken())? {
            return Ok(());
        }
    }
    Ok(())
}

/// A name beside a file, for what is not finished.
pub(crate) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}

fn forget(file: &Path) {
    if let Err(error) = fs::remove_file(file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!("{} is left over and can be deleted: {error}", file.display());
    }
}

/// Makes a new name durable.
pub(crate) fn sync_folder(of: &Path) -> Result<(), OfficeError> {
    let folder = of
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(OfficeError::file(format!(
        "{} cannot be made durable",
        folder.display()
    )))
}

#[cfg(unix)]
fn on_another_disk(data: &Path, backup: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
    disk(data)
        .zip(disk(backup))
        .is_some_and(|(data, backup)| data != backup)
}

#[cfg(not(unix))]
fn on_another_disk(_: &Path, _: &Path) -> bool {
    false
}
