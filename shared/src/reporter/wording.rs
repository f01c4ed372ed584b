// SPDX-License-Identifier: EUPL-1.2
//! The wordings to which citizens consent. One that was used is never edited; another one gets another id.

/// What is read out before a contact is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// Its id, kept with each consent.
    pub id: &'static str,
    /// In Italian.
    pub it: &'static str,
    /// In English.
    pub en: &'static str,
}

/// Every wording there ever was.
pub const WORDINGS: [Wording; 1] = [Wording {
    id: "contact-1",
    it: "Posso annotare il suo recapito per informarla su questa segnalazione? Lo legge solo l'ufficio competente; può chiedere quando vuole di vederlo o di cancellarlo.",
    en: "May I note how to reach you, to tell you about this report? Only the office in charge reads it; you can ask at any time to see it or to have it erased.",
}];

impl Wording {
    /// The wording of an id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        WORDINGS.into_iter().find(|wording| wording.id == id)
    }
}
