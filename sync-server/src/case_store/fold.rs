// SPDX-License-Identifier: EUPL-1.2
//! Folding text for search: lower case, Latin letters without their accents.

use ronda_shared::case_row::CaseRow;

/// Accented letters in lower case, each group after the letter it folds to.
const ACCENTED: [(&str, &str); 22] = [
    ("a", "àáâãäåāăą"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęě"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįı"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉ"),
    ("o", "òóôõöøōŏő"),
    ("r", "ŕŗř"),
    ("s", "śŝşšș"),
    ("t", "ţťŧț"),
    ("u", "ùúûüũūŭůűų"),
    ("w", "ŵ"),
    ("y", "ýÿŷ"),
    ("z", "źżž"),
    ("ss", "ß"),
    ("ae", "æ"),
    ("oe", "œ"),
];
/// Accents written after their letter.
const COMBINING: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// Text as it is compared in searches.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|letter| !COMBINING.contains(letter))
    {
        match ACCENTED
            .iter()
            .find(|(_, accented)| !letter.is_ascii() && accented.contains(letter))
        {
            Some((plain, _)) => out.push_str(plain),
            None => out.push(letter),
        }
    }
    out
}

/// What of a row is searched.
pub(crate) fn searched(row: &CaseRow) -> String {
    let number = row.case_number.as_deref().unwrap_or_default();
    folded(
        &[
            &row.code,
            number,
            &row.title,
            &row.address,
            &row.category,
            &row.description,
        ]
        .map(AsRef::as_ref)
        .join("\n"),
    )
}

/// Whether every word of an already folded search occurs.
pub(crate) fn holds_words(searched: &str, words: &[String]) -> bool {
    words.iter().all(|word| searched.contains(word.as_str()))
}

/// The words of a search, folded.
pub(crate) fn words_of(search: &str) -> Vec<String> {
    folded(search).split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(folded("Città È più"), "citta e piu");
        assert_eq!(folded("Citta\u{300}"), "citta");
        assert_eq!(folded("Straße Łódź"), "strasse lodz");
        assert!(holds_words(
            &folded("Buca in Piazza della Libertà"),
            &words_of("LIBERTA buca")
        ));
        assert!(!holds_words(&folded("Buca"), &words_of("buca lampione")));
    }
}
