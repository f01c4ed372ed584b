// SPDX-License-Identifier: EUPL-1.2
//! What the office answered, taken in as one transaction: receipts, news, scopes, orders and the comparison of digests.

mod arrivals;
mod compare;
mod custody;
mod epoch;
mod merging;
mod orders;
mod photos;
mod receipts;
mod scopes;

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::{PublicKey, SigningKey};
use ronda_shared::ids::{Actor, ChangeHash, DeviceId, TicketId};
use ronda_shared::sync::Applied;
use ronda_shared::wire::{ExchangeReply, TicketHeads, Verdict};
use rusqlite::{Transaction, params};

use super::digest::Moving;
use super::outbox::{CURSOR, NONCE, OFFERED, ORDERS_DUE, Sent};
use super::uploads::FAREWELL;
use super::{
    Store, StoreError, Verified, certificate, city, history, meta, names, reference, reporter, ticket, verified,
};
#[cfg(test)]
pub(super) use scopes::LEFT;

/// The highest backup watermark on whose word this phone forgot something of its own.
pub(crate) const RELIED_ON: &str = "relied_on";
/// When the server last answered, by the phone's clock.
pub const LAST_CONTACT: &str = "last_contact_ms";

/// Who takes the reply in.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// The device's key: replayed edits are signed anew.
    pub key: &'a SigningKey,
    /// Signs certificates and orders.
    pub root_key: &'a PublicKey,
    /// An actor nobody has written under, for replays.
    pub fresh_actor: Actor,
    /// The phone's clock.
    pub now_ms: i64,
}

/// One reply on its way into the store.
struct Inbox<'a> {
    transaction: &'a Transaction<'a>,
    who: Recipient<'a>,
    reply: &'a ExchangeReply,
    keys: BTreeMap<DeviceId, PublicKey>,
    moving: Moving,
    applied: Applied,
    /// The store offered or compared a ticket that an order destroyed: it forgot the order.
    forgetful: bool,
}

impl Store {
    /// Takes a reply in, in one transaction; the same reply taken in twice changes nothing.
    ///
    /// # Errors
    /// When the store fails or is full; nothing of the reply is then taken.
    pub fn apply(&mut self, reply: &ExchangeReply, sent: Sent, who: Recipient<'_>) -> Result<Applied, StoreError> {
        self.grow_log(reply.more)?;
        let taken = self.within(|transaction| taken(transaction, reply, sent, who));
        let shortened = self.grow_log(false);
        let mut applied = taken?;
        shortened?;
        applied.photos = self.photos_owed()?;
        let later = reply.answers.iter().filter(|answer| answer.verdict == Verdict::Later);
        applied.later = later.map(|answer| answer.ticket).collect();
        let unsigned = reply.answers.iter().filter(|answer| answer.sign_each);
        applied.sign_each = unsigned.map(|answer| answer.ticket).collect();
        if applied.contacts > 0 {
            // What was deleted must not stay in the log.
            self.checkpoint()?;
        }
        if let Err(error) = self.sweep() {
            tracing::warn!("what was destroyed is not yet out of the log: {error}");
        }
        Ok(applied)
    }
}

fn taken(
    transaction: &Transaction<'_>,
    reply: &ExchangeReply,
    sent: Sent,
    who: Recipient<'_>,
) -> Result<Applied, StoreError> {
    let (keys, moving, applied) = (BTreeMap::new(), Moving::default(), Applied::default());
    let mut inbox = Inbox {
        transaction,
        who,
        reply,
        keys,
        moving,
        applied,
        forgetful: false,
    };
    let reborn = epoch::notice(transaction, &reply.epoch, who.key.public().device())?;
    inbox.certificates()?;
    inbox.orders()?;
    inbox.applied.contacts = reporter::take(transaction, &reply.reporters)?;
    for answer in &reply.answers {
        inbox.receipts(answer)?;
        inbox.custody(answer)?;
        inbox.owe_again(&answer.ticket, &|change| answer.needs.contains(&change.hash()))?;
    }
    inbox.take_all()?;
    inbox.settled()?;
    inbox.scopes()?;
    photos::take(transaction, reply)?;
    photos::settle(transaction, reply.more)?;
    for offer in &reply.asked {
        inbox.owe_again(&offer.ticket, &|change| offer.hashes.contains(&change.hash()))?;
    }
    inbox.reconcile()?;
    inbox.finish(sent, reborn)
}

impl Inbox<'_> {
    fn certificates(&mut self) -> Result<(), StoreError> {
        for signed in &self.reply.certificates {
            match signed.verify(self.who.root_key) {
                Ok(checked) => certificate::put(self.transaction, &checked, signed)?,
                // What this device signed will be refused on arrival, and asked for again.
                Err(_) => tracing::warn!("a certificate was not signed by the root key"),
            }
        }
        self.keys = certificate::keys(self.transaction)?;
        Ok(())
    }

    /// Makes held changes owed again: the store lacks them, whoever wrote them.
    fn owe_again(&mut self, ticket: &TicketId, lacks: &dyn Fn(&RawChange) -> bool) -> Result<(), StoreError> {
        // Nothing of most tickets is needed: their documents are not even opened.
        let asked = self.reply.asked.iter().any(|offer| offer.ticket == *ticket);
        let needed = self
            .reply
            .answers
            .iter()
            .any(|answer| answer.ticket == *ticket && !answer.needs.is_empty());
        if !asked && !needed {
            return Ok(());
        }
        let changes = self.changes(ticket)?.into_iter();
        let lacking: Vec<RawChange> = changes.filter(|change| lacks(change)).collect();
        owe(self.transaction, ticket, &lacking, self.device())
    }

    /// A ticket's document. One that does not load hinders nothing else: the whole ticket is asked for anew.
    fn document(&mut self, id: &TicketId) -> Result<Option<Document>, StoreError> {
        let document = history::readable(self.transaction, id)?;
        if document.is_none() && ticket::held(self.transaction, id)?.is_some() {
            self.ask_anew(id)?;
        }
        Ok(document)
    }

    /// Everything held of a ticket's history: where its document does not load, what is kept beside it.
    fn changes(&mut self, id: &TicketId) -> Result<Vec<RawChange>, StoreError> {
        let read = history::of(self.transaction, id)?;
        if !read.is_whole && ticket::held(self.transaction, id)?.is_some() {
            self.ask_anew(id)?;
        }
        Ok(read.changes)
    }

    /// Nothing can be built on what is held of a ticket: it is not edited, and the store is asked for all of it.
    fn ask_anew(&mut self, id: &TicketId) -> Result<(), StoreError> {
        verified::mark(self.transaction, id, Verified::Wrong)?;
        self.want(id, Vec::new());
        Ok(())
    }

    /// Asks for a ticket, for what these heads do not include.
    fn want(&mut self, id: &TicketId, heads: Vec<ChangeHash>) {
        let wants = TicketHeads { ticket: *id, heads };
        if !self.applied.wants.contains(&wants) {
            self.applied.wants.push(wants);
        }
    }

    /// True when the store lost the reference data this phone named: the next request brings it.
    fn references(&self, sent: Sent) -> Result<bool, StoreError> {
        match &self.reply.reference {
            Some(news) => reference::take(self.transaction, self.who.root_key, news, sent.reference_given),
            None => Ok(false),
        }
    }

    /// Whether orders are still to be handed back; where a store that has them all goes on offering, nothing more helps.
    fn handing(&self, sent: Sent, reborn: bool) -> Result<bool, StoreError> {
        if reborn {
            return Ok(true);
        }
        match sent.orders_upto {
            Some(upto) if upto < orders_held(self.transaction)? => meta::put(self.transaction, ORDERS_DUE, &upto)?,
            Some(_) => {
                meta::forget(self.transaction, ORDERS_DUE)?;
                return Ok(false);
            }
            None if self.forgetful => meta::put(self.transaction, ORDERS_DUE, &0_u64)?,
            None => return Ok(false),
        }
        Ok(true)
    }

    fn device(&self) -> DeviceId {
        self.who.key.public().device()
    }

    /// Writes how far this phone has heard; the last things read are the digests, as all of the above left them.
    fn finish(mut self, sent: Sent, reborn: bool) -> Result<Applied, StoreError> {
        let (transaction, reply) = (self.transaction, self.reply);
        std::mem::take(&mut self.moving).settle(transaction)?;
        meta::put(transaction, CURSOR, &reply.cursor)?;
        meta::put(transaction, NONCE, &ByteVec::from(reply.session_nonce.clone()))?;
        meta::put(transaction, LAST_CONTACT, &self.who.now_ms)?;
        meta::forget(transaction, FAREWELL)?;
        let offering = if reborn {
            true
        } else {
            offered(transaction, sent.offered_upto)?
        };
        let handing = self.handing(sent, reborn)?;
        self.compare_totals()?;
        // A phone that differs from the office may be wrong about what left it.
        if self.applied.digests_agree && !offering {
            scopes::forget_left(transaction, reply.vaulted_no)?;
        }
        city::offered(transaction, reply.place_at_ms)?;
        let lost = self.references(sent)?;
        let nameless = names::take(transaction, reply.names.as_ref(), sent.people_named)?;
        self.applied.more = reply.more || offering || lost || handing || nameless;
        // A server that answered no contact at all knows nothing of them: asking at once would not help.
        self.applied.owes =
            owes(transaction)? || (!reply.reporters.is_empty() && !reporter::owed(transaction, 1)?.is_empty());
        Ok(self.applied)
    }
}

fn orders_held(transaction: &Transaction<'_>) -> Result<u64, StoreError> {
    let count: i64 = transaction.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Remembers how far offering has come; true while there is more to offer.
pub(super) fn offered(transaction: &Transaction<'_>, upto: Option<i64>) -> Result<bool, StoreError> {
    match upto {
        None => Ok(meta::get::<i64>(transaction, OFFERED)?.is_some()),
        Some(i64::MAX) => meta::forget(transaction, OFFERED).map(|()| false),
        Some(upto) => meta::put(transaction, OFFERED, &upto).map(|()| true),
    }
}

fn owes(transaction: &Transaction<'_>) -> Result<bool, StoreError> {
    Ok(transaction
        .prepare_cached("SELECT 1 FROM change WHERE state = 0 LIMIT 1")?
        .exists([])?)
}

/// Puts changes into the queue, whether they have rows or lived in the document alone.
pub(super) fn owe(
    transaction: &Transaction<'_>,
    ticket: &TicketId,
    changes: &[RawChange],
    own: DeviceId,
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO change (hash, ticket, device, own, state, bytes) VALUES (?1, ?2, ?3, ?4, 0, ?5)
         ON CONFLICT (hash) DO UPDATE SET state = 0, server_no = NULL, epoch = NULL WHERE state = 1",
    )?;
    for change in changes {
        let device = change.device();
        statement.execute(params![
            change.hash().bytes(),
            ticket.bytes(),
            device.bytes(),
            device == own,
            change.bytes()
        ])?;
    }
    Ok(())
}

/// Writes the frontier of what the store admitted of a ticket.
fn put_admitted(transaction: &Transaction<'_>, ticket: &TicketId, heads: &[ChangeHash]) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached("UPDATE ticket SET admitted_heads = ?2 WHERE id = ?1")?;
    statement.execute(params![ticket.bytes(), super::heads_to(heads)])?;
    Ok(())
}
