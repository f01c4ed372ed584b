// SPDX-License-Identifier: EUPL-1.2
//! One exchange from request to reply: orders, cursor, admission, news, photos and the device's own record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::limits;
use ronda_shared::reporter::{ReporterAnswer, SealedReporter};
use ronda_shared::wire::{ExchangeReply, ExchangeRequest, Held, PROTOCOL, ScopeCursor, TicketAnswer};

use super::admission::Entrant;
use super::repeats::Print;
use super::standing::Standing;
use super::{Asker, Office, OfficeError};
use crate::case_store::{PageLimits, PullPage, PullQuery, Visit, Whereabouts};

/// Orders of one reply; the next ones bring the others.
const ORDERS: u32 = 1_000;
/// Photos one reply says are missing; the next reply says more.
const MISSING_PHOTOS: u32 = 200;

impl Office {
    /// Answers one exchange. Repeating a request changes nothing and gives the same receipts.
    ///
    /// # Errors
    /// When the protocol or a bound does not fit, the device was revoked meanwhile, or the store fails.
    pub async fn exchange(&self, asker: &Asker, request: ExchangeRequest) -> Result<ExchangeReply, OfficeError> {
        check(&request)?;
        let asker = self.after_orders(asker, &request).await?;
        let standing = self.standing(&asker, request.cursor.as_ref()).await?;
        let print = Print::of(&request);
        let mut request = request;
        let pushed = std::mem::take(&mut request.tickets);
        let repeated = self.repeats().has(&asker.device, &print);
        let visit = self.visit_of(&asker, &request, repeated)?;
        let (answers, visited) = if pushed.is_empty() {
            (Vec::new(), self.store().visit(visit).await?)
        } else {
            let authors = Arc::new(self.authors_of(&pushed, &request.certificates).await?);
            let entrants = Entrant::all(pushed, request.signs_when_asked.then_some(asker.device));
            let by = asker.by(self.now_ms());
            let (answers, visited) = tokio::join!(self.admit_all(entrants, authors, &by), self.store().visit(visit));
            (answers?.into_values().collect(), visited?)
        };
        self.repeats().note(asker.device, print);
        self.repeat_orders(&asker, &request, &answers).await?;
        let page = self
            .store()
            .pull(pull_query(&asker, &request, standing, &answers))
            .await?;
        let reporters = self
            .reporters_of(&asker, std::mem::take(&mut request.reporters))
            .await?;
        let vault_key = request.wants_vault_key.then(|| self.vault_key());
        let reply = self.reply(&asker, request, answers, page, visited.nonce).await?;
        Ok(ExchangeReply {
            reporters,
            vault_key,
            ..reply
        })
    }

    async fn reporters_of(&self, asker: &Asker, rows: Vec<SealedReporter>) -> Result<Vec<ReporterAnswer>, OfficeError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let own = self.store().certificates(&[asker.device]).await?;
        let devices = self.keys_of(&own.into_values().collect::<Vec<_>>());
        self.take_reporters(rows, devices, &asker.by(self.now_ms())).await
    }

    /// Orders the phone knows and the store forgot hold before anything else is done, also against the phone itself.
    async fn after_orders(&self, asker: &Asker, request: &ExchangeRequest) -> Result<Asker, OfficeError> {
        if request.orders_known.is_empty() {
            return Ok(asker.clone());
        }
        self.obey(&request.orders_known).await?;
        self.asker(&asker.device).await
    }

    /// A phone that has something of a destroyed ticket gets the order again, also one that came back from an older copy.
    async fn repeat_orders(
        &self,
        asker: &Asker,
        request: &ExchangeRequest,
        answers: &[TicketAnswer],
    ) -> Result<(), OfficeError> {
        let is_late = |answer: &&TicketAnswer| answer.quarantined.iter().any(|(_, why)| why.code.is_for_good());
        let late = answers.iter().filter(is_late).map(|answer| answer.ticket);
        let offered = request.offers.iter().map(|offer| offer.ticket);
        let wanted = request.wants.iter().map(|want| want.ticket);
        let held: Vec<TicketId> = late.chain(offered).chain(wanted).collect();
        let purged: Vec<TicketId> = self.store().purged(&held).await?.into_keys().collect();
        if purged.is_empty() {
            return Ok(());
        }
        Ok(self.store().repeat_orders(&asker.device, &purged).await?)
    }

    fn visit_of(&self, asker: &Asker, request: &ExchangeRequest, repeated: bool) -> Result<Visit, OfficeError> {
        let at_ms = self.now_ms();
        Ok(Visit {
            device: asker.device,
            presented: request.session_nonce.clone(),
            repeated,
            fresh: self.chance().random()?,
            at_ms,
            app_version: request.app_version.chars().take(64).collect(),
            queue: request.queue,
            space_bytes: request.space_bytes,
            skew_ms: Some(request.clock_ms.saturating_sub(at_ms)),
            relied_on: request.relied_on,
            orders_done: request.orders_done.clone(),
        })
    }

    async fn reply(
        &self,
        asker: &Asker,
        request: ExchangeRequest,
        answers: Vec<TicketAnswer>,
        page: PullPage,
        session_nonce: Vec<u8>,
    ) -> Result<ExchangeReply, OfficeError> {
        let (mut tickets, mut certificates) = (page.tickets, page.certificates);
        if !request.wants.is_empty() {
            let (wanted, signers) = self.wanted(asker, request.wants).await?;
            tickets.extend(wanted);
            certificates.extend(signers);
        }
        let asked = if request.offers.is_empty() {
            Vec::new()
        } else {
            self.store().lacking(&request.offers, Some(asker.device)).await?
        };
        let orders = self.store().orders_for(&asker.device, ORDERS).await?;
        // Comparing before every order was carried out would only find what they destroy.
        let more_orders = orders.len() >= ORDERS as usize;
        let visible = asker.photo_query();
        let held = if request.photos.is_empty() {
            Vec::new()
        } else {
            self.store().photos_visible(&visible, &request.photos).await?
        };
        let Whereabouts { settled, unknown } = if request.in_custody.is_empty() {
            Whereabouts::default()
        } else {
            self.store().whereabouts(&request.in_custody).await?
        };
        let begins = request.cursor.is_none();
        let names = self.names_news(request.names, &certificates, begins).await?;
        Ok(ExchangeReply {
            protocol: PROTOCOL,
            clock_ms: self.now_ms(),
            epoch: page.epoch,
            cursor: self.keys().cursor.cursor(page.epoch, page.upto, page.log_hash),
            session_nonce,
            answers,
            scopes: asker.scopes(),
            grants: Some(asker.grants.clone()),
            tickets,
            moves: page.moves,
            certificates,
            photos_held: held
                .into_iter()
                .map(|photo| Held {
                    photo: photo.hash,
                    server_no: photo.no,
                })
                .collect(),
            photos_missing: self.store().photos_missing(&visible, MISSING_PHOTOS).await?,
            asked,
            digest: page.digest.filter(|_| !more_orders),
            differing: page.differing,
            orders,
            vaulted_no: page.vaulted_no,
            more: page.more || more_orders,
            reference: self.reference_news(request.reference).await?,
            reporters: Vec::new(),
            vault_key: None,
            place_at_ms: self.store().catalogue_at_ms().await?,
            names,
            settled,
            unknown,
        })
    }
}

/// Bounds that a phone of ours never meets.
fn check(request: &ExchangeRequest) -> Result<(), OfficeError> {
    if request.protocol != PROTOCOL {
        return Err(OfficeError::Protocol {
            theirs: request.protocol,
            ours: PROTOCOL,
        });
    }
    let changes: usize = request.tickets.iter().map(|ticket| ticket.changes.len()).sum();
    let offered: usize = request.offers.iter().map(|offer| offer.hashes.len()).sum();
    let people = request.names.as_ref().and_then(|names| names.people.as_ref());
    let named = people.map_or(0, Vec::len);
    let proofs = request.tickets.iter().map(|ticket| ticket.proofs.len()).max();
    let bounds = [
        (request.tickets.len(), limits::BATCH_TICKETS, "tickets"),
        (changes, limits::BATCH_CHANGES + limits::TICKET_CHANGES, "changes"),
        (proofs.unwrap_or(0), limits::CHANGE_ACTORS, "proofs of one ticket"),
        (offered, limits::OFFERED_HASHES, "offered hashes"),
        (request.photos.len(), limits::MANIFEST_PHOTOS, "photo hashes"),
        (request.wants.len(), limits::BATCH_TICKETS, "wanted tickets"),
        (request.compare.len(), limits::PERSON_SCOPES, "scopes to compare"),
        (request.scopes.len(), 2 * limits::PERSON_SCOPES, "scopes"),
        (request.certificates.len(), limits::CHANGE_ACTORS * 4, "certificates"),
        (request.orders_known.len(), limits::OFFERED_HASHES, "orders"),
        (request.reporters.len(), limits::BATCH_REPORTERS, "contacts"),
        (request.in_custody.len(), limits::CUSTODY_ASKED, "changes in custody"),
        (named, limits::NAMED_PEOPLE, "people"),
    ];
    match bounds.iter().find(|(given, most, _)| given > most) {
        Some((given, most, what)) => Err(OfficeError::Refused(format!(
            "{given} {what} are too many for one exchange: send at most {most} and the rest in the next"
        ))),
        None => Ok(()),
    }
}

/// What the phone has not got: from its cursor on, and whole scopes that are new to it; never its own echo.
fn pull_query(asker: &Asker, request: &ExchangeRequest, standing: Standing, answers: &[TicketAnswer]) -> PullQuery {
    let told: BTreeMap<&str, u64> = request
        .scopes
        .iter()
        .map(|scope| (scope.scope.as_str(), scope.from_no))
        .collect();
    let from_no = |scope: &str| match standing {
        Standing::Heard(no) => told.get(scope).copied().unwrap_or(0).min(no),
        Standing::Nothing => 0,
    };
    let scopes = asker
        .scopes()
        .into_iter()
        .map(|scope| ScopeCursor {
            from_no: from_no(&scope),
            scope,
        })
        .collect();
    let mut pushed: BTreeMap<TicketId, BTreeSet<ChangeHash>> = BTreeMap::new();
    for answer in answers {
        pushed
            .entry(answer.ticket)
            .or_default()
            .extend(answer.receipts.iter().map(|receipt| receipt.hash));
    }
    PullQuery {
        scopes,
        pushed,
        compare: request.compare.clone(),
        wants_digest: request.wants_digest,
        limits: PageLimits::default(),
    }
}
