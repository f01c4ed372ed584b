// SPDX-License-Identifier: EUPL-1.2
//! Who is who: device keys, certificates signed by the root key, proofs of authorship, orders and sealed boxes.

mod certificate;
mod enrolment;
mod keys;
mod order;
mod proof;
mod sealed;
mod vault;

pub use certificate::{Certificate, SignedCertificate};
pub use enrolment::{EnrolmentCode, InvalidCode, same_mac};
pub use keys::{BadSignature, PublicKey, Secret, Signature, SigningKey};
pub use order::{Destroys, ErasureReason, Order, OrderKind, SignedOrder};
pub use proof::AuthorProof;
pub use sealed::{BoxKey, BoxPublicKey, SealError, open, seal};
pub use vault::{SignedVaultKey, vault_key};
