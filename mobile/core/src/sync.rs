// SPDX-License-Identifier: EUPL-1.2
//! Drives the sync loop of this phone: every effect over the store and the transport, no transaction ever across the network.

mod farewell;
mod lending;
mod listening;
mod originals;
mod place;
#[cfg(test)]
pub(crate) mod tests;
mod thumbnails;
mod uploads;

use std::time::Duration;

use ronda_shared::ids::PhotoHash;
use ronda_shared::limits;
use ronda_shared::sync::{Applied, DeviceSync, Effect, Event, Failure, Gathering, SyncReport, Uploaded};
use ronda_shared::wire::{ExchangeReply, ExchangeRequest, PushedTicket};

use crate::engine::Engine;
use crate::error::Error;
use crate::keystore::random;
use crate::store::{Asking, Recipient, Sent};
use crate::transport::{ServerAddress, Transport};
pub use farewell::Farewell;
pub use lending::{Held, Lend};
pub use listening::listen;
pub use originals::fetch as fetch_photo;

/// Whether a sync brings thumbnails of other people's photos; a link that costs money is spared them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thumbnails {
    /// Those that are missing, within bounds.
    Fetch,
    /// None.
    Leave,
}

/// What a sync came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synced {
    /// What was delivered and received.
    pub report: SyncReport,
    /// Thumbnails fetched after that.
    pub thumbnails: u64,
    /// Street indexes, lists of house numbers and layers of assets fetched after that.
    pub place_files: u64,
}

/// How a sync goes about it.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    /// Thumbnails of other people's photos.
    pub thumbnails: Thumbnails,
    /// Own photos are sent; otherwise they wait for a better network.
    pub photos: bool,
    /// Street indexes, house numbers and assets are fetched; a link that costs money is spared them.
    pub place_files: bool,
    /// Hears of every step.
    pub tell: &'a (dyn Fn(News) + Send + Sync),
}

impl std::fmt::Debug for Manner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Manner({:?}, photos {})", self.thumbnails, self.photos)
    }
}

/// What a running sync tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It talks to the server.
    Exchanging,
    /// A reply is on the disk: so many changes delivered and received by it.
    Applied {
        /// Delivered.
        pushed: u64,
        /// Received.
        pulled: u64,
    },
    /// It sends so many photos.
    Uploading(u64),
    /// A photo has its receipt, or was refused.
    Photo(PhotoHash),
    /// It fetches thumbnails.
    Thumbnails,
    /// It tries again after so many milliseconds.
    Waiting(i64),
}

/// One run of the loop.
struct Run<'a, L> {
    lender: &'a L,
    manner: Manner<'a>,
    transport: Transport,
    sent: Sent,
}

/// Syncs an engine nobody else uses meanwhile, until phone and server agree, or it cannot be done now.
///
/// # Errors
/// As [`through`].
pub async fn run(engine: &mut Engine, thumbnails: Thumbnails) -> Result<Synced, Failure> {
    let manner = Manner {
        thumbnails,
        photos: true,
        place_files: thumbnails == Thumbnails::Fetch,
        tell: &|_| {},
    };
    through(&Held::new(engine), manner).await
}

/// Syncs until phone and server agree, or it cannot be done now. Dropped at any moment, it leaves only whole steps behind.
///
/// # Errors
/// Why not everything could be settled; what was, stays settled.
pub async fn through<L: Lend>(lender: &L, manner: Manner<'_>) -> Result<Synced, Failure> {
    let ended = once_through(lender, manner).await;
    if let Err(failure) = &ended {
        let failure = failure.clone();
        lender.lend(move |engine| renewed_after(engine, &failure)).await?;
    }
    ended
}

/// A store that met a page the disk did not give is opened again, so that the next sync can be of use.
pub fn renewed_after(engine: &mut Engine, failure: &Failure) {
    if matches!(failure, Failure::Store(_)) {
        engine.store_mut().renew();
    }
}

async fn once_through<L: Lend>(lender: &L, manner: Manner<'_>) -> Result<Synced, Failure> {
    if let Some(farewell) = lender.lend(|engine| farewell::said(engine)).await?? {
        return Err(farewell);
    }
    let transport = lender.lend(|engine| transport(engine)).await??;
    let mut run = Run {
        lender,
        manner,
        transport,
        sent: Sent::default(),
    };
    let report = match run.until_settled().await {
        Err(Failure::Revoked) => return farewell::say(lender, &run.transport).await,
        Ok(report) => run.settled(report).await?,
        Err(failure) => return Err(failure),
    };
    let thumbnails = match manner.thumbnails {
        Thumbnails::Fetch => {
            (manner.tell)(News::Thumbnails);
            thumbnails::fetch(lender, &run.transport).await
        }
        Thumbnails::Leave => 0,
    };
    let place_files = place::fetch(lender, &run.transport, manner.place_files).await;
    Ok(Synced {
        report,
        thumbnails,
        place_files,
    })
}

/// A connection of whoever opened this home to the server, with the session there is.
///
/// # Errors
/// When its address or CA is of no use.
pub fn transport(engine: &Engine) -> Result<Transport, Failure> {
    let identity = engine.identity();
    let server: ServerAddress = identity
        .server_url
        .parse()
        .map_err(|_| Failure::Refused("the server address is damaged: enrol again".into()))?;
    Transport::new(
        server,
        identity.own_ca.as_deref(),
        identity.key.clone(),
        identity.certificate.clone(),
        engine.session().clone(),
    )
}

impl<L: Lend> Run<'_, L> {
    async fn now_ms(&self) -> Result<i64, Failure> {
        self.lender.lend(|engine| engine.now_ms()).await
    }

    async fn until_settled(&mut self) -> Result<SyncReport, Failure> {
        let mut sync = DeviceSync::new(self.now_ms().await?, limits::CONNECT_PATIENCE_MS);
        let mut effect = sync.handle(self.now_ms().await?, Event::Start);
        loop {
            let event = match effect {
                Effect::Finish(result) => return result,
                Effect::Gather(gathering) => self.gather(gathering).await,
                Effect::Send(request) => self.send(&request).await,
                Effect::Apply(reply) => self.apply(*reply).await.map(Event::Applied),
                Effect::Upload(photos) => self.upload(&photos).await,
                Effect::Wait { wait_ms } => {
                    (self.manner.tell)(News::Waiting(wait_ms));
                    pause(wait_ms).await
                }
            };
            let event = match event {
                Ok(event) => event,
                Err(failure) => Event::Failed {
                    failure,
                    jitter: jitter()?,
                },
            };
            effect = sync.handle(self.now_ms().await?, event);
        }
    }

    async fn gather(&mut self, gathering: Gathering) -> Result<Event, Failure> {
        let request = self.gathered(gathering).await?;
        Ok(Event::Gathered(Box::new(request)))
    }

    async fn gathered(&mut self, gathering: Gathering) -> Result<ExchangeRequest, Failure> {
        let gather = |engine: &mut Engine| gathered(engine, gathering);
        let (request, sent) = self.lender.lend(gather).await??;
        self.sent = sent;
        Ok(request)
    }

    async fn send(&mut self, request: &ExchangeRequest) -> Result<Event, Failure> {
        (self.manner.tell)(News::Exchanging);
        let reply = self.transport.exchange(request).await?;
        Ok(Event::Replied(Box::new(reply)))
    }

    async fn apply(&mut self, reply: ExchangeReply) -> Result<Applied, Failure> {
        let sent = std::mem::take(&mut self.sent);
        let applied = self.lender.lend(move |engine| applied(engine, &reply, sent)).await??;
        let (pushed, pulled) = (applied.pushed, applied.pulled);
        (self.manner.tell)(News::Applied { pushed, pulled });
        Ok(applied)
    }

    async fn upload(&mut self, photos: &[PhotoHash]) -> Result<Event, Failure> {
        if !self.manner.photos {
            return Ok(Event::Uploaded(Uploaded::default()));
        }
        (self.manner.tell)(News::Uploading(photos.len() as u64));
        let uploaded = uploads::all(self.lender, &self.transport, photos, self.manner.tell).await?;
        if uploaded.unnumbered > 0 {
            // The bytes are there but another request brought the last of them: the manifest brings the receipts.
            let request = self.gathered(Gathering::default()).await?;
            let reply = self.transport.exchange(&request).await?;
            self.apply(reply).await?;
        }
        Ok(Event::Uploaded(uploaded.report))
    }

    /// Success means that the server holds every change, and every photo that was to be sent; anything less is said.
    async fn settled(&self, report: SyncReport) -> Result<SyncReport, Failure> {
        let tally = self
            .lender
            .lend(|engine| engine.store().tally())
            .await?
            .map_err(stored)?;
        if tally.photos_refused > 0 {
            let sentence = format!(
                "{} photos, and does not keep them for the office; they stay on this phone, with the reasons in `ronda status`",
                tally.photos_refused
            );
            return Err(Failure::Refused(sentence));
        }
        let photos_owed = if self.manner.photos { tally.photos_owed } else { 0 };
        if tally.changes_owed + photos_owed + tally.contacts_owed > 0 {
            return Err(Failure::Unreachable(
                "the server has not confirmed everything yet: sync again".into(),
            ));
        }
        Ok(report)
    }
}

/// The next request, with what its reply must be read against.
///
/// # Errors
/// When the store cannot be read.
pub fn gathered(engine: &Engine, gathering: Gathering) -> Result<(ExchangeRequest, Sent), Failure> {
    let asking = Asking {
        compare: gathering.compare,
        wants: gathering.wants,
        passed_over: gathering.passed_over,
        clock_ms: engine.now_ms(),
        space_bytes: engine.home().free_bytes(),
        wants_vault_key: engine.identity().vault_key().is_none(),
    };
    let (mut request, sent) = engine.store().gather(asking).map_err(stored)?;
    let asked = |ticket: &&mut PushedTicket| gathering.sign_each.contains(&ticket.id);
    let who = engine.identity();
    request
        .tickets
        .iter_mut()
        .filter(asked)
        .for_each(|ticket| who.sign_own(ticket));
    request.signs_when_asked = !request.tickets.is_empty();
    Ok((request, sent))
}

/// Takes a reply in, durably.
///
/// # Errors
/// When the store fails or is full; nothing of the reply is then taken.
pub fn applied(engine: &mut Engine, reply: &ExchangeReply, sent: Sent) -> Result<Applied, Failure> {
    let identity = engine.identity().clone();
    let who = Recipient {
        key: &identity.key,
        root_key: &identity.root_key,
        fresh_actor: engine.fresh_actor().map_err(failed)?,
        now_ms: engine.now_ms(),
    };
    let applied = engine.store_mut().apply(reply, sent, who).map_err(stored)?;
    if let Some(grants) = &reply.grants {
        engine.hear_grants(grants).map_err(failed)?;
    }
    if let Some(key) = &reply.vault_key {
        engine.hear_vault_key(key).map_err(failed)?;
    }
    Ok(applied)
}

async fn pause(wait_ms: i64) -> Result<Event, Failure> {
    tokio::time::sleep(Duration::from_millis(wait_ms.unsigned_abs())).await;
    Ok(Event::Woken)
}

fn jitter() -> Result<u64, Failure> {
    let bytes: [u8; 8] = random().map_err(|fault| Failure::Store(fault.to_string()))?;
    Ok(u64::from_be_bytes(bytes))
}

fn stored(error: crate::store::StoreError) -> Failure {
    Failure::Store(error.to_string())
}

fn failed(error: Error) -> Failure {
    Failure::Store(error.to_string())
}
