// SPDX-License-Identifier: EUPL-1.2
//! Enrolment and sessions, as JSON; byte strings are lower-case hexadecimal.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::exchange::{Offer, PushedTicket, TicketAnswer};
use crate::identity::{SignedCertificate, SignedOrder};
use crate::ids::DeviceId;

/// `POST /v1/enrol`: a phone asks to be enrolled.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// Where the server finds the code (16 bytes); not the code.
    pub lookup: String,
    /// The device's Ed25519 public key (32 bytes), born on the phone.
    pub public_key: String,
    /// HMAC of the key under the code (32 bytes).
    pub mac: String,
    /// What the device calls itself, for the office's list.
    pub device_name: String,
}

/// The answer to an enrolment; `mac` proves that the answerer knows the code.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnrolReply {
    /// The root public key (32 bytes).
    pub root_key: String,
    /// CBOR of an [`EnrolAnswer`].
    pub answer: String,
    /// HMAC over both keys and the answer under the code (32 bytes).
    pub mac: String,
}

/// What an enrolled phone learns, authenticated by the code.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolAnswer {
    /// The phone's certificate.
    #[n(0)]
    pub certificate: SignedCertificate,
    /// The organisation's recovery key: the data key is sealed to it.
    #[n(1)]
    pub recovery_key: crate::identity::BoxPublicKey,
    /// The jurisdiction's code, such as `FI`.
    #[n(2)]
    pub jurisdiction: String,
    /// The municipality's name.
    #[n(3)]
    pub jurisdiction_name: String,
    /// The person's name as the office knows it.
    #[n(4)]
    pub person_name: String,
    /// What the city grants the person.
    #[n(5)]
    pub grants: crate::policy::Grants,
    /// The server's clock, in milliseconds since 1970.
    #[n(6)]
    pub clock_ms: i64,
    /// What reporters' contacts are sealed to; none from an older server.
    #[n(7)]
    pub vault_key: Option<crate::identity::SignedVaultKey>,
}

/// `POST /v1/session/challenge`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    /// The device.
    #[schema(value_type = String)]
    pub device: DeviceId,
}

/// A nonce to sign.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Challenge {
    /// 32 bytes.
    pub nonce: String,
}

/// `POST /v1/session/token`: the signed nonce.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// The device.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// The nonce of the challenge (32 bytes).
    pub nonce: String,
    /// Ed25519 over the nonce, purpose `ronda/session/1` (64 bytes).
    pub signature: String,
    /// The device's certificate (CBOR), so that a rolled-back store can know it again.
    pub certificate: String,
}

impl TokenRequest {
    /// The purpose under which the nonce is signed.
    pub const PURPOSE: &'static str = "ronda/session/1";
}

/// A short-lived token; there are no refresh tokens.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TokenGrant {
    /// Sent as `Authorization: Bearer`.
    pub token: String,
    /// Milliseconds until it lapses.
    pub lives_ms: i64,
}

impl std::fmt::Debug for TokenGrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenGrant(.., {} ms)", self.lives_ms)
    }
}

/// `POST /v1/drop-box`: a revoked phone hands over what it still owes. The body is CBOR in zstd.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct DropBoxRequest {
    /// The device's certificate.
    #[n(0)]
    pub certificate: SignedCertificate,
    /// Undelivered changes.
    #[n(1)]
    pub tickets: Vec<PushedTicket>,
    /// Undelivered photos, stored JPEGs.
    #[n(2)]
    pub photos: Vec<minicbor::bytes::ByteVec>,
    /// Undelivered contacts of reporters, sealed.
    #[n(3)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub reporters: Vec<crate::reporter::SealedReporter>,
    /// Hashes of what else this phone holds, whoever wrote it: a store put back to an older copy may lack some.
    #[n(4)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// Orders this phone knows of, for a store that forgot them.
    #[n(5)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub orders_known: Vec<SignedOrder>,
}

/// Receipts, and the signed order that revoked the device.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct DropBoxReply {
    /// All in custody.
    #[n(0)]
    pub answers: Vec<TicketAnswer>,
    /// Photos taken into custody.
    #[n(1)]
    pub photos: Vec<crate::ids::PhotoHash>,
    /// The revocation.
    #[n(2)]
    pub order: SignedOrder,
    /// One answer for each sealed contact.
    #[n(3)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub reporters: Vec<crate::reporter::ReporterAnswer>,
    /// Of the offered hashes, those the store lacks: they are handed over before the wipe.
    #[n(4)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub asked: Vec<Offer>,
}
