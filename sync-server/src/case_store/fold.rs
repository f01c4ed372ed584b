// SPDX-License-Identifier: EUPL-1.2
//! What of a case is searched, and how its words are matched.

use ronda_shared::case_row::CaseRow;
use ronda_shared::fold::folded;

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
    fn every_word_of_a_search_must_occur() {
        assert!(holds_words(
            &folded("Buca in Piazza della Libertà"),
            &words_of("LIBERTA buca")
        ));
        assert!(!holds_words(&folded("Buca"), &words_of("buca lampione")));
    }
}
