// SPDX-License-Identifier: EUPL-1.2
//! The audit trail: one hash-chained fact for each deed, written in the transaction of the deed.

use async_trait::async_trait;
use ronda_shared::audit::{BrokenChain, Fact, verify_next};
use ronda_shared::ids::DeviceId;

use super::StoreError;

/// Facts read at once when the whole trail is verified.
const PAGE: u32 = 2_000;

/// Who does a deed, on which device, when by the office's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// A person's id, `office`, or empty where nobody is known.
    pub who: String,
    /// The device, where one is known.
    pub device: Option<DeviceId>,
    /// Milliseconds since 1970.
    pub at_ms: i64,
}

impl By {
    /// The office itself, at the command line or on its own account.
    #[must_use]
    pub fn office(at_ms: i64) -> Self {
        Self {
            who: "office".to_owned(),
            device: None,
            at_ms,
        }
    }
}

/// A deed that changes nothing in the store but must be on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Who, where, when.
    pub by: By,
    /// What, such as `backup.made`.
    pub verb: String,
    /// To what (an id).
    pub object: String,
    /// SHA-256 of what it concerned, or empty.
    pub content: Vec<u8>,
}

/// The last fact of the trail; number 0 and zeros when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHead {
    /// Its number.
    pub no: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl AuditHead {
    /// Before the first fact.
    pub const START: Self = Self { no: 0, hash: [0; 32] };

    /// The next fact for a deed, and the head after it.
    #[must_use]
    pub fn next(&self, deed: &Deed) -> (Fact, Self) {
        let fact = Fact {
            no: self.no + 1,
            at_ms: deed.by.at_ms,
            who: deed.by.who.clone(),
            device: deed.by.device.map(|device| device.to_string()).unwrap_or_default(),
            verb: deed.verb.clone(),
            object: deed.object.clone(),
            content: deed.content.clone(),
            previous: self.hash,
        };
        let head = Self {
            no: fact.no,
            hash: fact.hash(),
        };
        (fact, head)
    }
}

/// A fact as it is stored, with the hash stored beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFact {
    /// The fact; `previous` is the stored hash of the fact before it.
    pub fact: Fact,
    /// The stored hash.
    pub hash: Vec<u8>,
}

/// Writing and reading facts.
#[async_trait]
pub trait AuditTrail: Send + Sync + 'static {
    /// Puts a deed on record.
    async fn record(&self, deed: Deed) -> Result<AuditHead, StoreError>;

    /// At most `limit` facts after number `after`, in order.
    async fn facts_after(&self, after: u64, limit: u32) -> Result<Vec<StoredFact>, StoreError>;

    /// Where the trail ends.
    async fn audit_head(&self) -> Result<AuditHead, StoreError>;

    /// Walks the whole trail; `Ok(Err(..))` names the first fact that does not fit.
    async fn verify_audit(&self) -> Result<Result<AuditHead, BrokenChain>, StoreError> {
        let end = self.audit_head().await?;
        let (mut seen, mut at_end) = (None, AuditHead::START);
        loop {
            let facts = self.facts_after(seen.map_or(0, |(no, _)| no), PAGE).await?;
            if facts.is_empty() {
                break;
            }
            for stored in facts {
                match verify_next(seen, &stored.fact, &stored.hash) {
                    Ok((no, hash)) => {
                        seen = Some((no, hash));
                        if no == end.no {
                            at_end = AuditHead { no, hash };
                        }
                    }
                    Err(broken) => return Ok(Err(broken)),
                }
            }
        }
        let head = seen.map_or(AuditHead::START, |(no, hash)| AuditHead { no, hash });
        // Facts written since `end` was read may lie beyond it; fewer means that the tail was cut off.
        Ok(if head.no < end.no {
            Err(BrokenChain { no: head.no + 1 })
        } else if at_end != end {
            Err(BrokenChain { no: end.no })
        } else {
            Ok(head)
        })
    }
}
