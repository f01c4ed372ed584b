// SPDX-License-Identifier: EUPL-1.2
//! The phone's side: three questions to Kotlin or Swift, with bytes in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ronda_field::keystore::{Hardware, KeystoreError};
use serde::{Deserialize, Serialize};
use tauri::Wry;
use tauri::plugin::{PluginApi, PluginHandle, mobile::PluginInvokeError};

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_ronda_keystore);

/// The plugin on this phone.
#[derive(Clone)]
pub(crate) struct Phone(PluginHandle<Wry>);

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone")
    }
}

#[derive(Serialize, Deserialize)]
struct Bytes {
    bytes: String,
}

#[derive(Deserialize)]
struct Done {}

/// Finds the Kotlin or Swift part.
pub(crate) fn register(api: &PluginApi<Wry, ()>) -> Result<Phone, PluginInvokeError> {
    #[cfg(target_os = "android")]
    let handle = api.register_android_plugin("eu.ronda.keystore", "KeystorePlugin")?;
    #[cfg(target_os = "ios")]
    let handle = api.register_ios_plugin(init_plugin_ronda_keystore)?;
    Ok(Phone(handle))
}

impl Phone {
    fn ask(&self, command: &str, bytes: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        let asked = Bytes {
            bytes: STANDARD.encode(bytes),
        };
        let answer: Bytes = self
            .0
            .run_mobile_plugin(command, asked)
            .map_err(|_| KeystoreError::Damaged)?;
        STANDARD.decode(answer.bytes).map_err(|_| KeystoreError::Damaged)
    }
}

impl Hardware for Phone {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.ask("wrap", secret)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.ask("unwrap", wrapped)
    }

    fn forget(&self) -> Result<(), KeystoreError> {
        let done: Result<Done, _> = self.0.run_mobile_plugin("forget", ());
        done.map(|_| ()).map_err(|_| KeystoreError::Damaged)
    }
}
