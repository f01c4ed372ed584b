// SPDX-License-Identifier: EUPL-1.2
//! The desk: the one place where a home is open or not, and from which every command is answered.

mod advice;
mod camera;
mod categories;
mod contact;
mod delivery;
mod draft_photos;
mod drafts;
mod edits;
mod idle;
mod lists;
mod locating;
mod maps;
mod nearest;
mod photos;
mod places;
mod session;
mod settings;
mod shift;
mod sync;
#[cfg(test)]
mod tests;
mod tickets;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use ronda_field::engine::{Clock, Engine, Identity};
use ronda_field::keystore::Keystore;
use ronda_shared::moment::rfc3339;
use ronda_shared::place::Fixes;
use tokio::sync::Notify;

use crate::bridge::fault::{Code, Fault};
use crate::bridge::news::News;
use crate::location::Locator;

pub use draft_photos::photo_file;
pub use photos::Asked;

/// Tells the screens.
pub type Tell = Box<dyn Fn(News) + Send>;

/// What a desk is given of the device it runs on.
pub struct Device {
    /// Folder of the home.
    pub folder: PathBuf,
    /// Where its key lies.
    pub keystore: Keystore,
    /// Where its camera leaves plain files behind, if it does.
    pub pictures: Option<PathBuf>,
    /// What knows where it is.
    pub locator: Arc<dyn Locator>,
    /// The screens.
    pub tell: Tell,
    /// What time it is.
    pub clock: Clock,
}

/// What the worker owns.
pub struct Desk {
    folder: PathBuf,
    keystore: Keystore,
    pictures: Option<PathBuf>,
    tell: Tell,
    clock: Clock,
    idle: idle::Idle,
    wake: Arc<Notify>,
    cancel: Arc<Notify>,
    /// Enrolled, but no PIN chosen yet.
    newcomer: Option<Identity>,
    engine: Option<Engine>,
    syncing: sync::Syncing,
    /// When something was last saved in this run.
    saved_at_ms: Option<i64>,
    /// Why a photo of the camera was left in its folder.
    left_behind: Option<Fault>,
    is_locating: bool,
    fixes: Fixes,
    /// Maps that are being fetched, by name.
    fetching: BTreeMap<String, maps::Fetching>,
    locator: Arc<dyn Locator>,
}

impl Desk {
    /// A desk over a home's folder.
    pub fn new(device: Device, wake: Arc<Notify>, cancel: Arc<Notify>) -> Self {
        Self {
            keystore: device.keystore,
            pictures: device.pictures,
            folder: device.folder,
            tell: device.tell,
            clock: device.clock,
            idle: idle::Idle::default(),
            wake,
            cancel,
            newcomer: None,
            engine: None,
            syncing: sync::Syncing::default(),
            saved_at_ms: None,
            left_behind: None,
            is_locating: false,
            fixes: Fixes::default(),
            fetching: BTreeMap::new(),
            locator: device.locator,
        }
    }

    /// The open engine.
    ///
    /// # Errors
    /// When the home is locked.
    pub fn engine(&self) -> Result<&Engine, Fault> {
        self.engine.as_ref().ok_or_else(Fault::locked)
    }

    /// The open engine, to write.
    ///
    /// # Errors
    /// When the home is locked.
    pub fn engine_mut(&mut self) -> Result<&mut Engine, Fault> {
        self.engine.as_mut().ok_or_else(Fault::locked)
    }

    /// An answer, and a store that can answer the next question where this one could not be read.
    ///
    /// # Errors
    /// As the answer.
    pub fn renewed_after<T>(&mut self, answer: Result<T, Fault>) -> Result<T, Fault> {
        let failed = answer.as_ref().is_err_and(|fault| fault.code == Code::StoreFails);
        if let (true, Some(engine)) = (failed, &mut self.engine) {
            engine.store_mut().renew();
        }
        answer
    }

    /// Something is on the disk: the sentence changes, lists are read anew, and a sync begins.
    fn saved(&mut self, ids: Vec<String>) {
        self.saved_at_ms = Some(crate::clock::now_ms());
        (self.tell)(News::Tickets { ids });
        self.tell_state();
        self.wake.notify_one();
    }

    fn tell_state(&self) {
        if let Ok(state) = self.state_now() {
            (self.tell)(News::State { state });
        }
    }
}

/// A moment as it crosses the bridge.
fn moment(at_ms: i64) -> String {
    rfc3339(at_ms)
}

/// A number as it crosses the bridge; what is counted here is far below 2^53.
fn number(count: u64) -> f64 {
    count as f64
}

fn invalid(sentence: impl Into<String>) -> Fault {
    Fault::new(Code::Invalid, sentence)
}
