// SPDX-License-Identifier: EUPL-1.2
//! When a phone syncs by itself, what it leaves for a better network, and how a person stops it.

use std::time::Duration;

use ronda_shared::sync::Failure;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::{app, app_telling};
use crate::app::App;
use crate::bridge::fault::Code;
use crate::bridge::news::News;
use crate::bridge::session::{Appearance, Language, Theme};
use crate::bridge::settings::{Network, Settings};
use crate::syncing::forever;

/// Long after the loop should have begun, long before it rests no more.
const SOON: Duration = Duration::from_secs(30);
const ASKED_MS: i64 = 600_000;

/// A phone that has just been told to wait.
async fn told_to_wait(app: App) -> App {
    let wait_ms = ASKED_MS;
    app.ask(move |desk| desk.sync_ends(Some(Err(Failure::Busy { wait_ms }))))
        .await
        .unwrap();
    app
}

fn network(online: bool, metered: Option<bool>) -> Network {
    Network { online, metered }
}

#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it_from_everything_but_a_tap() {
    let home = tempfile::tempdir().unwrap();
    let app = told_to_wait(app(&home, 1)).await;
    let pause = app.ask(|desk| desk.pause_before_sync()).await.unwrap().unwrap();
    assert!(pause > Duration::from_secs(590), "{pause:?}");
    assert!(app.ask(|desk| desk.sync_waits()).await.unwrap(), "a saved ticket waits");
    app.ask(|desk| desk.sync_now(())).await.unwrap().unwrap();
    assert!(!app.ask(|desk| desk.sync_waits()).await.unwrap(), "a tap does not");
    app.ask(|desk| desk.sync_begins()).await.unwrap().unwrap();
    assert!(app.ask(|desk| desk.sync_waits()).await.unwrap(), "one tap is one sync");
}

#[tokio::test]
async fn a_saved_ticket_wakes_no_sync_while_the_server_wants_patience_and_a_tap_does() {
    let (home, (tell, mut hear)) = (tempfile::tempdir().unwrap(), mpsc::unbounded_channel());
    let told = move |news: News| {
        if let News::State { state } = news {
            tell.send(state.syncing).ok();
        }
    };
    let app = told_to_wait(app_telling(&home, 1, Box::new(told))).await;
    while hear.try_recv().is_ok() {}
    let looping = tokio::spawn(forever(app.clone()));
    app.wake.notify_one();
    assert_eq!(hear.recv().await, Some(false), "it rests");
    assert_eq!(hear.recv().await, Some(false), "it was woken, and rests on");
    app.ask(|desk| desk.sync_now(())).await.unwrap().unwrap();
    assert_eq!(hear.recv().await, Some(true));
    looping.abort();
}

#[tokio::test]
async fn the_network_that_comes_back_wakes_the_loop() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let app = app(&home, listener.local_addr().unwrap().port());
    let looping = tokio::spawn(forever(app.clone()));
    app.ask(|desk| desk.network(network(false, None)))
        .await
        .unwrap()
        .unwrap();
    app.ask(|desk| desk.network(network(true, None)))
        .await
        .unwrap()
        .unwrap();
    tokio::time::timeout(SOON, listener.accept())
        .await
        .expect("it syncs")
        .unwrap();
    looping.abort();
}

#[tokio::test]
async fn a_person_stops_a_sync_and_nothing_fails_but_that() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let app = app(&home, listener.local_addr().unwrap().port());
    let looping = tokio::spawn(forever(app.clone()));
    app.ask(|desk| desk.sync_now(())).await.unwrap().unwrap();
    // The server hears the phone and never answers.
    let heard = tokio::time::timeout(SOON, listener.accept())
        .await
        .expect("it syncs")
        .unwrap();
    assert!(app.ask(|desk| desk.state(())).await.unwrap().unwrap().syncing);
    app.ask(|desk| desk.sync_cancel(())).await.unwrap().unwrap();
    let stopped = async {
        loop {
            let state = app.ask(|desk| desk.state(())).await.unwrap().unwrap();
            if !state.syncing {
                return state.failure;
            }
        }
    };
    let failure = tokio::time::timeout(SOON, stopped).await.expect("it stops");
    assert_eq!(failure.map(|fault| fault.code), Some(Code::Cancelled));
    drop(heard);
    looping.abort();
}

#[tokio::test]
async fn photos_wait_for_wi_fi_where_the_network_costs_money_and_the_person_chose_so() {
    let home = tempfile::tempdir().unwrap();
    let app = app(&home, 1);
    let chosen = |photos_on_wifi_only| Settings {
        appearance: Appearance {
            language: Language::It,
            theme: Theme::System,
        },
        photos_on_wifi_only,
        thumbnails: true,
        lock_after_min: 15,
    };
    for (only, metered, photos) in [
        (true, Some(true), false),
        (true, Some(false), true),
        (true, None, true),
        (false, Some(true), true),
    ] {
        let wanted = app.ask(move |desk| {
            desk.settings_write(chosen(only)).unwrap();
            desk.network(network(true, metered)).unwrap();
            desk.sync_begins().unwrap()
        });
        let wanted = wanted.await.unwrap();
        assert_eq!(wanted.photos, photos, "{only} {metered:?}");
        assert_eq!(wanted.thumbnails, photos);
        assert_eq!(wanted.place_files, metered != Some(true));
    }
}
