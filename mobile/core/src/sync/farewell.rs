// SPDX-License-Identifier: EUPL-1.2
//! A revoked phone hands over what it still owes, and forgets everything once it has all the receipts and the signed order.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use ronda_shared::document::RawChange;
use ronda_shared::identity::{AuthorProof, OrderKind};
use ronda_shared::ids::{OrderId, PhotoHash, TicketId};
use ronda_shared::limits;
use ronda_shared::sync::Failure;
use ronda_shared::wire::{DropBoxReply, DropBoxRequest, PushedTicket};
use sha2::{Digest, Sha256};

use super::{Lend, Synced, stored};
use crate::engine::{Engine, Identity};
use crate::transport::Transport;

/// What a wiped home answers ever after.
const SAID: &str =
    "this device was revoked; everything it owed was handed over and its contents were removed by the office's order";

/// The farewell, when it was said in an earlier run.
pub(super) fn said(engine: &Engine) -> Result<Option<Failure>, Failure> {
    let wiped = engine.store().wiped_by().map_err(stored)?;
    Ok(wiped.map(|_| Failure::Refused(SAID.into())))
}

/// What was handed over in one run, and how it went.
#[derive(Debug, Default)]
pub struct Farewell {
    tickets: BTreeSet<TicketId>,
    photos: BTreeSet<PhotoHash>,
    /// Photos whose bytes rotted, by the hash of what they are now: that is what the office says it took.
    rotted: BTreeMap<PhotoHash, PhotoHash>,
    /// How far what others wrote was offered.
    offered: Option<i64>,
    /// Orders handed back, and those of the parcel that is on its way.
    orders: u64,
    orders_sent: u64,
    /// The last parcel relieved this phone of nothing.
    stalled: bool,
}

/// Hands over in bounded parcels until nothing is owed; then obeys.
pub(super) async fn say<L: Lend>(lender: &L, transport: &Transport) -> Result<Synced, Failure> {
    let mut farewell = Farewell::default();
    loop {
        let packs = move |engine: &mut Engine| farewell.parcel(engine).map(|parcel| (farewell, parcel));
        let (mut packed, parcel) = lender.lend(packs).await??;
        let reply = transport.drop_off(&parcel.ok_or(Failure::Revoked)?).await?;
        let takes = move |engine: &mut Engine| packed.taken(engine, &reply).map(|()| packed);
        farewell = lender.lend(takes).await??;
    }
}

impl Farewell {
    /// The next parcel; nothing when all was offered and the office leaves the rest alone. Each ticket and photo is handed over
    /// once in a run, so that what is left alone keeps nothing behind it on the phone; a ticket the office asks for, once more.
    ///
    /// # Errors
    /// When the store fails.
    pub fn parcel(&mut self, engine: &mut Engine) -> Result<Option<DropBoxRequest>, Failure> {
        engine.store_mut().owe_everything_again().map_err(stored)?;
        let mut tickets = engine.store().owed_batch(&self.tickets).map_err(stored)?;
        for ticket in &mut tickets {
            self.tickets.insert(ticket.id);
            sign(engine.identity(), ticket);
        }
        let size: usize = tickets.iter().map(size_of).sum();
        let photos = self.photos(engine, (limits::EXCHANGE_WIRE_BYTES / 2).saturating_sub(size))?;
        let (offers, offered) = engine.store().offers().map_err(stored)?;
        self.offered = offered;
        let orders_known = engine.store().orders_from(self.orders).map_err(stored)?;
        self.orders_sent = orders_known.len() as u64;
        let nothing_new = tickets.is_empty() && photos.is_empty() && offered.is_none() && orders_known.is_empty();
        if self.stalled && nothing_new {
            return Ok(None);
        }
        Ok(Some(DropBoxRequest {
            certificate: engine.identity().certificate.clone(),
            tickets,
            photos,
            reporters: engine.store().reporters_owed(limits::BATCH_REPORTERS).map_err(stored)?,
            offers,
            orders_known,
        }))
    }

    /// The next photos; the first goes whatever its size. One that cannot be read stays, and stands against the wipe.
    fn photos(&mut self, engine: &mut Engine, mut room: usize) -> Result<Vec<ByteVec>, Failure> {
        let mut photos: Vec<ByteVec> = Vec::new();
        for photo in engine.store().photos_to_hand_over().map_err(stored)? {
            if self.photos.contains(&photo) {
                continue;
            }
            match engine.store_mut().photo_jpeg_or_reopen(&photo) {
                Ok(jpeg) => {
                    let jpeg = jpeg.unwrap_or_default();
                    let full = jpeg.len() > room || photos.len() == limits::DROP_BOX_PHOTOS;
                    if full && !photos.is_empty() {
                        break;
                    }
                    room = room.saturating_sub(jpeg.len());
                    let name = PhotoHash(Sha256::digest(&jpeg).into());
                    if name != photo {
                        self.rotted.insert(name, photo);
                    }
                    photos.push(jpeg.into());
                }
                Err(failure) => tracing::warn!(%photo, "a photo cannot be read and is not handed over: {failure}"),
            }
            self.photos.insert(photo);
        }
        Ok(photos)
    }

    /// Takes a reply in; when nothing is left to hand over, the order is obeyed.
    ///
    /// # Errors
    /// When the store fails, the order is not the root's, or everything is said and this home is wiped.
    pub fn taken(&mut self, engine: &mut Engine, reply: &DropBoxReply) -> Result<(), Failure> {
        let before = engine.store().left_to_hand_over().map_err(stored)?;
        self.take(engine, reply)?;
        let left = engine.store().left_to_hand_over().map_err(stored)?;
        let order = obeyed(engine, reply)?;
        self.orders += std::mem::take(&mut self.orders_sent);
        let orders_left = engine.store().orders_from(self.orders).map_err(stored)?;
        if left == 0 && orders_left.is_empty() {
            engine.store_mut().wipe(&order).map_err(stored)?;
            return Err(Failure::Refused(SAID.into()));
        }
        self.stalled = left >= before;
        Ok(())
    }

    fn take(&mut self, engine: &mut Engine, reply: &DropBoxReply) -> Result<(), Failure> {
        let own = engine.device();
        let store = engine.store_mut();
        let named = |taken: &PhotoHash| *self.rotted.get(taken).unwrap_or(taken);
        let photos: Vec<PhotoHash> = reply.photos.iter().map(named).collect();
        store.in_custody(&reply.answers, &photos).map_err(stored)?;
        store.take_reporter_answers(&reply.reporters).map_err(stored)?;
        store.offered(&reply.asked, self.offered.take(), own).map_err(stored)?;
        reply.asked.iter().for_each(|asked| {
            self.tickets.remove(&asked.ticket);
        });
        Ok(())
    }
}

/// The drop box takes what this phone says it carries: a ticket in which it wrote nothing gets its word, too.
fn sign(who: &Identity, ticket: &mut PushedTicket) {
    who.sign_own(ticket);
    let own = who.key.public().device();
    if ticket.proofs.iter().any(|proof| proof.device == own) {
        return;
    }
    let readable = |bytes: &ByteVec| RawChange::scan(bytes.to_vec()).ok();
    if let Some(carried) = ticket.changes.iter().rev().find_map(readable) {
        ticket
            .proofs
            .push(AuthorProof::sign(&who.key, &ticket.id, carried.hash()));
    }
}

fn size_of(ticket: &PushedTicket) -> usize {
    ticket.changes.iter().map(|change| change.len()).sum()
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
