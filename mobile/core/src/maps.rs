// SPDX-License-Identifier: EUPL-1.2
//! Fetching a map: from where its file stands, over as many connections as it takes, and installed only when its hash is right.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::time::Duration;

use ronda_shared::place::FileRef;
use ronda_shared::sync::Failure;

use crate::engine::{Engine, MapFetch};
use crate::home::{finish_part, open_part};
use crate::sync::{Lend, transport};
use crate::transport::{Piece, Transport};

/// Connections in a row that brought nothing before it is left for another time.
const FRUITLESS: u32 = 3;
/// Between two connections.
const PAUSE: Duration = Duration::from_millis(300);
/// Progress is told this often, in bytes.
const TOLD_BYTES: u64 = 256 * 1024;

/// What fetching a map came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// Its file.
    pub file: FileRef,
    /// Bytes that came in this run; none when it was here already.
    pub received_bytes: u64,
}

/// Fetches a map and installs it; `tell` hears how many bytes are here. Dropped at any moment, it goes on there next time.
///
/// # Errors
/// When the office has no such map, too little space is free, the connection does not hold, or the file is not the one that
/// the office signed: then nothing of it is kept.
pub async fn fetch<L: Lend>(lender: &L, name: &str, tell: &(dyn Fn(u64) + Send + Sync)) -> Result<Fetched, Failure> {
    let wanted = name.to_owned();
    let asked = lender.lend(move |engine| engine.map_to_fetch(&wanted)).await?;
    let transport = lender.lend(|engine| transport(engine)).await?;
    let Some(fetch) = asked.map_err(failed)? else {
        return here_already(lender, name).await;
    };
    let mut arriving = Arriving::open(&fetch).map_err(unwritten)?;
    let began = arriving.at;
    arriving.fetched_whole(&transport?, &fetch.entry.map, tell).await?;
    let received_bytes = arriving.at.saturating_sub(began);
    drop(arriving);
    install(lender, fetch.clone()).await?;
    Ok(Fetched {
        file: fetch.entry.map,
        received_bytes,
    })
}

async fn here_already<L: Lend>(lender: &L, name: &str) -> Result<Fetched, Failure> {
    let maps = lender.lend(|engine| engine.maps()).await?.map_err(failed)?;
    let map = maps.into_iter().find(|map| map.entry.name == name);
    let gone = || Failure::Store("the map was taken away meanwhile: get it again".into());
    Ok(Fetched {
        file: map.ok_or_else(gone)?.entry.map,
        received_bytes: 0,
    })
}

/// Checks the hash, puts the file in its place, and remembers it.
async fn install<L: Lend>(lender: &L, fetch: MapFetch) -> Result<(), Failure> {
    let entry = fetch.entry.clone();
    let finish = move || finish_part(&fetch.part, &fetch.whole, &fetch.entry.map.sha256);
    let finished = tokio::task::spawn_blocking(finish).await;
    let stopped = |_| Failure::Store("the map could not be checked: get it again".into());
    if !finished.map_err(stopped)?.map_err(unwritten)? {
        return Err(Failure::Refused(
            "the map that came is not the one the office signed, and nothing of it was kept: get it again, and tell the office if it repeats".into(),
        ));
    }
    let keep = move |engine: &mut Engine| engine.map_installed(&entry);
    lender.lend(keep).await?.map_err(failed)
}

/// An unfinished file and how far it is.
struct Arriving {
    file: File,
    at: u64,
}

impl Arriving {
    /// A file that is longer than it may be is begun anew.
    fn open(fetch: &MapFetch) -> io::Result<Self> {
        let mut file = open_part(&fetch.part)?;
        let at = file.seek(SeekFrom::End(0))?;
        let mut arriving = Self { file, at };
        if at > fetch.entry.map.bytes {
            arriving.begin_anew()?;
        }
        Ok(arriving)
    }

    fn begin_anew(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.at = self.file.seek(SeekFrom::Start(0))?;
        Ok(())
    }

    async fn fetched_whole(
        &mut self,
        transport: &Transport,
        whole: &FileRef,
        tell: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<(), Failure> {
        let mut fruitless = 0;
        tell(self.at);
        while self.at < whole.bytes {
            let before = self.at;
            match self.some(transport, whole, tell).await {
                Ok(()) => {}
                Err(failure) if failure.is_permanent() => return Err(failure),
                Err(failure) if fruitless + 1 >= FRUITLESS && self.at <= before => return Err(failure),
                Err(failure) => tracing::debug!("a map goes on over another connection: {failure}"),
            }
            fruitless = if self.at > before { 0 } else { fruitless + 1 };
            if fruitless >= FRUITLESS {
                return Err(Failure::Unreachable("the server sends nothing of the map".into()));
            }
            if self.at < whole.bytes {
                tokio::time::sleep(PAUSE).await;
            }
        }
        tell(self.at);
        Ok(())
    }

    /// Over one connection, as far as it goes.
    async fn some(
        &mut self,
        transport: &Transport,
        whole: &FileRef,
        tell: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<(), Failure> {
        let mut told = self.at;
        let (from, most) = (self.at, whole.bytes);
        let take = |piece: Piece<'_>| {
            match piece {
                Piece::Anew => self.begin_anew()?,
                Piece::Bytes(bytes) => {
                    // More than the catalogue says cannot be the file; its hash will say so.
                    let room = usize::try_from(most.saturating_sub(self.at)).unwrap_or(usize::MAX);
                    let bytes = bytes.get(..room.min(bytes.len())).unwrap_or_default();
                    self.file.write_all(bytes)?;
                    self.at += bytes.len() as u64;
                }
            }
            if self.at >= told.saturating_add(TOLD_BYTES) {
                told = self.at;
                tell(told);
            }
            Ok(())
        };
        transport.place_file_from(&whole.sha256, from, take).await
    }
}

fn failed(error: crate::error::Error) -> Failure {
    Failure::Store(error.to_string())
}

fn unwritten(error: io::Error) -> Failure {
    failed(crate::home::HomeError::from(error).into())
}
