// SPDX-License-Identifier: EUPL-1.2
//! `ronda photo-get`: the original of a photo, from this phone or else from the server.

use std::fs;

use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::photo::thumbnail_of;
use serde_json::json;

use super::args::PhotoGet;
use super::online;
use super::output::{Answer, Fault};
use crate::engine::Engine;
use crate::error::Error;
use crate::sync;

/// Writes a photo to a file.
pub(super) fn photo_get(engine: &mut Engine, args: &PhotoGet) -> Result<Answer, Fault> {
    let ticket = engine.find(&args.id)?;
    let photo: PhotoHash = args
        .sha256
        .parse()
        .map_err(|fault: ronda_shared::ids::InvalidId| Fault::plain(fault.to_string()))?;
    if !engine.store().ticket_names_photo(&ticket, &photo)? {
        return Err(Fault::plain(
            "the ticket has no such photo: see its photos with ronda show",
        ));
    }
    let (jpeg, source) = match engine.photo_bytes(&ticket, &photo) {
        _ if args.thumbnail => thumbnail(engine, &photo)?,
        Ok(jpeg) => (jpeg, "phone"),
        Err(Error::NoPhoto) => (fetched(engine, ticket, photo)?, "server"),
        Err(error) => return Err(error.into()),
    };
    fs::write(&args.out, &jpeg).map_err(|fault| {
        Fault::plain(format!(
            "the photo could not be written ({}): check --out",
            fault.kind()
        ))
    })?;
    let shown = json!({ "id": ticket, "sha256": photo, "out": args.out, "bytes": jpeg.len(), "source": source });
    Ok(Answer::new(
        shown,
        format!(
            "Wrote {} ({} bytes, from the {source}).",
            args.out.display(),
            jpeg.len()
        ),
    ))
}

/// The small picture: kept here, made of the original that is here, or else from the server.
fn thumbnail(engine: &mut Engine, photo: &PhotoHash) -> Result<(Vec<u8>, &'static str), Fault> {
    if let Some(kept) = engine.store().photo_thumbnail(photo)? {
        return Ok((kept, "phone"));
    }
    let (small, source) = match engine.store().photo_jpeg(photo)? {
        Some(original) => (
            thumbnail_of(&original).map_err(|fault| Fault::plain(fault.to_string()))?,
            "phone",
        ),
        None => {
            let transport = sync::transport(engine)?;
            let fetched = online(transport.thumbnail(photo));
            let fetched = fetched.map_err(|fault| fault.before("the thumbnail is not on this phone"))?;
            let absent = || {
                Fault::plain(
                    "the server does not hold this photo yet: ask again after the phone that took it has synced",
                )
            };
            (fetched.ok_or_else(absent)?, "server")
        }
    };
    engine.store_mut().keep_thumbnail(photo, &small)?;
    Ok((small, source))
}

/// Fetches it and keeps it on the phone, so that the next look needs no network.
fn fetched(engine: &mut Engine, ticket: TicketId, photo: PhotoHash) -> Result<Vec<u8>, Fault> {
    let fetched = online(sync::fetch_photo(&sync::Held::new(engine), ticket, photo));
    fetched.map_err(|fault| fault.before("the photo is not on this phone"))?;
    Ok(engine.photo_bytes(&ticket, &photo)?)
}
