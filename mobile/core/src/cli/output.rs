// SPDX-License-Identifier: EUPL-1.2
//! What is printed: one answer on standard output, faults on standard error, in words or in JSON.

use std::io::{self, Write};

use ronda_shared::ids::TicketId;
use ronda_shared::sync::Failure;
use serde_json::{Value as Json, json};

use crate::error::Error;

/// The answer of one verb.
#[derive(Debug)]
pub(super) struct Answer {
    /// For programs.
    pub(super) json: Json,
    /// For people.
    pub(super) words: String,
    /// It answered, and what it answers is not good news.
    pub(super) failed: bool,
}

/// Why a verb failed.
#[derive(Debug)]
pub(super) struct Fault {
    sentence: String,
    ids: Vec<TicketId>,
}

impl Answer {
    /// A good answer.
    pub(super) fn new(json: Json, words: impl Into<String>) -> Self {
        Self {
            json,
            words: words.into(),
            failed: false,
        }
    }
}

impl Fault {
    /// A fault in a sentence that says the cure.
    pub(super) fn plain(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            ids: Vec::new(),
        }
    }

    /// The same, after what it came of.
    pub(super) fn before(self, what: &str) -> Self {
        Self {
            sentence: format!("{what}: {}", self.sentence),
            ..self
        }
    }

    /// As JSON: the sentence, and its part that says the cure.
    pub(super) fn json(&self) -> Json {
        let mut shown = json!({ "error": self.sentence });
        let cure = self.sentence.rsplit_once(": ").map(|(_, cure)| cure);
        if let (Some(cure), Json::Object(fields)) = (cure, &mut shown) {
            fields.insert("cure".to_owned(), json!(cure));
        }
        if let (false, Json::Object(fields)) = (self.ids.is_empty(), &mut shown) {
            fields.insert("ids".to_owned(), json!(self.ids));
        }
        shown
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let sentence = error.to_string();
        let ids = if let Error::Ambiguous { ids, .. } = error {
            ids
        } else {
            Vec::new()
        };
        Self { sentence, ids }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::plain(failure.to_string())
    }
}

impl From<crate::store::StoreError> for Fault {
    fn from(error: crate::store::StoreError) -> Self {
        Error::from(error).into()
    }
}

/// Prints an answer.
pub(super) fn answer(answer: &Answer, json: bool) -> Result<(), Fault> {
    let text = if json {
        answer.json.to_string()
    } else {
        answer.words.trim_end().to_owned()
    };
    line(&text)
}

/// Prints one line and sees it out of this process.
pub(super) fn line(text: &str) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    let printed = writeln!(out, "{text}").and_then(|()| out.flush());
    printed.map_err(|_| Fault::plain("the answer could not be printed, but what it says was done"))
}

/// Prints a fault.
pub(super) fn complain(fault: &Fault, json: bool) {
    let text = if json {
        fault.json().to_string()
    } else {
        format!("ronda: {}", fault.sentence)
    };
    // Without a standard error there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
