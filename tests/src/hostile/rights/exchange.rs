// SPDX-License-Identifier: EUPL-1.2
//! The exchange, asked for everything it could be made to say: a person gets his own tickets and photos, whatever he names.

use std::collections::BTreeSet;

use ronda_shared::ids::{ChangeHash, PhotoHash, TicketId};
use ronda_shared::limits::DIGEST_BUCKETS;
use ronda_shared::sync::{Digest, ScopeDigest};
use ronda_shared::wire::{ExchangeReply, ExchangeRequest, ReferenceHeld, ScopeCursor, TicketHeads};

use super::people::Person;
use super::rules;
use super::town::{Fate, Town};

/// A person asks for every ticket by every way of the exchange.
pub async fn by(town: &Town, person: &Person) -> u64 {
    let his = tickets(town, |thing| rules::sees(person, thing));
    let heard = by_cursor(town, person, &his).await;
    by_heads(town, person, &his, &heard).await;
    by_digest(town, person, &his).await;
    photos(town, person).await;
    in_custody(town, person).await;
    6 * town.things.len() as u64
}

fn tickets(town: &Town, which: impl Fn(&super::town::Thing) -> bool) -> BTreeSet<TicketId> {
    town.things
        .iter()
        .filter(|thing| which(thing))
        .map(|thing| thing.ticket)
        .collect()
}

fn delivered(reply: &ExchangeReply) -> BTreeSet<TicketId> {
    reply.tickets.iter().map(|one| one.ticket).collect()
}

/// From the beginning, and naming every scope of the town as his own; answers what he has heard of then.
async fn by_cursor(town: &Town, person: &Person, his: &BTreeSet<TicketId>) -> ExchangeRequest {
    let scopes = town.scopes().into_iter().map(|scope| ScopeCursor { scope, from_no: 0 });
    let request = ExchangeRequest {
        scopes: scopes.collect(),
        reference: Some(ReferenceHeld::default()),
        ..ExchangeRequest::default()
    };
    let reply = person.device.exchanges_all(request).await;
    assert!(!reply.more, "{}: one page", person.name());
    assert_eq!(delivered(&reply), *his, "{}", person.name());
    let granted: BTreeSet<&String> = reply.scopes.iter().collect();
    let told = reply.tickets.iter().flat_map(|one| &one.scopes);
    assert!(
        told.into_iter().all(|scope| granted.contains(scope)),
        "{}",
        person.name()
    );
    let his_once = tickets(town, |thing| rules::saw(person, thing));
    for moved in &reply.moves {
        let tickets = if moved.inside { his } else { &his_once };
        assert!(tickets.contains(&moved.ticket), "{}: {moved:?}", person.name());
        assert!(granted.contains(&moved.scope), "{}: {moved:?}", person.name());
    }
    let counted = reply.digest.unwrap_or_default();
    assert!(
        counted.iter().all(|one| granted.contains(&one.scope)),
        "{}",
        person.name()
    );
    // Boundaries, districts and categories are public: they are everybody's.
    let current = reply.reference.and_then(|news| news.current);
    assert!(current.is_some(), "{}", person.name());
    let heard = reply.scopes.iter().map(|scope| ScopeCursor {
        scope: scope.clone(),
        from_no: reply.cursor.server_no,
    });
    ExchangeRequest {
        scopes: heard.collect(),
        cursor: Some(reply.cursor),
        ..ExchangeRequest::default()
    }
}

/// By name: as one who holds nothing of them, and as one who holds what nobody wrote. There is no news, so that what comes was
/// asked for.
async fn by_heads(town: &Town, person: &Person, his: &BTreeSet<TicketId>, heard: &ExchangeRequest) {
    for heads in [Vec::new(), vec![ChangeHash([7; 32])]] {
        let wants = town.things.iter().map(|thing| TicketHeads {
            ticket: thing.ticket,
            heads: heads.clone(),
        });
        let request = ExchangeRequest {
            wants: wants.collect(),
            ..heard.clone()
        };
        let reply = person.device.exchanges_all(request).await;
        assert_eq!(delivered(&reply), *his, "{} with heads {heads:?}", person.name());
    }
}

/// As one whose digests differ in every bucket of every scope.
async fn by_digest(town: &Town, person: &Person, his: &BTreeSet<TicketId>) {
    let differs = |scope| ScopeDigest {
        scope,
        sums: vec![Digest { count: 9, sum: 9 }; DIGEST_BUCKETS],
    };
    let request = ExchangeRequest {
        compare: town.scopes().into_iter().map(differs).collect(),
        ..ExchangeRequest::default()
    };
    let reply = person.device.exchanges_all(request).await;
    let named = reply.differing.iter().flat_map(|bucket| &bucket.tickets);
    let named: BTreeSet<TicketId> = named.map(|heads| heads.ticket).collect();
    assert_eq!(named, *his, "{}", person.name());
}

/// The manifest names every photo of the town; the reply those that he may have, and asks for those that his tickets await.
async fn photos(town: &Town, person: &Person) {
    let request = ExchangeRequest {
        photos: town.photos().map(|(_, photo)| photo.hash).collect(),
        ..ExchangeRequest::default()
    };
    let reply = person.device.exchanges_all(request).await;
    let held: BTreeSet<PhotoHash> = reply.photos_held.iter().map(|held| held.photo).collect();
    let may_have = town.photos().filter(|(thing, photo)| rules::has(person, thing, photo));
    let may_have: BTreeSet<PhotoHash> = may_have.map(|(_, photo)| photo.hash).collect();
    assert_eq!(held, may_have, "{}", person.name());
    let missing: BTreeSet<PhotoHash> = reply.photos_missing.into_iter().collect();
    let awaited = town
        .photos()
        .filter(|(thing, photo)| !photo.stored && rules::sees(person, thing));
    let awaited: BTreeSet<PhotoHash> = awaited.map(|(_, photo)| photo.hash).collect();
    assert_eq!(missing, awaited, "{}", person.name());
}

/// What was set apart is in no reply while nobody has decided about it.
async fn in_custody(town: &Town, person: &Person) {
    let set_apart = town.things.iter().filter(|thing| thing.fate == Fate::SetApart);
    let request = ExchangeRequest {
        in_custody: set_apart.map(|thing| thing.change).collect(),
        ..ExchangeRequest::default()
    };
    assert!(!request.in_custody.is_empty(), "somebody's work is in custody");
    let reply = person.device.exchanges_all(request).await;
    assert_eq!(
        (reply.settled, reply.unknown),
        (Vec::new(), Vec::new()),
        "{}",
        person.name()
    );
}
