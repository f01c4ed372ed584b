// SPDX-License-Identifier: EUPL-1.2
//! The contact itself: what a citizen left, and the consent to keep it. Its debug form shows nothing of it.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::Wording;
use crate::ids::ReporterRef;
use crate::limits;
use crate::ticket::text_fault;

/// How a citizen can be reached.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Contact {
    /// The reference that stands in the ticket document.
    #[n(0)]
    pub reference: ReporterRef,
    /// The name.
    #[n(1)]
    pub name: Option<String>,
    /// The telephone number, as it was given.
    #[n(2)]
    pub phone: Option<String>,
    /// The e-mail address.
    #[n(3)]
    pub email: Option<String>,
    /// When the citizen consented, in milliseconds since 1970.
    #[n(4)]
    pub consent_at_ms: i64,
    /// The id of the wording that was read out.
    #[n(5)]
    pub wording: String,
}

/// A contact as somebody typed it. An empty text is one not said.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedContact {
    /// The name.
    pub name: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The id of the wording to which the citizen consented.
    pub consent: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contact({}, ..)", self.reference)
    }
}

impl fmt::Debug for TypedContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedContact(..)")
    }
}

impl TypedContact {
    /// Nothing of it was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The contact of a reference, consented to at `at_ms`.
    ///
    /// # Errors
    /// Everything that is wrong with it, each in a sentence that says the cure and repeats nothing of it.
    pub fn contact(self, reference: ReporterRef, at_ms: i64) -> Result<Contact, Vec<String>> {
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Contact {
            reference,
            name: said(self.name),
            phone: said(self.phone),
            email: said(self.email),
            consent_at_ms: at_ms,
            wording: self.consent.unwrap_or_default(),
        })
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let (name, phone, email) = (self.name.as_deref(), self.phone.as_deref(), self.email.as_deref());
        if [name, phone, email]
            .into_iter()
            .flatten()
            .all(|text| text.trim().is_empty())
        {
            faults.push("a consent alone is no contact: give a name, a phone number or an e-mail address".to_owned());
        }
        match self.consent.as_deref() {
            None => faults.push("ask the citizen before noting a contact: then add the consent (--consent)".to_owned()),
            Some(id) if Wording::named(id).is_none() => {
                faults.push(format!(
                    "\"{id}\" is no wording of a consent: use {}",
                    super::WORDINGS.map(|known| known.id).join(", ")
                ));
            }
            Some(_) => {}
        }
        let bounds = [
            ("reporter's name", name, limits::REPORTER_NAME_CHARS),
            ("reporter's phone number", phone, limits::REPORTER_PHONE_CHARS),
            ("reporter's e-mail address", email, limits::REPORTER_EMAIL_CHARS),
        ];
        faults.extend(
            bounds
                .into_iter()
                .filter_map(|(what, text, most)| text_fault(what, text?, most)),
        );
        if phone.is_some_and(|phone| !phone.trim().is_empty() && phone.chars().filter(char::is_ascii_digit).count() < 3)
        {
            faults.push("the reporter's phone number has fewer than three digits: type it again".to_owned());
        }
        if email.is_some_and(|email| !email.trim().is_empty() && !is_address(email.trim())) {
            faults.push("the reporter's e-mail address is not like name@example.org: type it again".to_owned());
        }
        faults
    }
}

fn said(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Whether a text could be an e-mail address: only writing to it proves more.
pub(super) fn is_address(text: &str) -> bool {
    let parts = text
        .rsplit_once('@')
        .and_then(|(name, host)| Some((name, host.rsplit_once('.')?)));
    let plain = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c == '@');
    parts.is_some_and(|(name, (host, end))| plain(name) && plain(host) && end.len() >= 2 && plain(end))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn typed() -> TypedContact {
        TypedContact {
            name: Some("Carla Finta".into()),
            phone: Some("055 000 000".into()),
            email: Some(" carla@example.org ".into()),
            consent: Some("contact-1".into()),
        }
    }

    fn reference() -> ReporterRef {
        ReporterRef::from_bytes([7; 16])
    }

    #[test]
    fn a_contact_is_trimmed_and_survives_its_bytes() {
        let contact = typed().contact(reference(), 5).unwrap();
        assert_eq!(contact.email.as_deref(), Some("carla@example.org"));
        let bytes = crate::wire::to_cbor(&contact);
        assert_eq!(crate::wire::from_cbor::<Contact>(&bytes).unwrap(), contact);
    }

    #[test]
    fn every_fault_is_named_at_once_and_repeats_nothing_of_the_contact() {
        let bad = TypedContact {
            name: Some("N".repeat(200)),
            phone: Some("chiamare Carla".into()),
            email: Some("carla at example".into()),
            consent: None,
        };
        let faults = bad.contact(reference(), 5).unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(
            !faults
                .iter()
                .any(|fault| fault.contains("arla") || fault.contains("NNN"))
        );
        let none = TypedContact {
            consent: Some("contact-1".into()),
            ..TypedContact::default()
        };
        assert_eq!(none.contact(reference(), 5).unwrap_err().len(), 1);
        let unknown = TypedContact {
            consent: Some("yes".into()),
            ..typed()
        };
        assert_eq!(unknown.contact(reference(), 5).unwrap_err().len(), 1);
    }

    #[test]
    fn its_debug_form_shows_nothing_of_it() {
        let shown = format!("{:?} {:?}", typed(), typed().contact(reference(), 5).unwrap());
        for part in ["Carla", "055", "example"] {
            assert!(!shown.contains(part), "{shown}");
        }
    }
}
