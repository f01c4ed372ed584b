// SPDX-License-Identifier: EUPL-1.2
//! `ronda export`: the emergency pack (docs/decisions/0006-emergency-pack.md), with or without the PIN.

use std::path::Path;

use serde_json::json;

use super::args::{Export, Home as HomeArgs};
use super::folder;
use super::output::{Answer, Fault};
use crate::engine::{Engine, locked_pack};
use crate::error::Error;
use crate::home::{Home, write_durably};
use crate::keystore::Keystore;

/// Packs every ticket this phone wrote to, and its photos, sealed to the office's recovery key.
pub(super) fn export(engine: &mut Engine, args: &Export) -> Result<Answer, Fault> {
    let pack = engine.pack()?;
    written(&args.file, &pack.file)?;
    let shown = json!({
        "file": args.file,
        "bytes": pack.file.len(),
        "tickets": pack.tickets,
        "photos": pack.photos,
        "contacts": pack.contacts,
        "damaged_tickets": pack.damaged_tickets,
        "damaged_photos": pack.damaged_photos,
    });
    let words = format!(
        "Packed {} tickets and {} photos into {}. Only the office can open it.{}",
        pack.tickets,
        pack.photos,
        args.file.display(),
        lacking(pack.damaged_tickets.len(), pack.damaged_photos.len())
    );
    Ok(Answer::new(shown, words))
}

/// What a worn disk kept out of it.
fn lacking(tickets: usize, photos: usize) -> String {
    if tickets + photos == 0 {
        return String::new();
    }
    format!(
        " {tickets} tickets cannot be read and are in it only as far as their changes are kept one by one; {photos} photos \
         cannot be read and are not in it: tell the office, and keep this phone."
    )
}

/// Packs the encrypted store as it lies on the disk; nothing in it is readable without the recovery kit.
pub(super) fn export_locked(home: &HomeArgs, args: &Export) -> Result<Answer, Fault> {
    let folder = folder(home);
    let keystore = Keystore::of(&folder);
    let home = Home::enter(&folder).map_err(Error::from)?;
    let file = locked_pack(&home, &keystore)?;
    written(&args.file, &file)?;
    let shown = json!({ "file": args.file, "bytes": file.len(), "locked": true });
    Ok(Answer::new(
        shown,
        format!(
            "Packed the locked store into {}. Only the office can open it.",
            args.file.display()
        ),
    ))
}

fn written(path: &Path, file: &[u8]) -> Result<(), Fault> {
    let whole = std::path::absolute(path);
    whole.and_then(|path| write_durably(&path, file)).map_err(|fault| {
        let kind = fault.kind();
        Fault::plain(format!(
            "the pack could not be written ({kind}): check the path and free space"
        ))
    })
}
