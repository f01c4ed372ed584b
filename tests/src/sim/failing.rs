// SPDX-License-Identifier: EUPL-1.2
//! A whole sync while the disk under one of its sides fails, is full or loses power: whatever was said to be saved or received
//! is there afterwards, and with a sound disk everybody agrees again.
//!
//! The evening is played once; each place at which its last sync can fail is tried in a world of its own.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ronda_field::store::StoreError;
use ronda_shared::sync::Failure;
use ronda_shared::wire::Offer;

use super::network::{Synced, cut};
use super::office::copy_tree;
use super::script::Script;
use super::world::World;
use crate::crash::disk::{Disk, Fault, Platter};
use crate::crash::errors::Failing;
use crate::oracle::failed;
use crate::scenario::Random;

/// Calls of one sync at most; a sync that needs more has grown, and this bound with it.
const MOST: u64 = 40_000;
/// Whose last sync it is.
const LAST: usize = 0;

/// Whose disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Phone,
    Office,
}

/// What stands before the last sync, as a script.
pub type Evening = (&'static str, &'static str);

/// A phone that has everything to tell and everything to hear: tickets, edits, photos, a refusal to come, an order to destroy
/// something, a ticket that leaves its scope, an edit of somebody else beside its own.
pub const FULL: Evening = (
    "a full day",
    "seed 1
phone 0 files 1
phone 0 files 2
phone 0 files 0
phone 1 files 0
phone 0 syncs
phone 1 syncs
phone 0 syncs
phone 1 edits 0 title
phone 1 notes 1
phone 1 does 1 take_charge
phone 1 syncs
phone 0 edits 0 title
phone 0 notes 1
phone 0 photographs 1
phone 0 does 2 cancel
phone 0 files 2
phone 0 files 0
office does 0 take_charge
office purges 3
office publishes
phone 0 moves Q1
",
);

/// A phone that hears of its revocation with work on it that nobody has yet: it hands over and is wiped.
pub const LAST_DAY: Evening = (
    "the last day of a revoked phone",
    "seed 1
phone 0 files 1
phone 0 syncs
phone 1 syncs
phone 1 edits 0 title
phone 1 syncs
phone 0 edits 0 address
phone 0 files 2
phone 0 is-revoked
",
);

/// Every evening with every side's disk.
pub const ALL: [(Evening, Side); 4] = [
    (FULL, Side::Phone),
    (FULL, Side::Office),
    (LAST_DAY, Side::Phone),
    (LAST_DAY, Side::Office),
];

/// Tries `step`-th places, from the `first` on, until a sync passes without a fault; answers how many places were tried.
///
/// # Panics
/// When a promise was broken, naming evening, side, way and place.
pub fn at_every_call(
    evening: Evening,
    side: Side,
    (way, failing): (&str, Failing),
    (first, step): (u64, usize),
) -> u64 {
    let eve = played(evening);
    for (tried, n) in (0..).zip((first..MOST).step_by(step)) {
        let mut world = eve.apart();
        let failed = world.syncs_on_a_bad_disk(side, failing(n), n % 2 == 0);
        if !failed.unwrap_or_else(|what| panic!("{}, the disk of {side:?}, {way} at call {n}: {what}", evening.0)) {
            return tried;
        }
    }
    panic!("{}: a sync does not end within {MOST} calls", evening.0)
}

/// Cuts the power of one side so many times, at calls and with losses that follow from the seed; answers how often.
///
/// # Panics
/// When a promise was broken, naming evening, side and place.
pub fn power_cuts(evening: Evening, side: Side, seed: u64, cuts: u64) -> u64 {
    let eve = played(evening);
    let mut random = Random::of(seed);
    let mut world = eve.apart();
    let calls = world.calls(side);
    for _ in 0..cuts {
        let n = 1 + random.below(calls);
        let cut = eve.apart().loses_power(side, n, &mut random);
        cut.unwrap_or_else(|what| {
            panic!(
                "{}, seed {seed}: the power of {side:?} cut at call {n}: {what}",
                evening.0
            )
        });
    }
    cuts
}

fn played((name, script): Evening) -> World {
    let script: Script = script.parse().unwrap_or_else(|what| panic!("{name}: {what}"));
    let mut world = World::new(script.seed);
    for op in &script.ops {
        world.step(op).unwrap_or_else(|what| panic!("{name}, {op}: {what}"));
    }
    world
}

impl World {
    fn folder_of(&self, side: Side, phone: usize) -> &Path {
        match side {
            Side::Phone => self.phones[phone].home(),
            Side::Office => &self.office.data,
        }
    }

    /// A disk under one side, which opens its files anew: only what is opened is watched.
    pub(super) fn on_a_disk(&mut self, side: Side, phone: usize) -> Arc<Disk> {
        let folder = self.folder_of(side, phone).to_owned();
        let disk = Disk::under(&folder);
        match side {
            Side::Phone => self.phones[phone].starts_in(folder),
            Side::Office => self.runtime.block_on(self.office.restarts()),
        }
        disk
    }

    /// Calls of a sync that meets no fault.
    fn calls(&mut self, side: Side) -> u64 {
        let disk = self.on_a_disk(side, LAST);
        disk.fails(Some(Fault::OnceAt(u64::MAX)));
        self.sync(LAST, &[]);
        disk.calls()
    }

    /// One sync on a failing disk, then everything on a sound one; false when the disk had no reason to fail any more.
    /// Whoever is not started again goes on as he is: a fault that has passed must not need a hand.
    fn syncs_on_a_bad_disk(&mut self, side: Side, fault: Fault, starts_again: bool) -> Result<bool, String> {
        let disk = self.on_a_disk(side, LAST);
        disk.fails(Some(fault));
        let synced = self.sync(LAST, &[]);
        let met = Met::of(side, &disk);
        disk.fails(None);
        if starts_again {
            self.phones[LAST].crashes();
            self.runtime.block_on(self.office.restarts());
        } else {
            // As the app does after every command that could not read.
            self.phones[LAST].engine().store_mut().renew();
        }
        is_clear(&synced, &met, self.phones[LAST].is_wiped())?;
        self.holds_after_all()?;
        Ok(met.failed)
    }

    /// The power goes at a call: nothing after it reaches the disk, and of what was not synced anything may be missing or torn.
    fn loses_power(&mut self, side: Side, n: u64, random: &mut Random) -> Result<(), String> {
        let disk = self.on_a_disk(side, LAST);
        let folder = self.folder_of(side, LAST).to_owned();
        let mut platter = Platter::of(&folder);
        disk.remembers();
        disk.fails(Some(Fault::FromOn(n)));
        self.sync(LAST, &[]);
        for event in disk.log() {
            platter.takes(&event);
        }
        let image = folder.with_extension("image");
        copy_tree(&folder, &image);
        platter.cut(random, &image);
        match side {
            Side::Phone => self.phones[LAST].starts_in(image),
            Side::Office => self.runtime.block_on(self.office.starts_in(image)),
        }
        self.holds_after_all()
    }

    fn holds_after_all(&mut self) -> Result<(), String> {
        if let Some(untrue) = self.untrue_receipts()?.first() {
            return Err(format!("a receipt is not true: {untrue}"));
        }
        self.agree().map(drop)
    }

    /// Before anything can be mended: what the office confirmed to a phone and has not.
    pub(super) fn untrue_receipts(&self) -> Result<BTreeSet<String>, String> {
        let mut untrue = BTreeSet::new();
        for (at, phone) in self.phones.iter().enumerate().filter(|(_, phone)| !phone.is_wiped()) {
            let store = phone.look().store();
            let fault = |fault: StoreError| format!("store: {fault}");
            for ticket in store.ticket_ids().map_err(fault)? {
                let changes = store.changes(&ticket).map_err(fault)?;
                let confirmed = changes.iter().filter(|change| change.server_no.is_some());
                let hashes: Vec<_> = confirmed.map(|change| change.hash).collect();
                let asked = Offer { ticket, hashes };
                let office = self.office.office.store();
                let known = self.runtime.block_on(office.numbers(std::slice::from_ref(&asked)));
                let purged = self.runtime.block_on(office.purged(&[ticket])).map_err(failed)?;
                if purged.is_empty() && known.map_err(failed)?.len() < asked.hashes.len() {
                    untrue.insert(format!("phone {at}, ticket {ticket}"));
                }
            }
            for photo in store.own_photos().map_err(fault)? {
                let state = store.photo(&photo).map_err(fault)?;
                let kept = self.runtime.block_on(self.office.office.photos().exists(&photo));
                if state.is_some_and(|state| state.server_no.is_some()) && !kept.unwrap_or_default() {
                    untrue.insert(format!("phone {at}, photo {photo}"));
                }
            }
        }
        Ok(untrue)
    }
}

/// What a sync met with.
pub(super) struct Met {
    side: Side,
    pub failed: bool,
    unread: bool,
}

impl Met {
    pub fn of(side: Side, disk: &Disk) -> Self {
        Self {
            side,
            failed: disk.failed() > 0,
            unread: disk.failed_to_read(),
        }
    }
}

/// Whoever syncs is told what failed and what to do: of his own disk in the store's words, of the office's that it could not
/// answer, so that he tries again. No fault of a disk is ever a refusal.
pub(super) fn is_clear(synced: &Synced, met: &Met, is_wiped: bool) -> Result<(), String> {
    let Synced::Failed(failure) = synced else { return Ok(()) };
    let said = |fault: StoreError| fault.to_string();
    let own = [said(StoreError::Full), said(StoreError::Disk)];
    let unread = [said(StoreError::Unreadable), said(StoreError::Locked)];
    let clear = match failure {
        Failure::Store(what) => {
            met.side == Side::Phone && met.failed && (own.contains(what) || met.unread && unread.contains(what))
        }
        // What the network did has nothing to do with the disk.
        Failure::Unreachable(_) if *failure == cut() => true,
        Failure::Unreachable(what) => met.side == Side::Office && met.failed && what.contains("disk of the case store"),
        Failure::Revoked => true,
        // Everything was handed over before, and the phone keeps that in mind.
        Failure::Refused(_) => is_wiped,
        Failure::Busy { .. } | Failure::StillDiffers => false,
    };
    if clear {
        Ok(())
    } else {
        Err(format!("an unclear end: {failure:?}"))
    }
}
