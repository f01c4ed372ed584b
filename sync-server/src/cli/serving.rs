// SPDX-License-Identifier: EUPL-1.2
//! `serve`: the folder's lock, the office, the administrator's socket, backups on schedule, and the server itself.

use std::path::Path;
use std::time::Duration;

use ronda_shared::moment::rfc3339;
use tokio::signal::unix::{SignalKind, signal};

use super::args::ServeArgs;
use super::output;
use crate::admin::{AdminError, AdminSocket, DataFolder, Desk, Founding};
use crate::config::{Backup, Config, TlsFiles};
use crate::office::Office;
use crate::serve::{bind, url};

/// Serves until SIGTERM or SIGINT.
pub(super) async fn serve(folder: &DataFolder, args: ServeArgs) -> Result<(), AdminError> {
    let config = configured(args)?;
    config.log.start();
    let Some(lock) = folder.try_lock()? else {
        let cure = format!(
            "a server runs on {} already: stop it, or name another folder",
            folder.path().display()
        );
        return Err(AdminError::Refused(cure));
    };
    if !folder.is_founded() {
        folder.found(&by_default())?;
        tracing::warn!(
            "the data folder was empty: it is initialised with defaults; move its recovery kit to a safe place"
        );
    }
    let office = folder.open(&lock).await?;
    let refused = |error: crate::serve::ServeError| AdminError::Refused(error.to_string());
    let listener = bind(&config).map_err(refused)?;
    let bound = listener
        .local_addr()
        .map_err(AdminError::file("the listener has no address"))?;
    listener
        .set_nonblocking(true)
        .map_err(AdminError::file("the listener cannot be used"))?;
    let (public, reached) = (
        url(&config, bound),
        url(
            &Config {
                public_url: None,
                ..config.clone()
            },
            bound,
        ),
    );
    folder.remember_url(&public)?;
    let data = std::path::absolute(folder.path()).map_err(AdminError::file("the data folder has no path"))?;
    let socket = AdminSocket::open(&data)?;
    let desk = Desk {
        office: office.clone(),
        data: data.clone(),
        url: public,
    };
    let shutdown = told_to_stop()?;
    output::say(&format!("listening on {reached}\n"));
    let served = tokio::select! {
        served = crate::serve::serve(listener, office.clone(), &data, &config, shutdown) => served,
        () = socket.serve(&desk) => Ok(()),
        () = keep_backups(&office, &data, config.backup.as_ref()) => Ok(()),
    };
    drop(socket);
    served.map_err(refused)
}

fn configured(args: ServeArgs) -> Result<Config, AdminError> {
    let read = args.config.as_deref().map(Config::read).transpose();
    let mut config = read
        .map_err(|error| AdminError::Refused(error.to_string()))?
        .unwrap_or_default();
    config.listen = args.listen.unwrap_or(config.listen);
    if let Some((cert, key)) = args.tls_cert.zip(args.tls_key) {
        config.tls = Some(TlsFiles { cert, key });
    }
    Ok(config)
}

/// What an empty folder is founded with, so that trying it out takes one command.
fn by_default() -> Founding {
    Founding {
        jurisdiction: "FI".to_owned(),
        name: "Comune di Firenze (demo)".to_owned(),
        passphrase: None,
    }
}

/// Resolves at SIGTERM or SIGINT; both are caught from here on.
fn told_to_stop() -> Result<impl Future<Output = ()> + Send, AdminError> {
    let deaf = || AdminError::file("signals cannot be caught");
    let mut terminate = signal(SignalKind::terminate()).map_err(deaf())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(deaf())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Makes and verifies backups on schedule; without a schedule it waits for ever.
async fn keep_backups(office: &Office, data: &Path, schedule: Option<&Backup>) {
    let Some(schedule) = schedule else {
        return std::future::pending().await;
    };
    let mut every = tokio::time::interval(Duration::from_secs(schedule.every_minutes * 60));
    every.tick().await;
    loop {
        every.tick().await;
        let made_at = rfc3339(office.now_ms()).replace(':', "");
        let file = schedule.to.join(format!("ronda-{made_at}.tar"));
        match office.back_up(data, &file, schedule.counts_as_vault).await {
            Ok(made) if !made.lacking.is_empty() => tracing::error!(
                no = made.last_no,
                lacking = made.lacking.len(),
                "a backup was made that lacks photos and does not count: `ronda-server doctor` names them"
            ),
            Ok(made) => tracing::info!(
                no = made.last_no,
                counts = made.counts,
                "a backup was made and verified"
            ),
            Err(error) => tracing::error!(%error, "the scheduled backup failed"),
        }
    }
}
