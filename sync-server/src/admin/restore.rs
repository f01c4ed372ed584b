// SPDX-License-Identifier: EUPL-1.2
//! Restore: a verified backup becomes the store, in a new life; the old folder is set aside, never deleted.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use ronda_shared::identity::SignedOrder;
use ronda_shared::wire::from_cbor;
use serde::Serialize;

use super::{AdminError, DataFolder, FolderLock};
use crate::office::backup::{MANIFEST, Manifest, ORDERS, STORE, beside, each_entry, sync_folder, verify};
use crate::office::{random, to_hex};
use crate::root::{OrdersJournal, RootKeys};

/// What of the old folder goes on in the new one: never the store, the photos or the locks.
const KEPT: [&str; 8] = [
    "keys",
    "refused",
    "recovery-kit.json",
    "jurisdiction.json",
    "orders.journal",
    "contacts.journal",
    "server.url",
    // No backup holds these files; where the old folder has them, phones need not wait until they are imported again.
    "place",
];
/// Parts of the doctor's examination whose faults a person mends afterwards: without a map or one photo a city can work, without
/// its store it cannot.
const MENDED_LATER: [&str; 2] = ["place", "photo"];

/// What a restore came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// When the backup was made, RFC 3339.
    pub made_at: String,
    /// Changes and photos up to this number are back; the phones bring what came later.
    pub last_no: u64,
    /// Where the folder lies that was in use before.
    pub set_aside: PathBuf,
    /// What is missing still, each with its cure.
    pub warnings: Vec<String>,
}

/// Puts a backup in the place of the store. Nothing of the old folder is touched before the new one is complete and examined.
///
/// # Errors
/// When the backup does not verify, belongs to another store, or the disk fails; the folder is then as before.
pub async fn restore(folder: &DataFolder, lock: FolderLock, from: &Path) -> Result<Restored, AdminError> {
    let manifest = verify(from)?;
    let data = fs::canonicalize(folder.path()).map_err(AdminError::file("the data folder cannot be read"))?;
    if !DataFolder::at(&data).is_founded() {
        let cure = "the data folder has no keys: run `ronda-server init --recover KIT` on it first, then restore";
        return Err(AdminError::Refused(cure.into()));
    }
    let mark = to_hex(&random::<4>()?);
    let fresh = beside(&data, &format!("restoring-{mark}"));
    let filled = fill(&data, &fresh, from, &manifest).await;
    // What could not be completed is of no use; the backup itself stays.
    let warnings = filled.inspect_err(|_| drop(fs::remove_dir_all(&fresh)))?;
    let set_aside = beside(&data, &format!("before-restore-{mark}"));
    let unmoved = || AdminError::file(format!("{} cannot be set aside", data.display()));
    fs::rename(&data, &set_aside).map_err(unmoved())?;
    if let Err(error) = fs::rename(&fresh, &data) {
        fs::rename(&set_aside, &data).map_err(unmoved())?;
        return Err(unmoved()(error));
    }
    sync_folder(&data)?;
    drop(lock);
    Ok(Restored {
        made_at: manifest.made_at,
        last_no: manifest.last_no,
        set_aside,
        warnings,
    })
}

/// Makes the new folder complete; answers what a person must mend in it.
async fn fill(data: &Path, fresh: &Path, from: &Path, manifest: &Manifest) -> Result<Vec<String>, AdminError> {
    let folder = DataFolder::at(fresh);
    let lock = folder
        .try_lock()?
        .ok_or_else(|| AdminError::Refused("somebody else restores: wait".into()))?;
    for name in KEPT {
        copy(&data.join(name), &fresh.join(name)).map_err(AdminError::file(format!("{name} cannot be copied")))?;
    }
    let orders = unpack(from, fresh)?;
    let journal = OrdersJournal::of(fresh);
    let root = RootKeys::load(fresh)?.root.public();
    for order in orders.iter().filter(|order| order.verify(&root).is_ok()) {
        journal.append(order)?;
    }
    let office = folder.open(&lock).await?;
    let meta = office.store().meta().await?;
    let same_store = office.jurisdiction().code == manifest.jurisdiction && own_certificates(&office).await?;
    if !same_store {
        return Err(AdminError::Refused(
            "this is the backup of another store: its devices are not certified by these keys".into(),
        ));
    }
    office.new_life(meta.epoch, "restored", None).await?;
    let examination = office.examine(fresh).await?;
    office.store().close().await;
    let (later, faults): (Vec<_>, Vec<_>) = examination
        .faults
        .into_iter()
        .partition(|fault| MENDED_LATER.contains(&fault.part.as_str()));
    match faults.first() {
        Some(fault) => Err(AdminError::Refused(format!(
            "the backup is not sound ({}): take an older one",
            fault.detail
        ))),
        None => Ok(later.into_iter().map(|fault| fault.detail).collect()),
    }
}

async fn own_certificates(office: &crate::office::Office) -> Result<bool, AdminError> {
    let root = office.root_public();
    let devices = office.store().devices().await?;
    Ok(devices.iter().all(|device| device.certificate.verify(&root).is_ok()))
}

/// Writes the archive's files into the folder by the names the manifest was verified for; gives the orders.
fn unpack(from: &Path, fresh: &Path) -> Result<Vec<SignedOrder>, AdminError> {
    let mut cbor = Vec::new();
    each_entry(from, |name, entry| {
        if name == ORDERS {
            entry.read_to_end(&mut cbor)?;
        } else if let Some(place) = place_of(name, fresh) {
            let folder = place.parent().unwrap_or(fresh);
            fs::create_dir_all(folder)?;
            let mut file = File::create_new(&place)?;
            std::io::copy(entry, &mut file)?;
            file.sync_all()?;
            File::open(folder)?.sync_all()?;
        }
        Ok(true)
    })?;
    from_cbor(&cbor).map_err(|_| AdminError::Refused("the backup's orders are damaged: take another one".into()))
}

/// Only the names we write ourselves: an archive cannot reach outside the folder.
fn place_of(name: &str, fresh: &Path) -> Option<PathBuf> {
    if name == STORE {
        return Some(DataFolder::at(fresh).store_file());
    }
    if name == MANIFEST {
        return None;
    }
    let hash = name.strip_prefix("photos/")?.strip_suffix(".jpg")?;
    hash.parse::<ronda_shared::ids::PhotoHash>().ok()?;
    Some(fresh.join("photos").join(hash.get(..2)?).join(format!("{hash}.jpg")))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        fs::set_permissions(to, fs::metadata(from)?.permissions())?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    if from.exists() {
        fs::copy(from, to)?;
        File::open(to)?.sync_all()?;
    }
    Ok(())
}
