// SPDX-License-Identifier: EUPL-1.2
//! Audit facts: who did what to what, hash-chained so that no fact can be altered or taken out unseen.
//!
//! Facts hold ids and hashes, never content, so that the chain still verifies after a purge.

use sha2::{Digest, Sha256};

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// 1, 2, 3 and so on without gaps.
    pub no: u64,
    /// When, by the store's clock, in milliseconds since 1970.
    pub at_ms: i64,
    /// The person, `office`, or empty where nobody is known.
    pub who: String,
    /// The device, in hexadecimal, or empty.
    pub device: String,
    /// What was done, such as `change.admitted`.
    pub verb: String,
    /// To what (an id).
    pub object: String,
    /// SHA-256 of what it concerned, or empty.
    pub content: Vec<u8>,
    /// The hash of the fact before it; 32 zero bytes for the first.
    pub previous: [u8; 32],
}

impl Fact {
    /// The hash that the next fact names.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new().chain_update(b"ronda/audit/1\0");
        hash.update(self.no.to_be_bytes());
        hash.update(self.at_ms.to_be_bytes());
        for part in [
            self.who.as_bytes(),
            self.device.as_bytes(),
            self.verb.as_bytes(),
            self.object.as_bytes(),
            &self.content,
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.chain_update(self.previous).finalize().into()
    }
}

/// Why a chain of facts does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the audit chain breaks at fact {no}: a fact was altered, added or taken out; compare with a backup")]
pub struct BrokenChain {
    /// The first fact that does not fit.
    pub no: u64,
}

/// Checks the next fact and its stored hash against the one before it; gives the hash to check the one after.
///
/// # Errors
/// When the number, the link or the hash is not what it must be.
pub fn verify_next(
    before: Option<(u64, [u8; 32])>,
    fact: &Fact,
    stored: &[u8],
) -> Result<(u64, [u8; 32]), BrokenChain> {
    let (last_no, last_hash) = before.unwrap_or((0, [0; 32]));
    let hash = fact.hash();
    let holds = fact.no == last_no + 1 && fact.previous == last_hash && stored == hash;
    if holds {
        Ok((fact.no, hash))
    } else {
        Err(BrokenChain { no: last_no + 1 })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fact(no: u64, previous: [u8; 32]) -> Fact {
        let text = |text: &str| text.to_owned();
        let (who, verb, object) = (text("office"), text("change.admitted"), text("ticket"));
        Fact {
            no,
            at_ms: 5,
            who,
            device: String::new(),
            verb,
            object,
            content: vec![1],
            previous,
        }
    }

    #[test]
    fn every_altered_field_breaks_the_chain() {
        let first = fact(1, [0; 32]);
        let good = verify_next(None, &first, &first.hash()).unwrap();
        assert_eq!(good, (1, first.hash()));
        let alterations: [fn(&mut Fact); 7] = [
            |f| f.no = 2,
            |f| f.at_ms = 6,
            |f| f.who = "offic".into(),
            |f| f.device = "e".into(),
            |f| f.verb = "change.quarantined".into(),
            |f| f.object = "tickets".into(),
            |f| f.content = vec![2],
        ];
        for alter in alterations {
            let mut altered = first.clone();
            alter(&mut altered);
            assert_eq!(verify_next(None, &altered, &first.hash()), Err(BrokenChain { no: 1 }));
        }
        assert!(verify_next(Some(good), &fact(2, [9; 32]), &fact(2, [9; 32]).hash()).is_err());
        assert!(verify_next(Some(good), &fact(3, first.hash()), &fact(3, first.hash()).hash()).is_err());
    }
}
