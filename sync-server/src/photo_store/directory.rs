// SPDX-License-Identifier: EUPL-1.2
//! Photos in a directory: `photos/ab/ab12....jpg`, `uploads/ID.part` and `refused/DEVICE/ab12....bin`; names are made of hashes and ids only.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use ronda_shared::ids::{DeviceId, PhotoHash};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{PhotoStore, PhotoStoreError, Reading, SetAside};
use crate::case_store::UploadId;

/// A photo store in the data folder.
#[derive(Debug, Clone)]
pub struct PhotoDirectory {
    rooms: Arc<Rooms>,
}

#[derive(Debug)]
struct Rooms {
    photos: PathBuf,
    uploads: PathBuf,
    refused: PathBuf,
}

/// How the name of a file ends that is written before it is moved to its place.
const DRAFT: &str = ".draft";

type Done<T> = Result<T, PhotoStoreError>;

impl PhotoDirectory {
    /// Opens or makes `photos/`, its 256 shelves and `uploads/` in a folder.
    ///
    /// # Errors
    /// When they cannot be made.
    pub fn open(folder: &Path) -> Result<Self, PhotoStoreError> {
        let rooms = Rooms {
            photos: folder.join("photos"),
            uploads: folder.join("uploads"),
            refused: folder.join("refused"),
        };
        fs::create_dir_all(&rooms.photos)?;
        fs::create_dir_all(&rooms.uploads)?;
        // All shelves at once: none has to be made, and its name synced, while a photo waits for its receipt.
        for shelf in 0..=u8::MAX {
            fs::create_dir_all(rooms.photos.join(format!("{shelf:02x}")))?;
        }
        // What a killed server had not put in its place yet; whoever sent it was told nothing.
        for name in names(&rooms.uploads)?.iter().filter(|name| name.ends_with(DRAFT)) {
            take_away(&rooms.uploads.join(name))?;
        }
        sync_folder(&rooms.photos)?;
        sync_folder(folder)?;
        Ok(Self { rooms: Arc::new(rooms) })
    }

    async fn on_disk<T, F>(&self, deed: F) -> Done<T>
    where
        T: Send + 'static,
        F: FnOnce(&Rooms) -> Done<T> + Send + 'static,
    {
        let rooms = Arc::clone(&self.rooms);
        let done = tokio::task::spawn_blocking(move || deed(&rooms)).await;
        done.map_err(|_| PhotoStoreError::Other("it was broken off".to_owned()))?
    }
}

#[async_trait]
impl PhotoStore for PhotoDirectory {
    async fn put(&self, hash: &PhotoHash, bytes: Vec<u8>) -> Done<()> {
        let hash = *hash;
        self.on_disk(move |rooms| rooms.put(&hash, &bytes)).await
    }

    async fn get(&self, hash: &PhotoHash) -> Done<Option<Vec<u8>>> {
        let hash = *hash;
        self.on_disk(move |rooms| present(fs::read(rooms.photo(&hash)))).await
    }

    async fn read(&self, hash: &PhotoHash) -> Done<Option<Reading>> {
        let hash = *hash;
        let file = self
            .on_disk(move |rooms| present(File::open(rooms.photo(&hash))))
            .await?;
        Ok(file.map(|file| Box::pin(tokio::fs::File::from_std(file)) as Reading))
    }

    async fn exists(&self, hash: &PhotoHash) -> Done<bool> {
        let hash = *hash;
        self.on_disk(move |rooms| Ok(present(fs::metadata(rooms.photo(&hash)))?.is_some()))
            .await
    }

    async fn remove(&self, hash: &PhotoHash) -> Done<()> {
        let hash = *hash;
        self.on_disk(move |rooms| {
            take_away(&rooms.photo(&hash))?;
            let mut aside = rooms.aside()?.into_iter().filter(|(_, known)| *known == hash);
            aside.try_for_each(|(device, _)| take_away(&rooms.refused_photo(&device, &hash)))
        })
        .await
    }

    async fn set_aside(&self, device: &DeviceId, hash: &PhotoHash, bytes: Vec<u8>, most: u64) -> Done<SetAside> {
        let (device, hash) = (*device, *hash);
        self.on_disk(move |rooms| rooms.set_aside(&device, &hash, &bytes, most))
            .await
    }

    async fn list_aside(&self) -> Done<Vec<(DeviceId, PhotoHash)>> {
        self.on_disk(Rooms::aside).await
    }

    async fn list(&self) -> Done<Vec<PhotoHash>> {
        self.on_disk(|rooms| {
            let mut found = Vec::new();
            for shelf in names(&rooms.photos)? {
                let stems = names(&rooms.photos.join(shelf))?.into_iter();
                found.extend(stems.filter_map(|name| name.strip_suffix(".jpg")?.parse::<PhotoHash>().ok()));
            }
            found.sort_unstable();
            Ok(found)
        })
        .await
    }

    async fn space_bytes(&self) -> Option<u64> {
        self.on_disk(|rooms| Ok(fs4::available_space(&rooms.photos)?))
            .await
            .ok()
    }

    async fn begin(&self, upload: &UploadId) -> Done<()> {
        let upload = *upload;
        self.on_disk(move |rooms| {
            // Not on the disk yet: an empty file that a power cut takes away is begun again, and nothing was promised of it.
            OpenOptions::new()
                .append(true)
                .create(true)
                .open(rooms.upload(&upload))?;
            Ok(())
        })
        .await
    }

    async fn append(&self, upload: &UploadId, offset: u64, bytes: Vec<u8>) -> Done<u64> {
        let upload = *upload;
        self.on_disk(move |rooms| rooms.append(&upload, offset, &bytes)).await
    }

    async fn offset(&self, upload: &UploadId) -> Done<u64> {
        let upload = *upload;
        self.on_disk(move |rooms| Ok(fs::metadata(rooms.upload(&upload))?.len()))
            .await
    }

    async fn partial(&self, upload: &UploadId) -> Done<Vec<u8>> {
        let upload = *upload;
        self.on_disk(move |rooms| Ok(fs::read(rooms.upload(&upload))?)).await
    }

    async fn finish(&self, upload: &UploadId, hash: &PhotoHash) -> Done<()> {
        let (upload, hash) = (*upload, *hash);
        self.on_disk(move |rooms| rooms.finish(&upload, &hash)).await
    }

    async fn drop_upload(&self, upload: &UploadId) -> Done<()> {
        let upload = *upload;
        self.on_disk(move |rooms| take_away(&rooms.upload(&upload))).await
    }

    async fn uploads(&self) -> Done<Vec<UploadId>> {
        self.on_disk(|rooms| {
            let stems = names(&rooms.uploads)?.into_iter();
            let ids = stems.filter_map(|name| Uuid::parse_str(name.strip_suffix(".part")?).ok());
            Ok(ids.map(UploadId).collect())
        })
        .await
    }

    fn place_of(&self, hash: &PhotoHash) -> PathBuf {
        self.rooms.photo(hash)
    }
}

impl Rooms {
    fn photo(&self, hash: &PhotoHash) -> PathBuf {
        let name = hash.to_string();
        let shelf: String = name.chars().take(2).collect();
        self.photos.join(shelf).join(format!("{name}.jpg"))
    }

    fn upload(&self, upload: &UploadId) -> PathBuf {
        self.uploads.join(format!("{upload}.part"))
    }

    fn refused_photo(&self, device: &DeviceId, hash: &PhotoHash) -> PathBuf {
        self.refused.join(device.to_string()).join(format!("{hash}.bin"))
    }

    fn aside(&self) -> Done<Vec<(DeviceId, PhotoHash)>> {
        let mut found = Vec::new();
        if !self.refused.exists() {
            return Ok(found);
        }
        for device in names(&self.refused)? {
            let Ok(id) = device.parse::<DeviceId>() else { continue };
            let stems = names(&self.refused.join(device))?.into_iter();
            let hashes = stems.filter_map(|name| name.strip_suffix(".bin")?.parse::<PhotoHash>().ok());
            found.extend(hashes.map(|hash| (id, hash)));
        }
        Ok(found)
    }

    fn set_aside(&self, device: &DeviceId, hash: &PhotoHash, bytes: &[u8], most: u64) -> Done<SetAside> {
        let place = self.refused_photo(device, hash);
        if place.exists() {
            return Ok(SetAside::Known);
        }
        let shelf = self.refused.join(device.to_string());
        fs::create_dir_all(&shelf)?;
        sync_folder(&self.refused)?;
        let mut held = bytes.len() as u64;
        for entry in fs::read_dir(&shelf)? {
            held += entry?.metadata()?.len();
        }
        if held > most {
            return Ok(SetAside::Full);
        }
        self.draft(bytes, |draft| {
            fs::rename(draft, &place)?;
            sync_folder(&shelf)
        })?;
        Ok(SetAside::Kept)
    }

    fn put(&self, hash: &PhotoHash, bytes: &[u8]) -> Done<()> {
        if PhotoHash(Sha256::digest(bytes).into()) != *hash {
            return Err(PhotoStoreError::WrongHash);
        }
        self.draft(bytes, |draft| self.shelve(draft, hash))
    }

    /// Writes bytes under a name of their own, since two phones may bring the same photo at the same moment, and moves them.
    fn draft(&self, bytes: &[u8], place: impl FnOnce(&Path) -> Done<()>) -> Done<()> {
        let draft = self.uploads.join(format!("{}{DRAFT}", Uuid::now_v7()));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&draft)?;
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .map_err(PhotoStoreError::from);
        let moved = written.and_then(|()| place(&draft));
        if moved.is_err() {
            take_away(&draft)?;
        }
        moved
    }

    fn finish(&self, upload: &UploadId, hash: &PhotoHash) -> Done<()> {
        let part = self.upload(upload);
        if PhotoHash(Sha256::digest(fs::read(&part)?).into()) != *hash {
            return Err(PhotoStoreError::WrongHash);
        }
        // Each piece was synced as it came, so this costs next to nothing; but a server that was killed in between, or a
        // request that broke off, may have left a last piece that was not.
        File::open(&part)?.sync_data()?;
        self.shelve(&part, hash)
    }

    /// Moves a durable file to its place; the move itself is durable when this returns.
    fn shelve(&self, from: &Path, hash: &PhotoHash) -> Done<()> {
        let to = self.photo(hash);
        let shelf = to.parent().unwrap_or(&self.photos);
        if present(fs::rename(from, &to))?.is_none() {
            // Somebody cleared the shelf away since the start, or the file was never there.
            fs::create_dir_all(shelf)?;
            sync_folder(&self.photos)?;
            fs::rename(from, &to)?;
        }
        // The old name needs no sync of its own: should it come back, it is an upload that lapses.
        sync_folder(shelf)
    }

    fn append(&self, upload: &UploadId, offset: u64, bytes: &[u8]) -> Done<u64> {
        let mut file = OpenOptions::new().append(true).open(self.upload(upload))?;
        // A request that broke off may still be writing its last piece here: the length says where to go on only after that.
        file.lock()?;
        let at = file.metadata()?.len();
        if at != offset {
            return Err(PhotoStoreError::WrongOffset { at });
        }
        let written = file.write_all(bytes).and_then(|()| file.sync_data());
        let written = written.map_err(PhotoStoreError::from).and_then(|()| match at {
            // The file's name becomes durable with its first bytes, not before.
            0 => sync_folder(&self.uploads),
            _ => Ok(()),
        });
        if let Err(error) = written {
            // Half a piece must not count as progress: the client was told nothing of it.
            file.set_len(at)?;
            return Err(error);
        }
        Ok(at + bytes.len() as u64)
    }
}

impl From<std::io::Error> for PhotoStoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::NotFound => Self::Absent,
            _ => Self::Other(error.to_string()),
        }
    }
}

fn present<T>(found: std::io::Result<T>) -> Done<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn take_away(file: &Path) -> Done<()> {
    present(fs::remove_file(file)).map(drop)
}

fn names(folder: &Path) -> Done<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort_unstable();
    Ok(names)
}

fn sync_folder(folder: &Path) -> Done<()> {
    Ok(File::open(folder)?.sync_all()?)
}

#[cfg(test)]
mod tests;
