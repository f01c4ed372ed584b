// SPDX-License-Identifier: EUPL-1.2
//! What the desk knows of syncing: how far a running one is, why the last one failed, when the next one comes.

use std::time::{Duration, Instant};

use ronda_field::store::LAST_CONTACT;
use ronda_field::sync::{self, Synced};
use ronda_shared::ids::PhotoHash;
use ronda_shared::sync::Failure;

use super::{Desk, moment, number};
use crate::bridge::fault::{Code, Fault};
use crate::bridge::news::{News, Progress, State, Step};
use crate::clock::now_ms;
use crate::syncing::{REST, Wanted, pause_after};

/// How syncing stands.
#[derive(Debug, Default)]
pub(super) struct Syncing {
    running: bool,
    progress: Option<Progress>,
    failure: Option<Fault>,
    /// The failure is one that time does not heal.
    stuck: bool,
    pub(super) failures: u32,
    next_try_ms: Option<i64>,
    /// The server asked for patience until then: this phone's own doing waits for it, a person's tap does not.
    not_before: Option<Instant>,
    pub(super) online: Option<bool>,
    pub(super) metered: Option<bool>,
    /// Somebody asked for it.
    asked: bool,
}

impl Desk {
    pub fn sync_now(&mut self, (): ()) -> Result<(), Fault> {
        self.engine()?;
        self.syncing.asked = true;
        self.wake.notify_one();
        Ok(())
    }

    pub fn sync_cancel(&mut self, (): ()) -> Result<(), Fault> {
        self.cancel.notify_waiters();
        Ok(())
    }

    pub fn state(&mut self, (): ()) -> Result<State, Fault> {
        self.state_now()
    }

    /// How long the server is still to be left alone, unless somebody asks.
    fn patience_left(&self) -> Duration {
        let not_before = self.syncing.not_before.filter(|_| !self.syncing.asked);
        not_before.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()))
    }

    /// Whether a wake is to be slept over, because nobody but this phone wants the sync.
    pub fn sync_waits(&mut self) -> bool {
        !self.patience_left().is_zero()
    }

    /// How long to rest before syncing by itself; none while nothing may be synced.
    pub fn pause_before_sync(&mut self) -> Option<Duration> {
        self.engine.as_ref()?;
        if self.syncing.stuck {
            return None;
        }
        let pause = match self.syncing.failures {
            0 => REST,
            failures => pause_after(failures - 1, ronda_field::keystore::random_u64().unwrap_or_default()),
        };
        let pause = pause.max(self.patience_left());
        let failed = self.syncing.failure.is_some();
        self.syncing.next_try_ms = failed.then(|| now_ms() + i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
        self.tell_state();
        Some(pause)
    }

    /// A sync is about to begin; none when it must not.
    pub fn sync_begins(&mut self) -> Option<Wanted> {
        let (wifi_only, thumbnails, _) = self.chosen().ok()?;
        let tally = self.engine().ok()?.store().tally().ok()?;
        self.syncing.running = true;
        self.syncing.asked = false;
        self.syncing.next_try_ms = None;
        self.syncing.progress = Some(Progress {
            step: Step::Connecting,
            changes: 0.0,
            changes_total: number(tally.changes_owed),
            photos: 0.0,
            photos_total: number(tally.photos_owed),
            bytes: 0.0,
            bytes_total: number(tally.photo_bytes_owed),
        });
        self.tell_state();
        let dear = wifi_only && self.syncing.metered == Some(true);
        Some(Wanted {
            thumbnails: thumbnails && !dear,
            photos: !dear,
            place_files: self.syncing.metered != Some(true),
        })
    }

    /// A running sync tells how far it is.
    pub fn sync_tells(&mut self, news: &sync::News) {
        let bytes = match news {
            sync::News::Photo(photo) => self.size_of(photo),
            _ => 0.0,
        };
        let Some(progress) = &mut self.syncing.progress else {
            return;
        };
        match news {
            sync::News::Exchanging => progress.step = Step::Exchanging,
            sync::News::Applied { pushed, pulled } => progress.changes += number(pushed + pulled),
            sync::News::Uploading(photos) => {
                progress.step = Step::Uploading;
                progress.photos_total = number(*photos);
            }
            sync::News::Photo(_) => {
                progress.photos += 1.0;
                progress.bytes += bytes;
            }
            sync::News::Thumbnails => progress.step = Step::Thumbnails,
            sync::News::Waiting(_) => progress.step = Step::Waiting,
        }
        if let sync::News::Applied { pulled: 1.., .. } = news {
            (self.tell)(News::Tickets { ids: Vec::new() });
        }
        self.tell_state();
    }

    fn size_of(&self, photo: &PhotoHash) -> f64 {
        let state = self.engine().ok().and_then(|engine| engine.store().photo(photo).ok()?);
        state.map_or(0.0, |state| number(state.size_bytes))
    }

    /// What came is asked what it tells this person, a little at a time; whether some is left.
    pub fn ask_unread(&mut self) -> bool {
        let asked = self.engine_mut().map(|engine| engine.ask_unread());
        matches!(asked, Ok(Ok(true)))
    }

    /// How many tickets tell this person something he has not read.
    pub(super) fn tell_notices(&mut self) {
        if let Ok(Ok(count)) = self.engine_mut().map(|engine| engine.unread_count()) {
            let count = number(count);
            (self.tell)(News::Notices { count });
        }
    }

    /// A sync has ended: none was stopped.
    pub fn sync_ends(&mut self, ended: Option<Result<Synced, Failure>>) {
        self.syncing.running = false;
        self.syncing.progress = None;
        self.syncing.stuck = false;
        match ended {
            Some(Ok(_)) => {
                (self.syncing.failure, self.syncing.failures) = (None, 0);
                self.syncing.not_before = None;
            }
            Some(Err(failure)) => {
                if let Failure::Busy { wait_ms } = failure {
                    self.syncing.not_before = Instant::now().checked_add(Duration::from_millis(wait_ms.unsigned_abs()));
                }
                self.syncing.stuck = matches!(failure, Failure::Revoked);
                self.syncing.failures += 1;
                self.syncing.failure = Some(failure.into());
            }
            None => {
                self.syncing.failures += 1;
                self.syncing.failure = Some(Fault::new(
                    Code::Cancelled,
                    "you stopped sending: send again when you like",
                ));
            }
        }
        (self.tell)(News::Tickets { ids: Vec::new() });
        self.tell_notices();
        if self
            .engine()
            .is_ok_and(|engine| engine.store().wiped_by().is_ok_and(|order| order.is_some()))
        {
            (self.tell)(News::Locked {});
        }
        self.tell_state();
    }

    pub(super) fn last_contact_ms(&self) -> Result<Option<i64>, Fault> {
        Ok(self.engine()?.store().meta(LAST_CONTACT)?)
    }

    pub(super) fn waits_for_wifi(&self) -> bool {
        let wifi_only = self.chosen().is_ok_and(|(wifi_only, ..)| wifi_only);
        wifi_only && self.syncing.metered == Some(true)
    }

    pub(super) fn is_uploading(&self) -> bool {
        let uploads = |progress: &Progress| progress.step == Step::Uploading;
        self.syncing.progress.as_ref().is_some_and(uploads)
    }

    pub(super) fn last_failure(&self) -> Option<&Fault> {
        self.syncing.failure.as_ref()
    }

    /// The state as it stands on the disk now.
    pub(super) fn state_now(&self) -> Result<State, Fault> {
        let last_contact_at = self.last_contact_ms()?.map(moment);
        let store = self.engine()?.store();
        let tally = store.tally()?;
        Ok(State {
            changes_owed: number(tally.changes_owed + tally.contacts_owed),
            photos_owed: number(tally.photos_owed),
            photo_bytes_owed: number(tally.photo_bytes_owed),
            saved_at: self.saved_at_ms.map(moment),
            last_contact_at,
            syncing: self.syncing.running,
            progress: self.syncing.progress.clone(),
            failure: self.last_failure().or(self.left_behind.as_ref()).cloned(),
            next_try_at: self.syncing.next_try_ms.map(moment),
            waiting_for_wifi: tally.photos_owed > 0 && self.waits_for_wifi(),
            conflicts: number(tally.contested),
            drafts: number(store.drafts_count()?),
            refused: number(store.set_aside_count()?),
        })
    }
}
