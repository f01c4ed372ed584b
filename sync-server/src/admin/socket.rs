// SPDX-License-Identifier: EUPL-1.2
//! The administrator's socket: a Unix socket of the running server, for its own user alone; one JSON line each way.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::{AdminCommand, AdminError, Desk};
use crate::office::{random, to_hex};

/// `sun_path` holds 108 bytes on Linux and 104 elsewhere, the final zero included.
const LONGEST_PATH: usize = 100;
/// Longest command accepted.
const LONGEST_COMMAND: u64 = 1024 * 1024;

/// A listening socket; its file goes when this is dropped.
#[derive(Debug)]
pub struct AdminSocket {
    listener: UnixListener,
    path: PathBuf,
    pointer: Option<PathBuf>,
}

impl AdminSocket {
    /// Listens in the data folder, or in a short private folder named in `admin.path` when the path is too long.
    ///
    /// Only who holds the folder's lock may call it: a socket file left by a crash is taken away.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn open(data: &Path) -> Result<Self, AdminError> {
        let (path, pointer) = place(data)?;
        if let Err(error) = fs::remove_file(&path)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(unmade(&path)(error));
        }
        let listener = UnixListener::bind(&path).map_err(unmade(&path))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(unmade(&path))?;
        Ok(Self {
            listener,
            path,
            pointer,
        })
    }

    /// Serves commands, each connection on its own, until it is dropped.
    pub async fn serve(&self, desk: &Desk) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let desk = desk.clone();
                    tokio::spawn(async move {
                        if let Err(error) = answer(stream, &desk).await {
                            tracing::debug!(%error, "an administrator's connection broke");
                        }
                    });
                }
                Err(error) => tracing::warn!(%error, "the administrator's socket failed"),
            }
        }
    }
}

impl Drop for AdminSocket {
    fn drop(&mut self) {
        for file in [Some(&self.path), self.pointer.as_ref()].into_iter().flatten() {
            if let Err(error) = fs::remove_file(file) {
                tracing::debug!(%error, "a socket file was gone already");
            }
        }
        if self.pointer.is_some()
            && let Some(folder) = self.path.parent()
            && let Err(error) = fs::remove_dir(folder)
        {
            tracing::debug!(%error, "the socket's folder stays");
        }
    }
}

fn unmade(path: &Path) -> impl Fn(std::io::Error) -> AdminError + '_ {
    |error| AdminError::File {
        what: format!("the administrator's socket {} cannot be made", path.display()),
        error,
    }
}

fn place(data: &Path) -> Result<(PathBuf, Option<PathBuf>), AdminError> {
    let own = data.join("admin.sock");
    if own.as_os_str().len() <= LONGEST_PATH {
        return Ok((own, None));
    }
    let base = std::env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|base| base.is_dir());
    let base = base
        .filter(|base| base.as_os_str().len() < 60)
        .unwrap_or_else(std::env::temp_dir);
    let folder = base.join(format!("ronda-{}", to_hex(&random::<8>()?)));
    fs::create_dir(&folder).map_err(unmade(&folder))?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(unmade(&folder))?;
    let (path, pointer) = (folder.join("admin.sock"), data.join("admin.path"));
    fs::write(&pointer, path.to_string_lossy().as_bytes()).map_err(unmade(&pointer))?;
    Ok((path, Some(pointer)))
}

async fn answer(stream: UnixStream, desk: &Desk) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read.take(LONGEST_COMMAND)).read_line(&mut line).await?;
    let carried_out = match serde_json::from_str::<AdminCommand>(&line) {
        Ok(command) => desk.carry_out(command).await.map_err(|error| error.to_string()),
        Err(error) => Err(format!(
            "the server does not know this command ({error}): use the same version of both"
        )),
    };
    let answer = match carried_out {
        Ok(answer) => json!({ "ok": answer }),
        Err(error) => json!({ "error": error }),
    };
    write.write_all(format!("{answer}\n").as_bytes()).await?;
    write.shutdown().await
}

/// Asks the server that runs on the data folder; none when no server does.
///
/// # Errors
/// What the server answered, or a broken connection.
pub async fn ask(data: &Path, command: &AdminCommand) -> Result<Option<Value>, AdminError> {
    let pointed = fs::read_to_string(data.join("admin.path")).map(PathBuf::from);
    let Some(mut stream) = connect(&pointed.unwrap_or_else(|_| data.join("admin.sock"))).await? else {
        return Ok(None);
    };
    let broken = || AdminError::file("the running server broke off; look at its log and try again");
    let line = serde_json::to_string(command).map_err(|error| AdminError::Refused(error.to_string()))?;
    stream
        .write_all(format!("{line}\n").as_bytes())
        .await
        .map_err(broken())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.map_err(broken())?;
    let mut answer: Value = serde_json::from_slice(&answer).map_err(|error| broken()(error.into()))?;
    match answer.get("error").and_then(Value::as_str) {
        Some(error) => Err(AdminError::Answered(error.to_owned())),
        None => Ok(Some(answer.get_mut("ok").map(Value::take).unwrap_or_default())),
    }
}

async fn connect(path: &Path) -> Result<Option<UnixStream>, AdminError> {
    if path.as_os_str().len() > LONGEST_PATH {
        return Ok(None);
    }
    match UnixStream::connect(path).await {
        Ok(stream) => Ok(Some(stream)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => Ok(None),
        Err(error) => Err(AdminError::File {
            what: "the running server's socket cannot be used: run this as its user".into(),
            error,
        }),
    }
}
