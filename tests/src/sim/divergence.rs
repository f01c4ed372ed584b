// SPDX-License-Identifier: EUPL-1.2
//! Phone and office drift apart below everything that keeps them together; the next sync must notice and mend it.
//!
//! What is altered is left in itself consistent, sums included, as a fault of either program would leave it: only the
//! comparison of both sides can tell. What stands alone wrong in one file is for the doctors (`hostile::tampering`).

mod below;
mod office;
mod phone;

use ronda_shared::document::Document;
use ronda_shared::ids::TicketId;
use ronda_shared::sync::{Failure, SyncReport};
use rusqlite::Connection;

use super::data::calm;
use super::network::Synced;
use super::world::World;
use crate::scenario::Random;

/// Makes one side differ; none where there is nothing of the kind to alter.
type Alteration = fn(&Connection, &mut Random) -> Option<TicketId>;
/// Whether the sync that followed shows that it was noticed.
type Sign = fn(&SyncReport) -> bool;

/// What the next sync does about it.
#[derive(Clone, Copy)]
enum Then {
    /// It notices, and both are equal again.
    Mended(Sign),
    /// It notices and says so; only a person can mend it, as this does.
    Told(Alteration),
}

/// One way to drift apart.
struct Way {
    name: &'static str,
    alter: Alteration,
    then: Then,
}

const fn way(name: &'static str, alter: Alteration, sign: Sign) -> Way {
    let then = Then::Mended(sign);
    Way { name, alter, then }
}

fn compared(report: &SyncReport) -> bool {
    report.reconciled > 0
}

/// No word of it: each exchange names the photos without a receipt, and the receipts come back (`World::equal` looks).
fn asked_again(report: &SyncReport) -> bool {
    report.exchanges > 0 && report.photos == 0
}

/// Lets phone and office of an office's life drift apart so many times, each time mended by one sync; answers how often.
///
/// # Panics
/// When a difference was not noticed, or not mended, naming seed and number.
pub fn noticed(seed: u64, count: u64) -> u64 {
    let mut world = calm(seed);
    let mut random = Random::of(seed);
    let mut injected = 0;
    for number in 0..count {
        let phone = random.index(world.phones.len());
        let drifted = if random.below(2) == 0 {
            let way = &phone::WAYS[random.index(phone::WAYS.len())];
            let done = world.phones[phone].altered(|conn| (way.alter)(conn, &mut random));
            done.map(|ticket| (way, ticket))
        } else {
            let way = &office::WAYS[random.index(office::WAYS.len())];
            let done = world.office_altered(phone, way.alter, &mut random);
            done.map(|ticket| (way, ticket))
        };
        let Some((way, ticket)) = drifted else { continue };
        injected += 1;
        let after = match way.then {
            Then::Mended(sign) => world.mends(phone, &ticket, sign),
            Then::Told(by_hand) => world.tells(phone, by_hand),
        };
        after.unwrap_or_else(|what| {
            let name = way.name;
            panic!("seed {seed}, number {number}: {name} (phone {phone}, ticket {ticket}): {what}")
        });
    }
    world
        .agree()
        .unwrap_or_else(|what| panic!("seed {seed}, after {injected} differences: {what}"));
    injected
}

impl World {
    /// Alters the office's store where this phone shall notice it.
    fn office_altered(&mut self, phone: usize, alter: Alteration, random: &mut Random) -> Option<TicketId> {
        let granted = self.phones[phone].look().store().scopes().expect("scopes");
        let altered = self.office.altered(|conn| {
            conn.execute_batch("CREATE TEMP TABLE granted (scope TEXT)")
                .expect("a table beside the store");
            for scope in &granted {
                conn.execute("INSERT INTO granted (scope) VALUES (?1)", [scope])
                    .expect("a scope");
            }
            alter(conn, random)
        });
        self.runtime.block_on(altered)
    }

    /// One sync notices; after it both sides are equal, and the next has nothing to do.
    fn mends(&mut self, phone: usize, ticket: &TicketId, sign: Sign) -> Result<(), String> {
        let report = self.settled(phone)?;
        if !sign(&report) {
            return Err(format!("not noticed: {report:?}"));
        }
        self.equal(phone, ticket)?;
        let again = self.settled(phone)?;
        if again.reconciled + again.pushed + again.pulled + again.photos > 0 {
            return Err(format!("not mended at once: {again:?}"));
        }
        Ok(())
    }

    /// One sync says that both sides still differ, and the office's doctor says where.
    fn tells(&mut self, phone: usize, by_hand: Alteration) -> Result<(), String> {
        match self.sync(phone, &[]) {
            Synced::Failed(Failure::StillDiffers) => {}
            Synced::Done(report) => return Err(format!("not noticed: {report:?}")),
            Synced::Failed(failure) => return Err(format!("the sync failed otherwise: {failure}")),
            Synced::Killed => return Err("nobody was to be killed".into()),
        }
        let examined = self.runtime.block_on(self.office.office.examine(&self.office.data));
        if examined.is_ok_and(|examined| examined.faults.is_empty()) {
            return Err("the office's doctor says nothing".into());
        }
        self.office_altered(phone, by_hand, &mut Random::of(0));
        self.settled(phone).map(drop)
    }

    fn settled(&mut self, phone: usize) -> Result<SyncReport, String> {
        match self.sync(phone, &[]) {
            Synced::Done(report) => Ok(report),
            Synced::Failed(failure) => Err(format!("the sync failed: {failure}")),
            Synced::Killed => Err("nobody was to be killed".into()),
        }
    }

    fn equal(&self, phone: usize, ticket: &TicketId) -> Result<(), String> {
        let office = self.office.office.store();
        let held = self.runtime.block_on(office.held(&[*ticket]));
        let held = held.map_err(|fault| format!("office: {fault}"))?.remove(ticket);
        let store = self.phones[phone].look().store();
        let here = store.ticket(ticket).map_err(|fault| format!("store: {fault}"))?;
        let (Some(there), Some(here)) = (held, here) else {
            return Err("the ticket is not on both sides".into());
        };
        let granted = store.scopes().map_err(|fault| format!("store: {fault}"))?;
        // Of a ticket that left all its scopes a phone hears no more; that it is in none of them again is told by their sums.
        if !there.scopes.iter().any(|scope| granted.contains(scope)) {
            return self.adds_up(phone);
        }
        if here.heads != there.heads || here.admitted_heads != there.heads {
            return Err("heads differ after the sync".into());
        }
        let ours = store.document(ticket).ok().flatten().and_then(|ours| ours.read().ok());
        let theirs = Document::load(&there.saved).and_then(|theirs| theirs.read()).ok();
        if ours.is_none() || ours != theirs {
            return Err("tickets differ after the sync".into());
        }
        let owed = store.tally().map_err(|fault| format!("store: {fault}"))?.photos_owed;
        if owed > 0 {
            return Err(format!("{owed} photos are still without a receipt"));
        }
        self.adds_up(phone)
    }

    fn adds_up(&self, phone: usize) -> Result<(), String> {
        let store = self.phones[phone].look().store();
        for scope in store.scopes().map_err(|fault| format!("store: {fault}"))? {
            if store.buckets(&scope).ok() != store.buckets_recounted(&scope).ok() {
                return Err(format!("the sums of {scope} do not add up"));
            }
        }
        Ok(())
    }
}
