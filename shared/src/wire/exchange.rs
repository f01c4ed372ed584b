// SPDX-License-Identifier: EUPL-1.2
//! One exchange: here is what you have not got from me; give me what came after my cursor. A list that is not there is an empty one
//! (docs/decisions/0032-speed-of-sync.md).

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::delivery::Delivered;
use super::names::{NamesHeld, NamesNews};
use super::refusal::Refusal;
use crate::identity::{AuthorProof, SignedCertificate, SignedOrder, SignedVaultKey};
use crate::ids::{ChangeHash, Epoch, OrderId, PhotoHash, ReferenceVersion, TicketId};
use crate::policy::Grants;
use crate::reference::SignedReference;
use crate::reporter::{ReporterAnswer, SealedReporter};
use crate::sync::{BucketSum, Cursor, ScopeDigest};

/// Phone to office.
#[derive(Debug, Clone, Default, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ExchangeRequest {
    /// [`super::PROTOCOL`] of the sender.
    #[n(0)]
    pub protocol: u16,
    /// How far this phone has heard; none before its first exchange.
    #[n(1)]
    pub cursor: Option<Cursor>,
    /// The nonce of the last reply (clone detection).
    #[cbor(n(2), with = "minicbor::bytes")]
    pub session_nonce: Option<Vec<u8>>,
    /// The scopes this phone holds and how far each is; one it does not name starts at 0.
    #[n(3)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeCursor>,
    /// Changes without a server number, whole tickets at a time, in causal order.
    #[n(4)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub tickets: Vec<PushedTicket>,
    /// Certificates of the authors of pushed changes.
    #[n(5)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub certificates: Vec<SignedCertificate>,
    /// After a new epoch: hashes of held changes, so that the store asks for what it lacks.
    #[n(6)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// Photos without a receipt.
    #[n(7)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub photos: Vec<PhotoHash>,
    /// Buckets of scopes whose digests differed.
    #[n(8)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub compare: Vec<ScopeDigest>,
    /// Tickets of buckets that differed, with this phone's admitted heads; the reply brings what they lack.
    #[n(9)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub wants: Vec<TicketHeads>,
    /// Orders carried out.
    #[n(10)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub orders_done: Vec<OrderId>,
    /// Orders this phone knows of, for a store that forgot them; sent once after a new epoch.
    #[n(11)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub orders_known: Vec<SignedOrder>,
    /// What waits on the phone, for the office's list of devices.
    #[n(12)]
    pub queue: QueueCounts,
    /// Free bytes on the phone's disk.
    #[n(13)]
    pub space_bytes: Option<u64>,
    /// Version of the app.
    #[n(14)]
    pub app_version: String,
    /// The phone's clock, in milliseconds since 1970.
    #[n(15)]
    pub clock_ms: i64,
    /// The highest backup watermark this phone relied on to forget something.
    #[n(16)]
    pub relied_on: Option<u64>,
    /// Ask for the digests even when more is to come (used after reconciling).
    #[n(17)]
    #[cbor(default, skip_if = "std::ops::Not::not")]
    pub wants_digest: bool,
    /// The reference data this phone holds; an app that knows nothing of it names none and gets none.
    #[n(19)]
    pub reference: Option<ReferenceHeld>,
    /// How far this phone has heard of names; an app that knows nothing of them says nothing and gets none.
    #[n(21)]
    pub names: Option<NamesHeld>,
    /// Own changes in the store's custody, to hear what a person decided about them.
    #[n(22)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub in_custody: Vec<ChangeHash>,
    /// Sealed contacts of reporters without a receipt.
    #[n(24)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub reporters: Vec<SealedReporter>,
    /// This phone has no vault key yet.
    #[n(25)]
    #[cbor(default, skip_if = "std::ops::Not::not")]
    pub wants_vault_key: bool,
    /// Of a ticket of which something is refused, this phone signs each change when asked ([`TicketAnswer::sign_each`]).
    #[n(28)]
    #[cbor(default, skip_if = "std::ops::Not::not")]
    pub signs_when_asked: bool,
}

/// The reference data a phone holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReferenceHeld {
    /// The version of its newest publication; none before the first.
    #[n(0)]
    pub version: Option<ReferenceVersion>,
    /// That publication itself, when the server asked for it.
    #[n(1)]
    pub given_back: Option<SignedReference>,
}

/// The server's word on a phone's reference data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReferenceNews {
    /// The current publication, when the phone named another.
    #[n(0)]
    pub current: Option<SignedReference>,
    /// The server does not know the version the phone named: to be given back.
    #[n(1)]
    #[cbor(default, skip_if = "std::ops::Not::not")]
    pub asked: bool,
}

/// How far a scope is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ScopeCursor {
    /// The scope's name.
    #[n(0)]
    pub scope: String,
    /// Everything of it up to this server number has arrived.
    #[n(1)]
    pub from_no: u64,
}

/// What waits on a phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct QueueCounts {
    /// Changes without a receipt.
    #[n(0)]
    pub changes: u64,
    /// Photos without a receipt.
    #[n(1)]
    pub photos: u64,
    /// Bytes of those photos.
    #[n(2)]
    pub photo_bytes: u64,
}

/// A ticket's changes on their way up.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct PushedTicket {
    /// The ticket.
    #[n(0)]
    pub id: TicketId,
    /// Raw change chunks, dependencies first.
    #[n(1)]
    pub changes: Vec<ByteVec>,
    /// Signatures that cover every one of them.
    #[n(2)]
    pub proofs: Vec<AuthorProof>,
}

/// Hashes a phone holds of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Offer {
    /// The ticket.
    #[n(0)]
    pub ticket: TicketId,
    /// All changes held, of whatever author.
    #[n(1)]
    pub hashes: Vec<ChangeHash>,
}

/// A ticket and the frontier of its admitted changes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TicketHeads {
    /// The ticket.
    #[n(0)]
    pub ticket: TicketId,
    /// Sorted heads; empty when it is not held.
    #[n(1)]
    pub heads: Vec<ChangeHash>,
}

/// Office to phone.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ExchangeReply {
    /// [`super::PROTOCOL`] of the sender.
    #[n(0)]
    pub protocol: u16,
    /// The server's clock, in milliseconds since 1970.
    #[n(1)]
    pub clock_ms: i64,
    /// The life of the store; another than the cursor's means that everything is offered again.
    #[n(2)]
    pub epoch: Epoch,
    /// Where this page ends.
    #[n(3)]
    pub cursor: Cursor,
    /// To be presented at the next exchange.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub session_nonce: Vec<u8>,
    /// One answer for each pushed ticket, in the order of the request.
    #[n(5)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub answers: Vec<TicketAnswer>,
    /// The scopes this phone is granted, complete.
    #[n(6)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// News, ordered by server number.
    #[n(7)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub tickets: Vec<Delivered>,
    /// Tickets that entered or left scopes.
    #[n(8)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub moves: Vec<ScopeMove>,
    /// Certificates of the authors of what is delivered.
    #[n(9)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub certificates: Vec<SignedCertificate>,
    /// Photos of the manifest that are in the store.
    #[n(10)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub photos_held: Vec<Held>,
    /// Photos the store was told of and never got.
    #[n(11)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub photos_missing: Vec<PhotoHash>,
    /// Of the offered hashes, those the store lacks.
    #[n(12)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub asked: Vec<Offer>,
    /// Totals per scope at `cursor`, on the last page.
    #[n(13)]
    pub digest: Option<Vec<ScopeDigest>>,
    /// Heads of every ticket in the buckets that differed.
    #[n(14)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub differing: Vec<BucketSum>,
    /// Orders not yet carried out by this phone.
    #[n(15)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub orders: Vec<SignedOrder>,
    /// Numbers up to here are in a verified backup.
    #[n(16)]
    pub vaulted_no: u64,
    /// More news waits: exchange again at once.
    #[n(17)]
    #[cbor(default, skip_if = "std::ops::Not::not")]
    pub more: bool,
    /// About the reference data the phone named; absent when it named none.
    #[n(19)]
    pub reference: Option<ReferenceNews>,
    /// What the city grants the phone's person now; none from a server that does not say.
    #[n(20)]
    pub grants: Option<Grants>,
    /// Names of people; absent when there is nothing to say.
    #[n(21)]
    pub names: Option<NamesNews>,
    /// Of the changes in custody that the phone named, those that somebody decided about.
    #[n(22)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub settled: Vec<Settled>,
    /// One answer for each sealed contact.
    #[n(24)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub reporters: Vec<ReporterAnswer>,
    /// The vault key, when the phone asked for it.
    #[n(25)]
    pub vault_key: Option<SignedVaultKey>,
    /// When the current catalogue of public files about places was published; absent when there is none.
    #[n(26)]
    pub place_at_ms: Option<i64>,
    /// Of the changes in custody that the phone named, those the store knows nothing of: it was put back to an older copy.
    #[n(27)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub unknown: Vec<ChangeHash>,
}

/// What a person decided about a change in the store's custody.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Settled {
    /// The change.
    #[n(0)]
    pub hash: ChangeHash,
    /// Its number, when it was admitted after all; none when it was discarded.
    #[n(1)]
    pub server_no: Option<u64>,
}

/// A held item and its number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Held {
    /// The photo.
    #[n(0)]
    pub photo: PhotoHash,
    /// Its number in the store.
    #[n(1)]
    pub server_no: u64,
}

/// A ticket that entered or left a scope of this phone.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ScopeMove {
    /// The ticket.
    #[n(0)]
    pub ticket: TicketId,
    /// The scope.
    #[n(1)]
    pub scope: String,
    /// It is in the scope now; otherwise it left.
    #[n(2)]
    pub inside: bool,
}

/// The office's word on one pushed ticket.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct TicketAnswer {
    /// The ticket.
    #[n(0)]
    pub ticket: TicketId,
    /// What became of it as a whole.
    #[n(1)]
    pub verdict: Verdict,
    /// Admitted changes with their numbers, also those that were there already.
    #[n(2)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub receipts: Vec<Receipt>,
    /// Changes in the store's custody, not admitted.
    #[n(3)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub quarantined: Vec<(ChangeHash, Refusal)>,
    /// Dependencies to send along next time.
    #[n(4)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub needs: Vec<ChangeHash>,
    /// Something of it is refused, so each of the phone's own changes needs a signature of its own; nothing was done yet.
    #[n(5)]
    #[cbor(default, skip_if = "std::ops::Not::not")]
    pub sign_each: bool,
}

/// What became of a pushed ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Verdict {
    /// Every change is admitted or in custody, durably.
    #[n(0)]
    Settled,
    /// Send it again together with `needs`, or as `sign_each` says.
    #[n(1)]
    Needs,
    /// Nothing was done (busy, or overtaken by others): send it again later.
    #[n(2)]
    Later,
}

/// An admitted change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// The change.
    #[n(0)]
    pub hash: ChangeHash,
    /// Its number in the store.
    #[n(1)]
    pub server_no: u64,
}
