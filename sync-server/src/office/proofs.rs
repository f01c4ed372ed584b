// SPDX-License-Identifier: EUPL-1.2
//! The proofs that go into custody with a change: those a later release needs, which are its author's, held once for all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use ronda_shared::document::RawChange;
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::DeviceId;

/// Proofs of one author kept with one change. A phone signs its newest change alone, which covers the others; a few it has only
/// where it wrote on several branches.
const KEPT: usize = 16;

/// What came with a push, by author.
#[derive(Debug)]
pub(super) struct ByAuthor(BTreeMap<DeviceId, Arc<Vec<AuthorProof>>>);

impl ByAuthor {
    pub(super) fn of(proofs: &[AuthorProof]) -> Self {
        let mut by_author: BTreeMap<DeviceId, Vec<AuthorProof>> = BTreeMap::new();
        for proof in proofs {
            let kept = by_author.entry(proof.device).or_default();
            if kept.len() < KEPT && !kept.contains(proof) {
                kept.push(proof.clone());
            }
        }
        Self(by_author.into_iter().map(|(of, kept)| (of, Arc::new(kept))).collect())
    }

    /// Those of the author of a change; none of bytes that are no change, which nobody can release.
    pub(super) fn of_change(&self, bytes: &[u8]) -> Arc<Vec<AuthorProof>> {
        let author = RawChange::scan(bytes.to_vec()).map(|change| change.device());
        let kept = author.ok().and_then(|author| self.0.get(&author));
        kept.map(Arc::clone).unwrap_or_default()
    }
}
