// SPDX-License-Identifier: EUPL-1.2
//! A simulated phone: the real engine on a real encrypted store in a folder that can be copied, killed and put back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ronda_field::engine::{Clock, Engine, Identity};
use ronda_field::home::Home;
use ronda_field::keystore::{Cost, Keystore};
use ronda_shared::ids::{DeviceId, PersonId, PhotoHash, TicketId};
use rusqlite::Connection;

use super::chance::Chance;
use super::office::copy_tree;
use crate::oracle::Save;
use crate::stranger::hex;

/// The store in a home.
const STORE: &str = "ronda.db";
const PIN: &str = "246810";
/// What a guess of the PIN costs here: it is not what is tried.
const CHEAP: Cost = Cost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

pub struct Phone {
    home: PathBuf,
    engine: Option<Engine>,
    clock: Time,
    chance: Chance,
    copy: Option<(PathBuf, BTreeMap<PhotoHash, TicketId>)>,
    lives: u64,
    pub person: PersonId,
    /// The photos that were taken with it, and for which ticket.
    pub took: BTreeMap<PhotoHash, TicketId>,
    /// A copy was made of it, or it is one, or it came back from one.
    pub copied: bool,
}

/// The world's time as this phone has it.
#[derive(Clone)]
pub struct Time {
    pub now: Arc<AtomicI64>,
    pub skew: Arc<AtomicI64>,
}

impl Time {
    pub fn of(now: &Arc<AtomicI64>) -> Self {
        Self {
            now: Arc::clone(now),
            skew: Arc::default(),
        }
    }

    fn clock(&self) -> Clock {
        let time = self.clone();
        Box::new(move || time.now.load(Ordering::SeqCst) + time.skew.load(Ordering::SeqCst))
    }
}

fn keystore(home: &Path) -> Keystore {
    Keystore::with_cost(home, CHEAP)
}

fn seeded(engine: Engine, chance: &Chance) -> Engine {
    let chance = chance.clone();
    let draw = move |bytes: &mut [u8]| {
        chance.fill(bytes);
        Ok(())
    };
    engine.drawing(Box::new(draw)).expect("chance")
}

impl Phone {
    pub fn founded(home: PathBuf, identity: Identity, time: Time, chance: Chance) -> Self {
        let person = identity.person();
        let entered = Home::enter(&home).expect("a home");
        let engine = Engine::found(entered, &keystore(&home), PIN, identity, time.clock()).expect("founded");
        Self {
            engine: Some(seeded(engine, &chance)),
            home,
            clock: time,
            chance,
            copy: None,
            lives: 0,
            person,
            took: BTreeMap::new(),
            copied: false,
        }
    }

    pub fn engine(&mut self) -> &mut Engine {
        self.engine.as_mut().expect("the phone is on")
    }

    pub fn look(&self) -> &Engine {
        self.engine.as_ref().expect("the phone is on")
    }

    pub fn device(&self) -> DeviceId {
        self.look().device()
    }

    pub fn is_wiped(&self) -> bool {
        self.look().store().wiped_by().expect("a store").is_some()
    }

    /// It shows this save as its own: in its ticket's history, or among what was refused.
    pub fn has_meant(&self, save: &Save) -> bool {
        let store = self.look().store();
        let changes = store.changes(&save.ticket).unwrap_or_default();
        let aside = store.set_aside().unwrap_or_default();
        changes.iter().any(|change| change.own && change.intent == save.intent)
            || aside.iter().any(|aside| Some(aside.action.intent) == save.intent)
    }

    /// Killed and started again: what is on the disk at this moment is all there is.
    pub fn crashes(&mut self) {
        let next = self.next_home();
        copy_tree(&self.home, &next);
        self.starts_in(next);
    }

    /// Keeps a copy of everything, as a backup of the phone would.
    pub fn is_copied(&mut self) {
        let copy = self.home.with_extension(format!("copy-{}", self.lives));
        self.lives += 1;
        copy_tree(&self.home, &copy);
        self.copy = Some((copy, self.took.clone()));
        self.copied = true;
    }

    /// Comes back as it was when it was copied; false when it never was.
    pub fn is_restored(&mut self) -> bool {
        let Some((copy, took)) = self.copy.clone() else {
            return false;
        };
        let next = self.next_home();
        copy_tree(&copy, &next);
        self.starts_in(next);
        self.took = took;
        true
    }

    /// A second phone with everything of this one.
    pub fn cloned(&mut self, home: PathBuf, chance: Chance) -> Self {
        copy_tree(&self.home, &home);
        self.copied = true;
        let time = Time {
            now: Arc::clone(&self.clock.now),
            skew: Arc::new(AtomicI64::new(self.clock.skew.load(Ordering::SeqCst))),
        };
        let mut clone = Self {
            home: home.clone(),
            engine: None,
            clock: time,
            chance,
            copy: None,
            lives: 0,
            person: self.person,
            took: self.took.clone(),
            copied: true,
        };
        clone.starts_in(home);
        clone
    }

    /// The same phone in another world, with whatever lies in its home at this moment.
    pub fn apart(&self, home: PathBuf, now: &Arc<AtomicI64>) -> Self {
        copy_tree(&self.home, &home);
        let skew = Arc::new(AtomicI64::new(self.clock.skew.load(Ordering::SeqCst)));
        let mut apart = Self {
            home: home.clone(),
            engine: None,
            clock: Time {
                now: Arc::clone(now),
                skew,
            },
            chance: self.chance.apart(),
            copy: self.copy.clone(),
            took: self.took.clone(),
            ..*self
        };
        apart.starts_in(home);
        apart
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    pub fn jumps(&mut self, hours: i64) {
        self.clock.skew.fetch_add(hours * 3_600_000, Ordering::SeqCst);
    }

    /// Somebody who has its key alters its store while it is off; then it starts again.
    pub fn altered<T>(&mut self, alter: impl FnOnce(&Connection) -> T) -> T {
        let next = self.next_home();
        copy_tree(&self.home, &next);
        let now_ms = self.clock.now.load(Ordering::SeqCst) + self.clock.skew.load(Ordering::SeqCst);
        let key = keystore(&next).unlock(PIN, now_ms).expect("the right PIN");
        let conn = Connection::open(next.join(STORE)).expect("a store");
        conn.execute_batch(&format!(
            "PRAGMA key = \"x'{}'\"; PRAGMA foreign_keys = ON",
            hex(&key.0)
        ))
        .expect("its key");
        let altered = alter(&conn);
        drop(conn);
        self.starts_in(next);
        altered
    }

    fn next_home(&mut self) -> PathBuf {
        self.lives += 1;
        self.home.with_extension(self.lives.to_string())
    }

    /// Starts with what lies in this home.
    pub fn starts_in(&mut self, home: PathBuf) {
        self.engine = None;
        let entered = Home::enter(&home).expect("a home");
        let engine = Engine::open(entered, &keystore(&home), PIN, self.clock.clock());
        // Its own tries of the PIN are the only ones, so an opening that fails is a fault.
        let engine = engine.unwrap_or_else(|fault| panic!("a phone does not open: {fault}"));
        self.engine = Some(seeded(engine, &self.chance));
        self.home = home;
    }
}
