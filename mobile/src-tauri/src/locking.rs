// SPDX-License-Identifier: EUPL-1.2
//! Looks, for as long as the app lives, whether it is time to lock.

use crate::app::App;

/// Locks whenever it is time to.
pub async fn forever(app: App) {
    while let Ok(soon) = app.ask(|desk| desk.lock_when_idle()).await {
        tokio::time::sleep(soon).await;
    }
}
