// SPDX-License-Identifier: EUPL-1.2
//! The phone app: a thin shell over the device engine. Commands are asked of one worker; nothing here decides anything.
#![cfg_attr(
    mobile,
    allow(missing_docs, reason = "the entry point of phones, made by a macro, has none")
)]

pub mod bridge;

mod app;
mod clock;
mod codes;
#[allow(missing_docs, reason = "each command is described in the bridge's table")]
mod commands;
#[allow(missing_docs, reason = "each command is described in the bridge's table")]
mod desk;
mod faults;
mod fetching;
mod location;
mod locking;
mod map_files;
mod photos;
mod staying;
mod syncing;

use std::path::{Path, PathBuf};

use ronda_field::keystore::Keystore;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Config, Emitter, Manager, UriSchemeContext, Wry};
use tracing_subscriber::EnvFilter;

use app::App;
use desk::{Desk, Device};

/// Runs the app until it is closed. On Android it may be run again in the same process, so nothing here is set up twice.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    run_with(|_| {});
}

/// The same, with its configuration changed before it starts.
pub fn run_with(change: impl FnOnce(&mut Config)) {
    log();
    let mut context = tauri::generate_context!();
    change(context.config_mut());
    let builder = tauri::Builder::default();
    #[cfg(mobile)]
    let builder = builder
        .plugin(tauri_plugin_geolocation::init())
        .plugin(tauri_plugin_opener::init());
    let built = builder
        .plugin(tauri_plugin_ronda_keystore::init())
        .plugin(staying::init())
        .register_asynchronous_uri_scheme_protocol("photo", |context: UriSchemeContext<'_, Wry>, request, responder| {
            let app = context.app_handle().state::<App>().inner().clone();
            tauri::async_runtime::spawn(async move { responder.respond(photos::answer(app, request).await) });
        })
        .register_asynchronous_uri_scheme_protocol("map", |context: UriSchemeContext<'_, Wry>, request, responder| {
            let app = context.app_handle().state::<App>().inner().clone();
            tauri::async_runtime::spawn(async move { responder.respond(map_files::answer(app, request).await) });
        })
        .setup(|tauri| {
            let device = device(tauri.handle())?;
            let app = App::start(|app| Desk::new(device, app.wake.clone(), app.cancel.clone()));
            tauri::async_runtime::spawn(syncing::forever(app.clone()));
            tauri::async_runtime::spawn(syncing::listening(app.clone()));
            tauri::async_runtime::spawn(locking::forever(app.clone()));
            tauri.manage(app);
            Ok(())
        })
        .on_page_load(|_, load| {
            if load.event() == PageLoadEvent::Finished {
                tracing::info!("the screens are up");
            }
        })
        .invoke_handler(commands::handler())
        .run(context);
    if let Err(error) = built {
        tracing::error!("the app could not run: {error}");
    }
}

fn device(handle: &AppHandle) -> tauri::Result<Device> {
    let folder = folder(handle)?;
    let teller = handle.clone();
    Ok(Device {
        keystore: keystore(handle, &folder),
        pictures: pictures(handle),
        folder,
        locator: location::of(handle),
        tell: Box::new(move |news| drop(teller.emit("news", news))),
        clock: clock::clock(),
    })
}

/// `RONDA_HOME`, or the app's own folder.
fn folder(handle: &AppHandle) -> tauri::Result<PathBuf> {
    match std::env::var_os("RONDA_HOME") {
        Some(folder) => Ok(folder.into()),
        None => handle.path().app_data_dir(),
    }
}

/// Android's camera writes into the app's own folder of pictures, in plain; `RONDA_PICTURES` stands in for it elsewhere.
fn pictures(handle: &AppHandle) -> Option<PathBuf> {
    let told = std::env::var_os("RONDA_PICTURES").map(PathBuf::from);
    told.or_else(|| cfg!(target_os = "android").then(|| handle.path().picture_dir().ok())?)
}

/// On a phone its hardware holds the key; on a desktop a file does, and the README says what that is worth.
fn keystore(handle: &AppHandle, folder: &Path) -> Keystore {
    match tauri_plugin_ronda_keystore::hardware(handle) {
        Some(hardware) => Keystore::of(folder).in_hardware(hardware),
        None => Keystore::of(folder),
    }
}

fn log() {
    let filter = EnvFilter::try_from_env("RONDA_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
