// SPDX-License-Identifier: EUPL-1.2
//! The app on a desktop, its commands going the way they must go on Android: without the `ipc:` protocol, as JSON only.

use tauri::utils::config::Csp;

fn main() {
    ronda_mobile::run_with(|config| {
        if let Some(Csp::Policy(policy)) = &mut config.app.security.csp {
            *policy = policy.replace("ipc: http://ipc.localhost", "");
        }
    });
}
