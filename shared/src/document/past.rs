// SPDX-License-Identifier: EUPL-1.2
//! A ticket as it stood at an earlier frontier: what somebody had seen, and what a field showed before its latest write.

use super::{Document, DocumentError, guarded, native_hash, read};
use crate::ids::ChangeHash;
use crate::ticket::{Field, Register, Ticket, Value, Version};

/// What a field showed before its latest write.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// What was shown; [`Value::Cleared`] when nothing was there.
    pub shown: Value,
    /// The other values that stood beside it.
    pub beside: Vec<Version>,
}

impl Document {
    /// The ticket as somebody saw it who had seen exactly these changes and what is behind them.
    ///
    /// # Errors
    /// When the document does not hold them, or lacks there what genesis writes.
    pub fn read_at(&self, frontier: &[ChangeHash]) -> Result<Ticket, DocumentError> {
        let heads: Vec<_> = frontier.iter().map(native_hash).collect();
        let past = guarded(|| self.doc.fork_at(&heads))?.map_err(|_| DocumentError::Unreadable)?;
        guarded(|| read::read(&past))?.ok_or(DocumentError::Unreadable)
    }

    /// The changes that somebody who had seen exactly these, and what is behind them, had not seen.
    #[must_use]
    pub fn beyond(&self, seen: &[ChangeHash]) -> Vec<ChangeHash> {
        let graph = self.graph();
        let seen = graph.ancestors(seen);
        let unseen = graph.nodes().filter(|(hash, _)| !seen.contains(hash));
        unseen.map(|(hash, _)| *hash).collect()
    }

    /// What a field showed before its latest write; none when nobody wrote it since the ticket was filed.
    ///
    /// # Errors
    /// When the document cannot be read.
    pub fn before(&self, field: &Field) -> Result<Option<Before>, DocumentError> {
        let ticket = self.read()?;
        let register = ticket.fields.get(field);
        let latest = register.and_then(|register| register.versions.iter().max_by_key(|version| version.intent));
        let graph = self.graph();
        let writer = latest.and_then(|latest| graph.writer_of(&latest.actor, latest.counter()?));
        let Some(seen) = writer.and_then(|writer| graph.node(&writer)).map(|node| &node.deps) else {
            return Ok(None);
        };
        if seen.is_empty() {
            return Ok(None);
        }
        let past = self.read_at(seen)?;
        let stood = past.fields.get(field);
        let shown = match field {
            Field::Description => Some(Value::Text(past.description.clone())),
            _ => stood.and_then(Register::shown).cloned(),
        };
        Ok(Some(Before {
            shown: shown.unwrap_or(Value::Cleared),
            beside: stood
                .map(|register| register.versions.iter().skip(1).cloned().collect())
                .unwrap_or_default(),
        }))
    }
}
