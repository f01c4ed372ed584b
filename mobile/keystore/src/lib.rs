// SPDX-License-Identifier: EUPL-1.2
//! A key that never leaves the phone's hardware: Android Keystore or the Secure Enclave wraps the key of a home's keystore.
//!
//! The web view has no way here: only the shell's own Rust asks. On a desktop there is no such hardware.

#[cfg(any(target_os = "android", target_os = "ios"))]
mod phone;

use ronda_field::keystore::Hardware;
use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager, Wry};

/// The plugin, to be registered by the shell.
#[must_use]
pub fn init() -> TauriPlugin<Wry> {
    Builder::new("ronda-keystore")
        .setup(|handle, api| {
            #[cfg(any(target_os = "android", target_os = "ios"))]
            handle.manage(phone::register(&api)?);
            #[cfg(not(any(target_os = "android", target_os = "ios")))]
            let _ = (handle, api);
            Ok(())
        })
        .build()
}

/// This device's hardware; none on a desktop.
pub fn hardware(manager: &impl Manager<Wry>) -> Option<Box<dyn Hardware>> {
    #[cfg(any(target_os = "android", target_os = "ios"))]
    return manager
        .try_state::<phone::Phone>()
        .map(|phone| Box::new(phone.inner().clone()) as Box<dyn Hardware>);
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    {
        let _ = manager;
        None
    }
}
