// SPDX-License-Identifier: EUPL-1.2
//! A citizen's contact taken in the field: sealed to the vault at once, so that nothing readable of it is ever stored here.

use ronda_shared::identity::Secret;
use ronda_shared::ids::{ReporterRef, TicketId};
use ronda_shared::policy::Deed;
use ronda_shared::reporter::{SealedReporter, TypedContact};
use ronda_shared::ticket::{Edit, Field, Value};

use super::{Engine, Saved};
use crate::error::Error;

impl Engine {
    /// Writes fields of a ticket, and its reporter's contact in the same transaction.
    ///
    /// # Errors
    /// As [`Self::edit`]; also when the contact breaks a rule or this phone has no vault key yet.
    pub fn edit_noting(
        &mut self,
        ticket: &TicketId,
        fields: Vec<(Field, Value)>,
        typed: TypedContact,
    ) -> Result<Saved, Error> {
        let Some(row) = self.sealed(*ticket, typed)? else {
            return self.edit(ticket, fields);
        };
        self.may(Deed::Edit)?;
        let mut fields = self.under_reference(ticket, fields)?;
        let notes = self.moved(ticket, &mut fields)?;
        fields.push((Field::ReporterRef, Value::Text(row.reference.to_string())));
        let edits = fields
            .into_iter()
            .map(|(field, value)| Edit::Set(field, value))
            .collect();
        let opened = self.opened(ticket)?;
        let mut saved = self.act_with(opened, edits, Vec::new(), Some(row))?;
        saved.notes.extend(notes);
        Ok(saved)
    }

    /// The row of a typed contact; none when nothing was typed.
    pub(super) fn sealed(&mut self, ticket: TicketId, typed: TypedContact) -> Result<Option<SealedReporter>, Error> {
        if typed.is_empty() {
            return Ok(None);
        }
        let at_ms = self.now_ms();
        let reference = ReporterRef(self.born(at_ms)?);
        let contact = typed.contact(reference, at_ms).map_err(Error::Invalid)?;
        let no_key = || {
            let cure = "this phone has no key of the office's vault yet: sync once, or save without the contact";
            Error::Invalid(vec![cure.to_owned()])
        };
        let to = self.identity.vault_key().ok_or_else(no_key)?;
        let row = SealedReporter::seal(
            &contact,
            ticket,
            at_ms,
            &to,
            &Secret(self.random()?),
            &self.identity.key,
        );
        row.map(Some).map_err(|_| no_key())
    }
}
