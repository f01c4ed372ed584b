// SPDX-License-Identifier: EUPL-1.2
//! Whether Android says that a fix was simulated: the plugin that tells fixes leaves that out.

mod simulated;

use std::sync::Arc;

use ronda_shared::place::Fix;
use tauri::{AppHandle, Manager};

use super::Hear;

/// Tells a fix with what the system says of it; as it is where the system cannot be asked.
pub fn tell(handle: &AppHandle, fix: Fix, hear: &Arc<Hear>) {
    let untold = Untold {
        fix: Some(fix),
        hear: Arc::clone(hear),
    };
    let Some(window) = handle.webview_windows().into_values().next() else {
        return;
    };
    let _ = window.with_webview(move |view| {
        view.jni_handle().exec(move |env, activity, _| {
            let mocked = simulated::simulated(env, activity, &fix);
            untold.tell(mocked);
        });
    });
}

/// A fix that is told also where the question is let fall on its way: the window may be closing.
struct Untold {
    fix: Option<Fix>,
    hear: Arc<Hear>,
}

impl Untold {
    fn tell(mut self, mocked: Option<bool>) {
        if let Some(fix) = self.fix.take() {
            (self.hear)(Ok(Fix { mocked, ..fix }));
        }
    }
}

impl Drop for Untold {
    fn drop(&mut self) {
        if let Some(fix) = self.fix.take() {
            (self.hear)(Ok(fix));
        }
    }
}
