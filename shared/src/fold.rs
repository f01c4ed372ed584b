// SPDX-License-Identifier: EUPL-1.2
//! Folding text for search, the same on phone and server: lower case, Latin letters without their accents.

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
#[must_use]
pub fn folded(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(folded("Città È più"), "citta e piu");
        assert_eq!(folded("Citta\u{300}"), "citta");
        assert_eq!(folded("Straße Łódź"), "strasse lodz");
    }
}
