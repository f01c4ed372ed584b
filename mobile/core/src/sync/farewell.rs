// SPDX-License-Identifier: EUPL-1.2
//! A revoked phone hands over what it still owes, and forgets everything once it has all the receipts and the signed order.

use minicbor::bytes::ByteVec;
use ronda_shared::identity::OrderKind;
use ronda_shared::ids::OrderId;
use ronda_shared::limits;
use ronda_shared::sync::Failure;
use ronda_shared::wire::{DropBoxReply, DropBoxRequest, PushedTicket};

use super::{Lend, Synced, stored};
use crate::engine::Engine;
use crate::transport::Transport;

/// What a wiped home answers ever after.
const SAID: &str =
    "this device was revoked; everything it owed was handed over and its contents were removed by the office's order";

/// The farewell, when it was said in an earlier run.
pub(super) fn said(engine: &Engine) -> Result<Option<Failure>, Failure> {
    let wiped = engine.store().wiped_by().map_err(stored)?;
    Ok(wiped.map(|_| Failure::Refused(SAID.into())))
}

/// Hands over in bounded parcels until nothing is owed; then obeys.
pub(super) async fn say<L: Lend>(lender: &L, transport: &Transport) -> Result<Synced, Failure> {
    loop {
        let (parcel, whole) = lender.lend(parcel).await??;
        let reply = transport.drop_off(&parcel).await?;
        let moved = lender.lend(move |engine| taken(engine, &reply, whole)).await??;
        if moved == 0 {
            return Err(Failure::Revoked);
        }
    }
}

/// How much the reply relieves this phone of; when that was all, the order is obeyed.
///
/// # Errors
/// When the store fails, the order is not the root's, or everything is said and this home is wiped.
pub fn taken(engine: &mut Engine, reply: &DropBoxReply, whole: bool) -> Result<u64, Failure> {
    let before = owed(engine)?;
    take(engine, reply)?;
    let left = owed(engine)?;
    let order = obeyed(engine, reply)?;
    if whole && left == 0 {
        engine.store_mut().wipe(&order).map_err(stored)?;
        return Err(Failure::Refused(SAID.into()));
    }
    Ok(before.saturating_sub(left))
}

/// The next parcel, and whether it holds all that is owed.
///
/// # Errors
/// When the store fails.
pub fn parcel(engine: &mut Engine) -> Result<(DropBoxRequest, bool), Failure> {
    engine.store_mut().owe_everything_again().map_err(stored)?;
    let store = engine.store();
    let owed = store.owed_tickets().map_err(stored)?;
    let (mut room, mut tickets) = (limits::EXCHANGE_WIRE_BYTES / 2, Vec::new());
    let owed_count = owed.len();
    for ticket in owed {
        let size = size_of(&ticket);
        if size > room && !tickets.is_empty() {
            break;
        }
        room = room.saturating_sub(size);
        tickets.push(ticket);
    }
    let owed_photos = store.photos_owed().map_err(stored)?;
    let mut photos: Vec<ByteVec> = Vec::new();
    for photo in &owed_photos {
        let jpeg = match engine.store().photo_jpeg(photo) {
            Err(damage) if damage.is_damage() => {
                // It stays owed, so that this phone is not wiped with it.
                engine.store_mut().reopen().map_err(stored)?;
                continue;
            }
            read => read.map_err(stored)?.unwrap_or_default(),
        };
        if jpeg.len() > room && !(photos.is_empty() && tickets.is_empty()) {
            break;
        }
        room = room.saturating_sub(jpeg.len());
        photos.push(jpeg.into());
    }
    let reporters = engine.store().reporters_owed(limits::BATCH_REPORTERS).map_err(stored)?;
    let whole = tickets.len() == owed_count && photos.len() == owed_photos.len();
    let certificate = engine.identity().certificate.clone();
    Ok((
        DropBoxRequest {
            certificate,
            tickets,
            photos,
            reporters,
        },
        whole,
    ))
}

fn size_of(ticket: &PushedTicket) -> usize {
    ticket.changes.iter().map(|change| change.len()).sum()
}

fn take(engine: &mut Engine, reply: &DropBoxReply) -> Result<(), Failure> {
    let store = engine.store_mut();
    store.in_custody(&reply.answers, &reply.photos).map_err(stored)?;
    store.take_reporter_answers(&reply.reporters).map_err(stored)?;
    Ok(())
}

/// Only an order of the root key that names this very device may end its memory.
fn obeyed(engine: &Engine, reply: &DropBoxReply) -> Result<OrderId, Failure> {
    let order = reply
        .order
        .verify(&engine.identity().root_key)
        .map_err(|_| Failure::Revoked)?;
    let names_us = matches!(order.kind, OrderKind::Revoke(device) if device == engine.device());
    if names_us { Ok(order.id) } else { Err(Failure::Revoked) }
}

fn owed(engine: &Engine) -> Result<u64, Failure> {
    let tally = engine.store().tally().map_err(stored)?;
    Ok(tally.changes_owed + tally.photos_owed + tally.contacts_owed)
}
