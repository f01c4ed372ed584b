// SPDX-License-Identifier: EUPL-1.2
//! What travels between phone and office: CBOR inside zstd for exchanges, JSON for enrolment and sessions.
//!
//! Readers skip fields they do not know, so either side may be the newer one.

mod codec;
mod count;
mod delivery;
mod exchange;
mod names;
mod pack;
mod range;
mod refusal;
mod session;
#[cfg(test)]
mod tests;

pub use codec::{WireError, decode, decode_counted, encode, encode_up, from_cbor, to_cbor, unpacks_to};
pub use delivery::{Body, Delivered, NumberedChange, RowPreview};
pub use exchange::{
    ExchangeReply, ExchangeRequest, Held, Offer, PushedTicket, QueueCounts, Receipt, ReferenceHeld, ReferenceNews,
    ScopeCursor, ScopeMove, Settled, TicketAnswer, TicketHeads, Verdict,
};
pub use names::{NamesHeld, NamesNews, PersonName};
pub use pack::{EmergencyPack, LOCKED_MAGIC, LockedPack, PACK_MAGIC, PackError};
pub use range::ByteRange;
pub use refusal::{Refusal, RefusalCode};
pub use session::{
    Challenge, ChallengeRequest, DropBoxReply, DropBoxRequest, EnrolAnswer, EnrolReply, EnrolRequest, TokenGrant,
    TokenRequest,
};

/// The protocol this version speaks.
pub const PROTOCOL: u16 = 1;
/// Media type of an exchange body.
pub const EXCHANGE_TYPE: &str = "application/vnd.ronda.exchange+cbor+zstd";
