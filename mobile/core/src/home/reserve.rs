// SPDX-License-Identifier: EUPL-1.2
//! A little space kept back: on a disk that is really full not even the count of a PIN could be written, and then nothing
//! that was saved could be read.

use std::io;
use std::path::Path;

use super::durable::{remove_if_there, write_durably};

const RESERVE: &str = "reserve";
/// The count of tries, the store's log and its index.
const RESERVE_BYTES: usize = 128 * 1024;
/// With less than this free, people need the space more.
const ROOM_BYTES: u64 = 1024 * 1024;

/// Keeps the space back, unless it is; a disk that has none to spare is no fault.
pub(super) fn keep(folder: &Path) {
    let reserve = folder.join(RESERVE);
    let room = fs4::available_space(folder).unwrap_or_default() > ROOM_BYTES;
    if room
        && !reserve.exists()
        && let Err(error) = write_durably(&reserve, &vec![0x52; RESERVE_BYTES])
    {
        tracing::debug!("no space could be kept back: {error}");
    }
}

/// Gives the space to whoever needs it now; false when there is none.
pub(crate) fn release(folder: &Path) -> io::Result<bool> {
    let reserve = folder.join(RESERVE);
    let kept = reserve.exists();
    remove_if_there(&reserve)?;
    Ok(kept)
}
