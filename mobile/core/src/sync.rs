// SPDX-License-Identifier: EUPL-1.2
//! Drives the sync loop of this phone: every effect over the store and the transport, no transaction ever across the network.

mod farewell;
#[cfg(test)]
pub(crate) mod tests;
mod thumbnails;
mod uploads;

use std::time::Duration;

use ronda_shared::ids::PhotoHash;
use ronda_shared::limits;
use ronda_shared::sync::{Applied, DeviceSync, Effect, Event, Failure, ScopeDigest, SyncReport};
use ronda_shared::wire::{ExchangeReply, ExchangeRequest, TicketHeads};

use crate::engine::{Engine, Identity};
use crate::error::Error;
use crate::keystore::random;
use crate::store::{Asking, Recipient, Sent};
use crate::transport::{ServerAddress, Transport};

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
}

/// One run of the loop.
struct Run<'a> {
    engine: &'a mut Engine,
    transport: Transport,
    sent: Sent,
}

/// Syncs until phone and server agree, or it cannot be done now.
///
/// # Errors
/// Why not everything could be settled; what was, stays settled.
pub async fn run(engine: &mut Engine, thumbnails: Thumbnails) -> Result<Synced, Failure> {
    if let Some(farewell) = farewell::said(engine)? {
        return Err(farewell);
    }
    let transport = transport(engine.identity())?;
    let mut run = Run {
        engine,
        transport,
        sent: Sent::default(),
    };
    let report = match run.through().await {
        Err(Failure::Revoked) => return farewell::say(run.engine, &run.transport).await,
        Ok(report) => run.settled(report)?,
        Err(failure) => return Err(failure),
    };
    let thumbnails = match thumbnails {
        Thumbnails::Fetch => thumbnails::fetch(run.engine, &run.transport).await,
        Thumbnails::Leave => 0,
    };
    Ok(Synced { report, thumbnails })
}

/// The connection to the server of an identity.
///
/// # Errors
/// When its address or CA is of no use.
pub fn transport(identity: &Identity) -> Result<Transport, Failure> {
    let server: ServerAddress = identity
        .server_url
        .parse()
        .map_err(|_| Failure::Refused("the server address is damaged: enrol again".into()))?;
    Transport::new(
        server,
        identity.own_ca.as_deref(),
        identity.key.clone(),
        identity.certificate.clone(),
    )
}

impl Run<'_> {
    async fn through(&mut self) -> Result<SyncReport, Failure> {
        let mut sync = DeviceSync::new(self.engine.now_ms(), limits::CONNECT_PATIENCE_MS);
        let mut effect = sync.handle(self.engine.now_ms(), Event::Start);
        loop {
            let event = match effect {
                Effect::Finish(result) => return result,
                Effect::Gather { compare, wants } => self.gather(compare, wants),
                Effect::Send(request) => self.send(&request).await,
                Effect::Apply(reply) => self.apply(&reply),
                Effect::Upload(photos) => self.upload(&photos).await,
                Effect::Wait { wait_ms } => pause(wait_ms).await,
            };
            let event = match event {
                Ok(event) => event,
                Err(failure) => Event::Failed {
                    failure,
                    jitter: jitter()?,
                },
            };
            effect = sync.handle(self.engine.now_ms(), event);
        }
    }

    fn gather(&mut self, compare: Vec<ScopeDigest>, wants: Vec<TicketHeads>) -> Result<Event, Failure> {
        let (clock_ms, space_bytes) = (self.engine.now_ms(), self.engine.home().free_bytes());
        let asking = Asking {
            compare,
            wants,
            clock_ms,
            space_bytes,
            wants_vault_key: self.engine.identity().vault_key().is_none(),
        };
        let (request, sent) = self.engine.store().gather(asking).map_err(stored)?;
        self.sent = sent;
        Ok(Event::Gathered(Box::new(request)))
    }

    async fn send(&mut self, request: &ExchangeRequest) -> Result<Event, Failure> {
        let reply = self.transport.exchange(request).await?;
        Ok(Event::Replied(Box::new(reply)))
    }

    fn apply(&mut self, reply: &ExchangeReply) -> Result<Event, Failure> {
        Ok(Event::Applied(self.applied(reply)?))
    }

    fn applied(&mut self, reply: &ExchangeReply) -> Result<Applied, Failure> {
        let identity = self.engine.identity().clone();
        let fresh_actor = self.engine.fresh_actor().map_err(failed)?;
        let now_ms = self.engine.now_ms();
        let who = Recipient {
            key: &identity.key,
            root_key: &identity.root_key,
            fresh_actor,
            now_ms,
        };
        let applied = self.engine.store_mut().apply(reply, self.sent, who).map_err(stored)?;
        if let Some(grants) = &reply.grants {
            self.engine.hear_grants(grants).map_err(failed)?;
        }
        if let Some(key) = &reply.vault_key {
            self.engine.hear_vault_key(key).map_err(failed)?;
        }
        Ok(applied)
    }

    async fn upload(&mut self, photos: &[PhotoHash]) -> Result<Event, Failure> {
        let uploaded = uploads::all(self.engine, &self.transport, photos).await?;
        if uploaded.unnumbered > 0 {
            // The bytes are there but another request brought the last of them: the manifest brings the receipts.
            let (request, sent) = self
                .engine
                .store()
                .gather(Asking {
                    clock_ms: self.engine.now_ms(),
                    ..Asking::default()
                })
                .map_err(stored)?;
            self.sent = sent;
            let reply = self.transport.exchange(&request).await?;
            self.applied(&reply)?;
        }
        Ok(Event::Uploaded(uploaded.report))
    }

    /// Success means that the server holds every change and every photo; anything less is said.
    fn settled(&self, report: SyncReport) -> Result<SyncReport, Failure> {
        let tally = self.engine.store().tally().map_err(stored)?;
        if tally.photos_refused > 0 {
            let sentence = format!(
                "{} photos, and does not keep them for the office; they stay on this phone, with the reasons in `ronda status`",
                tally.photos_refused
            );
            return Err(Failure::Refused(sentence));
        }
        if tally.changes_owed + tally.photos_owed + tally.contacts_owed > 0 {
            return Err(Failure::Unreachable(
                "the server has not confirmed everything yet: sync again".into(),
            ));
        }
        Ok(report)
    }
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
