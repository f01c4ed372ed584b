// SPDX-License-Identifier: EUPL-1.2
//! The verbs that look: list, show, conflicts, status, doctor, export.

use std::fs;

use ronda_shared::identity::Secret;
use ronda_shared::moment::rfc3339;
use ronda_shared::wire::{EmergencyPack, LockedPack};
use serde_json::{Value as Json, json};

use super::args::{Export, List, Maybe, One};
use super::failed::Failed;
use super::session::{Session, unreadable};
use crate::engine::{Engine, Query};
use crate::error::Error;
use crate::home::write_durably;
use crate::keystore::random;
use crate::store::SetAside;

pub(super) fn list(engine: &Engine, args: &List) -> Result<Json, Failed> {
    let near = args
        .near
        .as_deref()
        .map(coordinates)
        .transpose()?
        .map(|centre| (centre, args.radius));
    let query = Query {
        search: args.search.clone(),
        near,
        category: args.category.clone(),
        status: args.status.clone(),
        mine: args.mine,
        contested: false,
        limit: args.limit,
        after: None,
    };
    Ok(Json::Array(
        engine.list(&query)?.iter().map(crate::engine::Listed::json).collect(),
    ))
}

fn coordinates(text: &str) -> Result<(f64, f64), Failed> {
    let parsed = text
        .split_once(',')
        .and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)));
    parsed.ok_or_else(|| Failed::from(format!("\"{text}\" is no place: give LAT,LON such as 43.77,11.25")))
}

pub(super) fn show(engine: &Engine, args: &One) -> Result<Json, Failed> {
    let ticket = engine.find(&args.id)?;
    Ok(engine.show(&ticket)?)
}

/// One entry for each contested field: `{id, code, field, values}`.
pub(super) fn conflicts(engine: &Engine, args: &Maybe) -> Result<Json, Failed> {
    let ticket = args.id.as_deref().map(|typed| engine.find(typed)).transpose()?;
    let mut fields = Vec::new();
    for mut of_ticket in engine.conflicts(ticket.as_ref())? {
        let (id, code) = (of_ticket["id"].take(), of_ticket["code"].take());
        for conflict in of_ticket["conflicts"].as_array().into_iter().flatten() {
            fields.push(json!({ "id": id, "code": code, "field": conflict["field"], "values": conflict["values"] }));
        }
    }
    Ok(Json::Array(fields))
}

pub(super) fn status(engine: &Engine) -> Result<Json, Failed> {
    let status = engine.status()?;
    let (tally, identity) = (status.tally, engine.identity());
    let contact: Option<i64> = engine.store().meta(crate::store::LAST_CONTACT).map_err(Error::from)?;
    Ok(json!({
        "queue": { "changes": tally.changes_owed, "photos": tally.photos_owed, "photo_bytes": tally.photo_bytes_owed },
        "tickets": tally.tickets,
        "conflicts": tally.contested,
        "last_contact": contact.map(rfc3339),
        "quarantine": status.set_aside.iter().map(refused).collect::<Vec<_>>(),
        "space_bytes": status.space_bytes,
        "person": identity.person_name,
        "role": identity.role,
        "device": engine.device(),
        "server": identity.server_url,
        "warnings": status.warnings,
    }))
}

fn refused(item: &SetAside) -> Json {
    json!({ "ticket": item.ticket, "intent": item.action.intent, "code": item.refusal.code, "reason": item.refusal.detail })
}

/// What an examination found, and whether all is sound.
pub(super) fn doctor(engine: &mut Engine) -> Result<(Json, bool), Failed> {
    let found = engine.doctor()?;
    let sound = found.faults.is_empty();
    let answer = json!({ "ok": sound, "tickets": found.tickets, "photos": found.photos, "faults": found.faults, "advice": found.advice });
    Ok((answer, sound))
}

/// Everything the office may lack, sealed to its recovery key.
pub(super) fn export(engine: &Engine, args: &Export) -> Result<Json, Failed> {
    let store = engine.store();
    let mut photos = Vec::new();
    for photo in store.photos_owed().map_err(Error::from)? {
        photos.extend(store.photo_jpeg(&photo).map_err(Error::from)?.map(Into::into));
    }
    let tickets = store.written_tickets().map_err(Error::from)?;
    let (count, photo_count) = (tickets.len(), photos.len());
    let certificate = engine.identity().certificate.clone();
    let certificates = store.certificates().map_err(Error::from)?;
    let pack = EmergencyPack {
        certificate,
        tickets,
        certificates,
        photos,
    };
    let ephemeral = Secret(random().map_err(Error::from)?);
    let file = pack
        .to_file(&engine.identity().recovery_key, &ephemeral)
        .map_err(|error| Failed::from(error.to_string()))?;
    write(args, &file)?;
    Ok(json!({ "file": args.file, "bytes": file.len(), "tickets": count, "photos": photo_count }))
}

/// The encrypted store as it lies, with its sealed key: no PIN is asked.
pub(super) fn export_locked(session: &Session, args: &Export) -> Result<Json, Failed> {
    let home = session.home()?;
    let sealed_key = session.keystore().sealed_key().map_err(Error::from)?;
    let path = home.store_path();
    let database = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
    let log = path.with_extension("db-wal");
    let wal = if log.exists() {
        fs::read(&log).map_err(|error| unreadable(&log, &error))?
    } else {
        Vec::new()
    };
    let file = LockedPack {
        sealed_key,
        database,
        wal,
    }
    .to_file();
    write(args, &file)?;
    Ok(json!({ "file": args.file, "bytes": file.len(), "locked": true }))
}

fn write(args: &Export, file: &[u8]) -> Result<(), Failed> {
    write_durably(&args.file, file).map_err(|error| {
        Failed::from(format!(
            "{} cannot be written ({}): choose another place",
            args.file.display(),
            error.kind()
        ))
    })
}
