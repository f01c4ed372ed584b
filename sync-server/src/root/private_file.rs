// SPDX-License-Identifier: EUPL-1.2
//! Files only their owner may read: written whole, durable, never over another.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::RootError;

/// Writes a new file, readable by its owner alone; on the disk when this returns.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), RootError> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => RootError::KeysThere(path.display().to_string()),
        _ => RootError::disk(path, &error),
    };
    let mut file = owner_only(OpenOptions::new().write(true).create_new(true))
        .open(path)
        .map_err(fault)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|error| RootError::disk(path, &error))?;
    sync_parent(path)
}

/// Options under which a new file is its owner's alone.
pub(super) fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes a folder that only its owner may enter.
pub(super) fn private_folder(folder: &Path) -> Result<(), RootError> {
    fs::create_dir_all(folder).map_err(|error| RootError::disk(folder, &error))?;
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))
        .map_err(|error| RootError::disk(folder, &error))?;
    sync_parent(folder)
}

/// Makes a new name durable.
pub(super) fn sync_parent(path: &Path) -> Result<(), RootError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| RootError::disk(folder, &error))
}
