// SPDX-License-Identifier: EUPL-1.2
//! Categories on the phone: what was typed is checked against the set held here; without one every code is free.

use std::collections::BTreeMap;
use std::sync::Arc;

use ronda_shared::ids::{ReferenceVersion, TicketId};
use ronda_shared::reference::Names;
use ronda_shared::ticket::{Category, Edit, Field, Priority, Value, Visibility};

use super::Engine;
use crate::error::Error;
use crate::store::HeldReference;

/// The set in use, under the newest version in the store, so that a sync is noticed.
#[derive(Debug, Default)]
pub(super) struct InUse {
    newest: Option<ReferenceVersion>,
    held: Option<Arc<HeldReference>>,
}

/// A category as it is filed, with what it says when nobody says otherwise.
pub(super) struct Chosen {
    pub(super) category: Category,
    pub(super) answers: Vec<Edit>,
    pub(super) priority: Priority,
    pub(super) visibility: Visibility,
    /// What to do at once.
    pub(super) sheet: Option<Names>,
    pub(super) faults: Vec<String>,
}

impl Engine {
    /// The reference data in use; none before the first sync with a server that has some.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reference(&self) -> Result<Option<Arc<HeldReference>>, Error> {
        let newest = self.store.newest_reference()?;
        let mut in_use = self.reference.borrow_mut();
        if in_use.newest != newest {
            *in_use = InUse {
                newest,
                held: self.store.reference()?.map(Arc::new),
            };
        }
        Ok(in_use.held.clone())
    }

    /// What a ticket is filed under; its faults are those of category and answers together.
    pub(super) fn chosen(&self, code: String, answers: &BTreeMap<String, String>) -> Result<Chosen, Error> {
        let held = self.reference()?;
        let known = held.as_ref().and_then(|held| held.data.category(&code));
        let mut faults: Vec<String> = held.iter().filter_map(|held| held.data.category_fault(&code)).collect();
        faults.extend(known.iter().flat_map(|known| known.answer_faults(answers, true)));
        let given = answers.iter().filter(|(_, answer)| !answer.trim().is_empty());
        let answers =
            given.map(|(code, answer)| Edit::Set(Field::Answer(code.clone()), Value::Text(answer.trim().to_owned())));
        Ok(Chosen {
            answers: answers.collect(),
            priority: known.map_or(Priority::P3, |known| known.priority),
            visibility: known.map_or(Visibility::Private, |known| known.visibility),
            sheet: known.and_then(|known| known.emergency_sheet.clone()),
            category: Category {
                code,
                taxonomy_version: held.map(|held| held.name.version.to_string()).unwrap_or_default(),
            },
            faults,
        })
    }

    /// Typed fields with the version their category is chosen from, checked as when filing; answers already given stay.
    pub(super) fn under_reference(
        &self,
        ticket: &TicketId,
        fields: Vec<(Field, Value)>,
    ) -> Result<Vec<(Field, Value)>, Error> {
        let answers: BTreeMap<String, String> = fields.iter().filter_map(answer).collect();
        let typed = fields.iter().find_map(|(_, value)| match value {
            Value::Category(category) => Some(category.code.clone()),
            _ => None,
        });
        let Some(held) = self.reference()?.filter(|_| typed.is_some() || !answers.is_empty()) else {
            return Ok(fields);
        };
        let mut faults: Vec<String> = typed.iter().filter_map(|code| held.data.category_fault(code)).collect();
        let code = match typed {
            Some(code) => Some(code),
            None => self.ticket(ticket)?.category().map(|category| category.code.clone()),
        };
        let known = code.and_then(|code| held.data.category(&code));
        faults.extend(known.iter().flat_map(|known| known.answer_faults(&answers, false)));
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let taxonomy_version = held.name.version.to_string();
        let stamped = |(field, value)| match value {
            Value::Category(category) => {
                let taxonomy_version = taxonomy_version.clone();
                (
                    field,
                    Value::Category(Category {
                        taxonomy_version,
                        ..category
                    }),
                )
            }
            other => (field, other),
        };
        Ok(fields.into_iter().map(stamped).collect())
    }
}

fn answer((field, value): &(Field, Value)) -> Option<(String, String)> {
    match (field, value) {
        (Field::Answer(code), Value::Text(text)) => Some((code.clone(), text.clone())),
        _ => None,
    }
}
