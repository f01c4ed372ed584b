// SPDX-License-Identifier: EUPL-1.2
//! Settings: what concerns the person lies in the encrypted store; how the app looks lies beside it, to be known before the PIN.

use std::fs;

use super::{Desk, moment, number, session::who};
use crate::bridge::fault::{Code, Fault};
use crate::bridge::session::{Appearance, Language, Theme};
use crate::bridge::settings::{LogLine, Network, Privacy, Settings};

const CHOSEN: &str = "settings";
const APPEARANCE: &str = "appearance.json";
const SENT: [&str; 7] = [
    "position_at_save",
    "position_at_closing",
    "photos",
    "texts",
    "name",
    "device_clock",
    "free_space",
];
const NEVER: [&str; 4] = ["track", "contacts", "photo_library", "background_position"];

/// What a person chose, beside how the app looks: photos on Wi-Fi only, thumbnails, minutes until the lock.
pub type Chosen = (bool, bool, u32);

impl Desk {
    pub(super) fn appearance(&self) -> Appearance {
        let read = fs::read(self.folder.join(APPEARANCE)).ok();
        let kept = read.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        kept.unwrap_or(Appearance {
            language: Language::It,
            theme: Theme::System,
        })
    }

    pub(super) fn keep_appearance(&self, appearance: &Appearance) -> Result<(), Fault> {
        let write = || {
            fs::create_dir_all(&self.folder)?;
            fs::write(self.folder.join(APPEARANCE), serde_json::to_vec(appearance)?)
        };
        let fault = |error: std::io::Error| {
            let sentence = format!("this choice could not be kept ({}): free some space", error.kind());
            Fault::new(Code::HomeFails, sentence)
        };
        write().map_err(fault)
    }

    pub(super) fn chosen(&self) -> Result<Chosen, Fault> {
        Ok(self.engine()?.store().meta(CHOSEN)?.unwrap_or((false, true, 15)))
    }

    pub fn settings(&mut self, (): ()) -> Result<Settings, Fault> {
        let (photos_on_wifi_only, thumbnails, lock_after_min) = self.chosen()?;
        Ok(Settings {
            appearance: self.appearance(),
            photos_on_wifi_only,
            thumbnails,
            lock_after_min,
        })
    }

    pub fn settings_write(&mut self, request: Settings) -> Result<Settings, Fault> {
        self.keep_appearance(&request.appearance)?;
        let chosen: Chosen = (request.photos_on_wifi_only, request.thumbnails, request.lock_after_min);
        self.engine_mut()?.store_mut().keep_meta(CHOSEN, &chosen)?;
        self.idle_begins();
        self.wake.notify_one();
        self.tell_state();
        Ok(request)
    }

    pub fn privacy(&mut self, (): ()) -> Result<Privacy, Fault> {
        let last_contact_at = self.last_contact_ms()?.map(moment);
        let store = self.engine()?.store();
        Ok(Privacy {
            who: who(self.engine()?.identity()),
            sent: SENT.map(str::to_owned).to_vec(),
            never: NEVER.map(str::to_owned).to_vec(),
            tickets: number(store.tally()?.tickets),
            photos: number(store.photo_hashes()?.len() as u64),
            drafts: number(store.drafts_count()?),
            last_contact_at,
        })
    }

    pub fn network(&mut self, request: Network) -> Result<(), Fault> {
        let regained = request.online && self.syncing.online == Some(false);
        let cheaper = self.syncing.metered == Some(true) && request.metered != Some(true);
        (self.syncing.online, self.syncing.metered) = (Some(request.online), request.metered);
        if regained || cheaper {
            self.syncing.failures = 0;
            self.wake.notify_one();
        }
        self.tell_state();
        Ok(())
    }

    pub fn log_line(&mut self, request: LogLine) -> Result<(), Fault> {
        match request.level.as_str() {
            "error" => tracing::error!(target: "screens", "{}", request.text),
            "warn" => tracing::warn!(target: "screens", "{}", request.text),
            _ => tracing::info!(target: "screens", "{}", request.text),
        }
        Ok(())
    }
}
