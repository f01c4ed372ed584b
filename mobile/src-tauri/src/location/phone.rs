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

/// A receiver in a cellar may need this long for a first fix; the screens go on without one.
const TIMEOUT_MS: u32 = 60_000;

/// The phone's receiver.
pub struct Phone {
    handle: AppHandle,
    watch: Mutex<Option<u32>>,
}

impl Phone {
    pub fn new(handle: AppHandle) -> Self {
        Self {
            handle,
            watch: Mutex::default(),
        }
    }

    fn swap(&self, watch: Option<u32>) {
        let mut watching = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *watching, watch);
        if let Some(before) = before {
            // A watch that cannot be ended ends when the system stops the receiver.
            let _ = self.handle.geolocation().clear_watch(before);
        }
    }
}

impl Locator for Phone {
    fn start(&self, hear: Hear) -> Result<(), Fault> {
        let receiver = self.handle.geolocation();
        let answer = receiver.request_permissions(Some(vec![PermissionType::Location]));
        let answer = answer.map_err(|_| fault("the location of this phone is off: turn it on in the settings"))?;
        if ![answer.location, answer.coarse_location].contains(&PermissionState::Granted) {
            let sentence = "Ronda may not see where this phone is: allow it in the settings, or set the pin on the map";
            return Err(Fault::new(Code::LocationDenied, sentence));
        }
        let options = PositionOptions {
            enable_high_accuracy: true,
            timeout: TIMEOUT_MS,
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
        self.swap(Some(watch.map_err(|_| {
            fault("this phone cannot tell where it is: set the pin on the map, or write the address")
        })?));
        Ok(())
    }

    fn stop(&self) {
        self.swap(None);
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
