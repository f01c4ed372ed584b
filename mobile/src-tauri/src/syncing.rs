// SPDX-License-Identifier: EUPL-1.2
//! Sync by itself: at the start, after a change, when the network is back, and again with back-off while something is owed.

use std::time::Duration;

use ronda_field::sync::{self, Manner, News, Synced, Thumbnails};
use ronda_shared::sync::Failure;

use crate::app::App;

/// What others do is heard of this often where no line of news holds, while the app is in front.
pub const REST: Duration = Duration::from_secs(120);
const FIRST_PAUSE_MS: u64 = 2_000;
const LONGEST_PAUSE_MS: u64 = 300_000;

/// How a sync shall go about it now.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Fetch thumbnails.
    pub thumbnails: bool,
    /// Send photos.
    pub photos: bool,
    /// Fetch street indexes, house numbers and assets.
    pub place_files: bool,
}

/// Syncs for as long as the app lives.
pub async fn forever(app: App) {
    loop {
        let pause = app.ask(|desk| desk.pause_before_sync()).await;
        let Ok(pause) = pause else { return };
        tokio::select! {
            () = app.wake.notified() => {}
            () = sleep(pause) => {}
        }
        if !app.ask(|desk| desk.sync_waits()).await.unwrap_or_default() {
            once(&app).await;
        }
    }
}

/// Hears at once of what others do, from each sync that got through until the line breaks or the app is locked. The sync that
/// comes by itself is the floor.
pub async fn listening(app: App) {
    loop {
        app.reached.notified().await;
        tokio::select! {
            _ = sync::listen(&app, || app.wake.notify_one()) => {}
            () = app.cancel.notified() => {}
        }
    }
}

async fn sleep(pause: Option<Duration>) {
    match pause {
        Some(pause) => tokio::time::sleep(pause).await,
        None => std::future::pending().await,
    }
}

async fn once(app: &App) {
    let Ok(Some(wanted)) = app.ask(|desk| desk.sync_begins()).await else {
        return;
    };
    let teller = app.clone();
    let tell = move |news: News| teller.tell(move |desk| desk.sync_tells(&news));
    let manner = Manner {
        thumbnails: if wanted.thumbnails {
            Thumbnails::Fetch
        } else {
            Thumbnails::Leave
        },
        photos: wanted.photos,
        place_files: wanted.place_files,
        tell: &tell,
    };
    let ended: Option<Result<Synced, Failure>> = tokio::select! {
        result = sync::through(app, manner) => Some(result),
        () = app.cancel.notified() => None,
    };
    // Between two steps a tap is answered.
    while app.ask(|desk| desk.ask_unread()).await.unwrap_or_default() {}
    if matches!(ended, Some(Ok(_))) {
        app.reached.notify_one();
    }
    app.tell(move |desk| desk.sync_ends(ended));
}

/// A random pause that grows with every failure: phones that lost their server together do not come back together.
pub fn pause_after(failures: u32, random: u64) -> Duration {
    let ceiling = (FIRST_PAUSE_MS << failures.min(16)).min(LONGEST_PAUSE_MS);
    Duration::from_millis(FIRST_PAUSE_MS / 2 + random % ceiling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_minutes_and_never_vanish() {
        assert!(pause_after(0, 0) >= Duration::from_secs(1));
        for failures in 0..100 {
            let longest = pause_after(failures, u64::MAX);
            assert!(
                longest <= Duration::from_millis(LONGEST_PAUSE_MS + FIRST_PAUSE_MS),
                "{failures}"
            );
        }
    }
}
