// SPDX-License-Identifier: EUPL-1.2
//! Where the phone is, told only while a screen wants it: by the system on a phone, by `RONDA_FIX` on a desktop.

#[cfg(target_os = "android")]
mod android;
#[cfg(desktop)]
mod desktop;
#[cfg(mobile)]
mod phone;

use std::sync::Arc;

use ronda_shared::place::Fix;
use tauri::AppHandle;

use crate::bridge::fault::Fault;

/// Hears each fix, or why there is none.
pub type Hear = Box<dyn Fn(Result<Fix, Fault>) + Send + Sync>;

/// What knows where this device is.
pub trait Locator: Send + Sync {
    /// Tells fixes until stopped; waits for the person's answer where a permission is asked for.
    ///
    /// # Errors
    /// When this device cannot or may not tell where it is.
    fn start(&self, hear: Hear) -> Result<(), Fault>;

    /// No more fixes.
    fn stop(&self);

    /// Opens the system's navigator at a place.
    ///
    /// # Errors
    /// When there is none.
    fn navigate(&self, lat: f64, lon: f64) -> Result<(), Fault>;
}

/// This device's.
pub fn of(handle: &AppHandle) -> Arc<dyn Locator> {
    #[cfg(mobile)]
    return Arc::new(phone::Phone::new(handle.clone()));
    #[cfg(desktop)]
    {
        let _ = handle;
        Arc::new(desktop::Fixture)
    }
}
