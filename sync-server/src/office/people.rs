// SPDX-License-Identifier: EUPL-1.2
//! People: added, edited, disabled; never deleted, for their work stays.

use std::collections::BTreeMap;

use ronda_shared::ids::PersonId;
use ronda_shared::limits;
use ronda_shared::policy::{Grants, Role};

use super::{Office, OfficeError};
use crate::case_store::{By, Person};

/// What is to change about a person; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// Another name.
    pub name: Option<String>,
    /// Another role.
    pub role: Option<Role>,
    /// Other districts; an empty list means the whole territory.
    pub districts: Option<Vec<String>>,
    /// Another office, or none.
    pub office: Option<Option<String>>,
    /// Another crew, or none.
    pub crew: Option<Option<String>>,
    /// Give access back to a disabled person.
    pub enable: bool,
}

impl Office {
    /// Adds a person.
    ///
    /// # Errors
    /// When name or districts break a rule.
    pub async fn add_person(&self, name: String, grants: Grants) -> Result<Person, OfficeError> {
        let by = By::office(self.now_ms());
        let person = Person {
            id: PersonId(self.chance().born_at(by.at_ms)?),
            name,
            grants,
            known_again: false,
            disabled_at_ms: None,
        };
        check(&person)?;
        self.store().put_person(person.clone(), "person.added", by).await?;
        Ok(person)
    }

    /// Everybody but the office itself, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn people(&self) -> Result<Vec<Person>, OfficeError> {
        let people = self.store().people().await?;
        Ok(people
            .into_iter()
            .filter(|person| person.grants.role != Role::Office)
            .collect())
    }

    /// Edits a person; new scopes hold from the next exchange on.
    ///
    /// # Errors
    /// When nobody has this id, or the change breaks a rule.
    pub async fn edit_person(&self, id: &PersonId, change: PersonChange) -> Result<Person, OfficeError> {
        let mut person = self.known_person(id).await?;
        if person.grants.role == Role::Office {
            return Err(OfficeError::Refused(
                "this is the office itself: it cannot be edited".into(),
            ));
        }
        person.name = change.name.unwrap_or(person.name);
        let grants = &mut person.grants;
        grants.role = change.role.unwrap_or(grants.role);
        grants.districts = change.districts.unwrap_or(std::mem::take(&mut grants.districts));
        grants.office = change.office.unwrap_or(grants.office.take());
        grants.crew = change.crew.unwrap_or(grants.crew.take());
        person.known_again = false;
        if change.enable {
            person.disabled_at_ms = None;
        }
        check(&person)?;
        self.store()
            .put_person(person.clone(), "person.edited", By::office(self.now_ms()))
            .await?;
        Ok(person)
    }

    /// Takes a person's access away, from the next request on.
    ///
    /// # Errors
    /// When nobody has this id.
    pub async fn disable_person(&self, id: &PersonId) -> Result<Person, OfficeError> {
        let mut person = self.known_person(id).await?;
        if person.grants.role == Role::Office {
            return Err(OfficeError::Refused(
                "this is the office itself: it cannot be disabled".into(),
            ));
        }
        let by = By::office(self.now_ms());
        person.disabled_at_ms = person.disabled_at_ms.or(Some(by.at_ms));
        self.store().put_person(person.clone(), "person.disabled", by).await?;
        Ok(person)
    }

    pub(super) async fn known_person(&self, id: &PersonId) -> Result<Person, OfficeError> {
        let missing = || OfficeError::NotFound(format!("no person {id}: `ronda-server person list` shows everybody"));
        self.store().person(id).await?.ok_or_else(missing)
    }

    /// Names by id, for people to read.
    pub(super) async fn names(&self) -> Result<BTreeMap<PersonId, String>, OfficeError> {
        Ok(self
            .store()
            .people()
            .await?
            .into_iter()
            .map(|person| (person.id, person.name))
            .collect())
    }
}

fn check(person: &Person) -> Result<(), OfficeError> {
    let chars = person.name.trim().chars().count();
    if chars == 0 || chars > limits::TITLE_CHARS || person.name.chars().any(char::is_control) {
        return Err(OfficeError::Refused(format!(
            "the name must have 1 to {} printable characters",
            limits::TITLE_CHARS
        )));
    }
    if person.grants.role == Role::Office {
        return Err(OfficeError::Refused(
            "the role office is the server's own: use one of a person's".into(),
        ));
    }
    let is_code = |code: &String| {
        !code.is_empty() && code.len() <= limits::CODE_BYTES && code.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let Grants {
        districts,
        office,
        crew,
        ..
    } = &person.grants;
    match districts.iter().chain(office).chain(crew).find(|code| !is_code(code)) {
        Some(code) => Err(OfficeError::Refused(format!(
            "\"{code}\" is no code of a district, office or crew: use letters, digits, dots or dashes"
        ))),
        None if districts.len() >= limits::PERSON_SCOPES => Err(OfficeError::Refused(format!(
            "give fewer than {} districts, or none for the whole territory",
            limits::PERSON_SCOPES
        ))),
        None => Ok(()),
    }
}
