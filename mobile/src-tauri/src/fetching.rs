// SPDX-License-Identifier: EUPL-1.2
//! Fetching one map beside everything else, until it is whole, fails, or somebody stops it.

use ronda_field::maps;
use tokio::sync::Notify;

use crate::app::App;

/// Fetches a map that the desk has let begin, and tells the desk how it goes and how it ended.
pub async fn fetched(app: &App, name: String, stop: &Notify) {
    let (teller, told) = (app.clone(), name.clone());
    let tell = move |received_bytes: u64| {
        let name = told.clone();
        teller.tell(move |desk| desk.map_comes(&name, received_bytes));
    };
    let ended = tokio::select! {
        ended = maps::fetch(app, &name, &tell) => Some(ended),
        () = stop.notified() => None,
    };
    app.tell(move |desk| desk.map_ends(&name, ended));
}
