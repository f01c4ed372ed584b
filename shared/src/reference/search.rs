// SPDX-License-Identifier: EUPL-1.2
//! Finding a category by what people type: names and codes first, then keywords, then the help; both languages at once.

use super::{Category, ReferenceData};
use crate::fold::folded;
use crate::limits::CODE_BYTES;

/// Suggestions for a code nobody knows.
const SUGGESTIONS: usize = 3;

/// How good a match is: less is better.
const BY_NAME: u32 = 0;
const BY_KEYWORD: u32 = 1;
const BY_HELP: u32 = 2;

/// A category that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The category.
    pub category: &'a Category,
    /// 0 when every word begins a word of its name or code; more for keywords and help.
    pub rank: u32,
}

impl ReferenceData {
    /// Categories in use that match every word, the best first, then in the order of the set. Case and accents do not matter.
    #[must_use]
    pub fn search(&self, words: &str) -> Vec<Hit<'_>> {
        let words: Vec<String> = folded(words).split_whitespace().map(str::to_owned).collect();
        let in_use = self.categories.iter().filter(|category| !category.retired);
        let mut hits: Vec<Hit<'_>> = in_use
            .filter_map(|category| rank(category, &words).map(|rank| Hit { category, rank }))
            .collect();
        hits.sort_by_key(|hit| hit.rank);
        hits
    }

    /// Codes in use that somebody who wrote `code` may have meant, the nearest first.
    #[must_use]
    pub fn near_matches(&self, code: &str) -> Vec<&str> {
        let typed: String = folded(code).chars().take(CODE_BYTES).collect();
        let last = |code: &str| code.rsplit('.').next().unwrap_or_default().to_owned();
        let bound = typed.chars().count() / 3 + 1;
        let in_use = self.categories.iter().filter(|category| !category.retired);
        let mut near: Vec<(usize, &str)> = in_use
            .map(|category| {
                let whole = edits_between(&typed, &category.code);
                (
                    whole.min(edits_between(&last(&typed), &last(&category.code)) + 1),
                    category.code.as_str(),
                )
            })
            .filter(|(edits, _)| *edits <= bound)
            .collect();
        near.sort_by_key(|(edits, _)| *edits);
        let by_words = self.search(&code.replace(['.', '_', '-'], " "));
        let mut codes: Vec<&str> = near.into_iter().map(|(_, code)| code).collect();
        for hit in by_words {
            if !codes.contains(&hit.category.code.as_str()) {
                codes.push(&hit.category.code);
            }
        }
        codes.truncate(SUGGESTIONS);
        codes
    }
}

/// The sum over the words; none when one of them matches nothing.
fn rank(category: &Category, words: &[String]) -> Option<u32> {
    words.iter().map(|word| rank_of(category, word)).sum()
}

fn rank_of(category: &Category, word: &str) -> Option<u32> {
    let begins = |text: &str| {
        let text = folded(text);
        text.starts_with(word)
            || text
                .split(|c: char| !c.is_alphanumeric())
                .any(|part| part.starts_with(word))
    };
    let names = [&category.code, &category.name.it, &category.name.en];
    if names.into_iter().any(|name| begins(name)) {
        return Some(BY_NAME);
    }
    let mut keywords = category.keywords.it.iter().chain(&category.keywords.en);
    if keywords.any(|keyword| begins(keyword)) {
        return Some(BY_KEYWORD);
    }
    let help = [&category.help.it, &category.help.en];
    help.into_iter().any(|help| begins(help)).then_some(BY_HELP)
}

/// Insertions, deletions and replacements that turn one text into another.
fn edits_between(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        let mut left = above + 1;
        next.push(left);
        for (pair, there) in row.windows(2).zip(&other) {
            if let [diagonal, over] = pair {
                left = (diagonal + usize::from(letter != *there)).min(over + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
