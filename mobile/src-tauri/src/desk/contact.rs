// SPDX-License-Identifier: EUPL-1.2
//! How to reach the citizen who reported something: who may note it, of which tickets, with which consent.

use ronda_shared::policy::{Deed, Role};
use ronda_shared::reporter::{TypedContact, WORDINGS};
use ronda_shared::ticket::Visibility;

use super::Desk;
use crate::bridge::category::CategoryCode;
use crate::bridge::draft::{Consent, ContactForm};
use crate::bridge::fault::Fault;

impl Desk {
    /// None where no contact is noted: a school speaks for itself, and what is reserved to the police is no citizen's report.
    pub fn consent(&mut self, request: CategoryCode) -> Result<Option<Consent>, Fault> {
        let engine = self.engine()?;
        let held = engine.reference()?;
        let category = held.as_ref().and_then(|held| held.data.category(&request.code));
        let is_reserved = category.is_some_and(|category| category.visibility == Visibility::Reserved);
        let speaks_for_others = engine.allows(Deed::File) && engine.identity().grants.role != Role::School;
        let wording = WORDINGS.last().filter(|_| speaks_for_others && !is_reserved);
        Ok(wording.map(|wording| Consent {
            ready: engine.identity().vault_key().is_some(),
            wording: wording.id.to_owned(),
            it: wording.it.to_owned(),
            en: wording.en.to_owned(),
        }))
    }
}

/// A contact as it was typed; a consent alone is none.
pub(super) fn contact(form: ContactForm) -> TypedContact {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let typed = TypedContact {
        name: said(form.name),
        phone: said(form.phone),
        email: said(form.email),
        consent: None,
    };
    if typed.is_empty() {
        return typed;
    }
    TypedContact {
        consent: said(form.consent),
        ..typed
    }
}
