// SPDX-License-Identifier: EUPL-1.2
//! The phone's receiver, by the system's own service; asked for at the moment of use and only in front.

use std::sync::{Arc, Mutex, PoisonError};

use ronda_shared::place::Fix;
use tauri::AppHandle;
use tauri::plugin::PermissionState;
use tauri_plugin_geolocation::{GeolocationExt, PermissionType, Position, PositionOptions, WatchEvent};
use tauri_plugin_opener::OpenerExt;

#[cfg(target_os = "android")]
use super::android::tell;
use super::{Hear, Locator};
use crate::bridge::fault::{Code, Fault};
use crate::clock::now_ms;

/// Between two fixes. What the plugin calls a time-out is the interval of a watch on Android, and nothing on an iPhone: a
/// watch waits for a first fix as long as it is wanted.
const INTERVAL_MS: u32 = 1_000;

/// The phone's receiver.
pub struct Phone {
    handle: AppHandle,
    watch: Mutex<Watch>,
}

/// The running watch, and how often one was wanted or ended.
#[derive(Default)]
struct Watch {
    running: Option<u32>,
    turn: u64,
}

impl Phone {
    pub fn new(handle: AppHandle) -> Self {
        Self {
            handle,
            watch: Mutex::default(),
        }
    }

    /// Ends what runs; answers the turn that begins with that.
    fn turn(&self) -> u64 {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        watch.running.take().into_iter().for_each(|before| self.end(before));
        watch.turn += 1;
        watch.turn
    }

    /// A watch runs, unless the screen was left while its person was asked for the permission.
    fn runs(&self, running: u32, turn: u64) {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if watch.turn == turn {
            watch.running = Some(running);
        } else {
            self.end(running);
        }
    }

    fn end(&self, watch: u32) {
        // A watch that cannot be ended ends when the system stops the receiver.
        let _ = self.handle.geolocation().clear_watch(watch);
    }
}

impl Locator for Phone {
    fn start(&self, hear: Hear) -> Result<(), Fault> {
        let (receiver, turn) = (self.handle.geolocation(), self.turn());
        let answer = receiver.request_permissions(Some(vec![PermissionType::Location]));
        let answer = answer.map_err(|_| fault("the location of this phone is off: turn it on in the settings"))?;
        if ![answer.location, answer.coarse_location].contains(&PermissionState::Granted) {
            let sentence = "Ronda may not see where this phone is: allow it in the settings, or set the pin on the map";
            return Err(Fault::new(Code::LocationDenied, sentence));
        }
        let options = PositionOptions {
            enable_high_accuracy: true,
            timeout: INTERVAL_MS,
            maximum_age: 0,
        };
        let (handle, hear) = (self.handle.clone(), Arc::new(hear));
        let heard = move |event| match event {
            WatchEvent::Position(position) => tell(&handle, fix_of(&position), &hear),
            WatchEvent::Error(_) => hear(Err(fault(
                "no position here: set the pin on the map, or write the address",
            ))),
        };
        let watch = receiver.watch_position(options, heard);
        let watch = watch
            .map_err(|_| fault("this phone cannot tell where it is: set the pin on the map, or write the address"))?;
        self.runs(watch, turn);
        Ok(())
    }

    fn stop(&self) {
        self.turn();
    }

    fn navigate(&self, lat: f64, lon: f64) -> Result<(), Fault> {
        let place = if cfg!(target_os = "android") {
            format!("geo:{lat},{lon}?q={lat},{lon}")
        } else {
            format!("maps://?daddr={lat},{lon}")
        };
        let opened = self.handle.opener().open_url(place, None::<&str>);
        opened.map_err(|_| fault("this phone has no navigator: install one, or follow the address"))
    }
}

/// The plugin does not tell whether it was simulated.
fn fix_of(position: &Position) -> Fix {
    Fix {
        place: (position.coords.latitude, position.coords.longitude),
        accuracy_m: Some(position.coords.accuracy),
        at_ms: i64::try_from(position.timestamp).unwrap_or_else(|_| now_ms()),
        mocked: None,
    }
}

/// On an iPhone no app can simulate a fix for others.
#[cfg(target_os = "ios")]
fn tell(_: &AppHandle, fix: Fix, hear: &Arc<Hear>) {
    hear(Ok(fix));
}

fn fault(sentence: &str) -> Fault {
    Fault::new(Code::NoLocation, sentence)
}
