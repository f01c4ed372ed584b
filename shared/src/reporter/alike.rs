// SPDX-License-Identifier: EUPL-1.2
//! Texts that look like a telephone number, an e-mail address or an Italian fiscal code: a warning, never a block.

use std::fmt;

use super::contact::is_address;
use crate::ticket::{Edit, Field, Value};

/// Digits of the shortest and of the longest telephone number.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=13;
/// `L` a letter, `D` a digit or the letter that stands for one where two people would share a code.
const FISCAL_CODE: &[u8; 16] = b"LLLLLLDDLDDLDDDL";

/// Which text of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it all")]
pub enum TextOf {
    Title,
    Description,
    Note,
    Update,
    Event,
}

impl TextOf {
    /// Stable, for translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Note => "note",
            Self::Update => "update",
            Self::Event => "event",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Event => "text of the event",
            other => other.code(),
        }
    }
}

/// What it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it all")]
pub enum Like {
    Email,
    FiscalCode,
    Phone,
}

impl Like {
    /// Stable, for translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::FiscalCode => "fiscal_code",
            Self::Phone => "phone",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Email => "an e-mail address",
            Self::FiscalCode => "a fiscal code",
            Self::Phone => "a telephone number",
        }
    }
}

/// A text that looks like somebody's personal data; it never repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeming {
    /// Which text.
    pub text: TextOf,
    /// What it looks like.
    pub like: Like,
}

impl fmt::Display for Seeming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the {} seems to hold {}, which everybody who sees the ticket can read and nobody can erase: a citizen's contact goes to --reporter-name, --reporter-phone, --reporter-email with --consent",
            self.text.words(),
            self.like.words()
        )
    }
}

/// One warning for each text of the edits that looks like somebody's personal data.
#[must_use]
pub fn warnings(edits: &[Edit]) -> Vec<Seeming> {
    let mut warned: Vec<Seeming> = edits
        .iter()
        .flat_map(texts)
        .filter_map(|(of, text)| like(text).map(|like| Seeming { text: of, like }))
        .collect();
    warned.dedup();
    warned
}

fn texts(edit: &Edit) -> Vec<(TextOf, &str)> {
    match edit {
        Edit::File(new) => {
            let title = new.title.iter().map(|title| (TextOf::Title, title.as_str()));
            title.chain([(TextOf::Description, new.description.as_str())]).collect()
        }
        Edit::Set(Field::Title, Value::Text(text)) => vec![(TextOf::Title, text)],
        Edit::Set(Field::Description, Value::Text(text)) => vec![(TextOf::Description, text)],
        Edit::AddNote(note) => vec![(TextOf::Note, &note.text)],
        Edit::AddPublicUpdate(note) => vec![(TextOf::Update, &note.text)],
        Edit::Happen(happened) => {
            let event = &happened.event;
            let said = event.text.iter().chain(&event.reason);
            said.map(|text| (TextOf::Event, text.as_str())).collect()
        }
        _ => Vec::new(),
    }
}

fn like(text: &str) -> Option<Like> {
    if text.split_whitespace().any(|word| is_address(bare(word))) {
        Some(Like::Email)
    } else if text.split(|c: char| !c.is_alphanumeric()).any(is_fiscal_code) {
        Some(Like::FiscalCode)
    } else if has_phone_number(text) {
        Some(Like::Phone)
    } else {
        None
    }
}

/// A word without what stands around it in a sentence.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_fiscal_code(word: &str) -> bool {
    let fits = |(c, kind): (char, &u8)| match kind {
        b'L' => c.is_ascii_alphabetic(),
        _ => c.is_ascii_digit() || "LMNPQRSTUV".contains(c.to_ascii_uppercase()),
    };
    // Sixteen letters alone are a word.
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    word.len() == FISCAL_CODE.len() && has_digit && word.chars().zip(FISCAL_CODE).all(fits)
}

/// Digits with the signs people put between them, of a length and a beginning that Italian or foreign numbers have.
fn has_phone_number(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '/' | '(' | ')');
    let mut glued = false;
    for run in text.split_inclusive(|c: char| !is_part(c)) {
        let end = run.chars().next_back().filter(|c| !is_part(*c));
        let number = end.map_or(run, |c| run.strip_suffix(c).unwrap_or(run));
        let touches = (glued && number.starts_with(|c: char| c.is_ascii_digit()))
            || (end.is_some_and(char::is_alphanumeric) && number.ends_with(|c: char| c.is_ascii_digit()));
        if !touches && is_phone_number(number) {
            return true;
        }
        glued = end.is_some_and(char::is_alphanumeric);
    }
    false
}

fn is_phone_number(run: &str) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let begins = run.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+');
    let international = begins.starts_with('+') || digits.starts_with("00");
    let italian = digits.starts_with('0') || (digits.starts_with('3') && digits.len() >= 9);
    PHONE_DIGITS.contains(&digits.len()) && (international || italian)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::IntentId;
    use crate::ticket::Note;

    fn note(text: &str) -> Vec<Seeming> {
        let entry = IntentId::from_bytes([1; 16]);
        let text = text.to_owned();
        warnings(&[Edit::AddNote(Note { entry, text })])
    }

    #[test]
    fn what_looks_like_a_contact_is_told_and_not_repeated() {
        let cases = [
            ("chiamare il 055 000 0000 dopo le sei", "telephone"),
            ("tel.3330000000, ore pasti", "telephone"),
            ("+39 333 000 0000", "telephone"),
            ("(055) 000-0000", "telephone"),
            ("scrivere a carla.finta@example.org.", "e-mail"),
            ("<carla@example.org>", "e-mail"),
            ("CF FNTCRL80A41D612X", "fiscal"),
            ("fntcrl80a41d612x", "fiscal"),
        ];
        for (text, like) in cases {
            let told = note(text).iter().map(ToString::to_string).collect::<String>();
            assert!(told.contains(like) && told.contains("the note"), "{text}: {told}");
            assert!(!told.contains("000") && !told.contains("arla"), "{told}");
        }
    }

    #[test]
    fn ordinary_texts_are_left_alone() {
        let texts = [
            "buca profonda 12 cm davanti al civico 45/R",
            "dal 2026-05-04 alle 18.30 al 2026-05-05",
            "lampione 000123 spento",
            "FI-7K3Q-92MX doppione di 2026/FI-1B2C-3D4E",
            "0198c0de-0000-7000-8000-000000000000",
            "43.7696, 11.2558",
            "targa AB 123 CD",
            "protocollo 12345678",
            "a 300 m dal ponte, 3 metri per 2",
            "precipitevolissim",
        ];
        for text in texts {
            assert_eq!(note(text), Vec::new(), "{text}");
        }
    }
}
