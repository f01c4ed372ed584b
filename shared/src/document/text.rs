// SPDX-License-Identifier: EUPL-1.2
//! The description: a text whose concurrent edits merge, softly where they touch different places, contested where they meet.

use std::collections::BTreeSet;

use super::graph::Graph;
use super::layout::{Container, key};
use super::present::{History, Present};
use crate::ids::ChangeHash;
use crate::ticket::{Register, Value, Version};

/// The merged text. The register's versions get each side's whole text, as read at its author's own head.
pub(super) fn read(present: &Present<'_>, history: &dyn History, register: Option<&mut Register>) -> String {
    let Some(merged) = present.text.clone() else {
        return String::new();
    };
    let Some(register) = register else {
        return merged;
    };
    if let [only] = register.versions.as_mut_slice() {
        return read_single(present, history, only, merged);
    }
    let sides = sides(history, &mut register.versions);
    register.merged_softly = meet_nowhere(history, &sides);
    merged
}

/// One standing edit: its text is the merged one, unless both copies of its replay were admitted, which would double it.
fn read_single(present: &Present<'_>, history: &dyn History, version: &mut Version, merged: String) -> String {
    let marks = present.map(Container::Fields).iter();
    let doubled = marks.filter(|mark| mark.key == key::DESCRIPTION_TEXT).count() > 1;
    let whole = if doubled {
        side(history, version).map_or(merged, |(_, side)| side)
    } else {
        merged
    };
    version.value = Value::Text(whole.clone());
    whole
}

fn sides(history: &dyn History, versions: &mut [Version]) -> Vec<(ChangeHash, String)> {
    let mut sides = Vec::new();
    for version in versions {
        if let Some((head, whole)) = side(history, version) {
            version.value = Value::Text(whole.clone());
            sides.push((head, whole));
        }
    }
    sides
}

fn side(history: &dyn History, version: &Version) -> Option<(ChangeHash, String)> {
    let head = head_of(history, version)?;
    Some((head, history.text_at(&[head])?))
}

/// The change that wrote a version, found by its operation.
fn head_of(history: &dyn History, version: &Version) -> Option<ChangeHash> {
    history.graph().writer_of(&version.actor, version.counter()?)
}

/// Whether no two sides rewrote touching ranges of what both had seen, nor both more than half of it.
fn meet_nowhere(history: &dyn History, sides: &[(ChangeHash, String)]) -> bool {
    let graph = history.graph();
    let pairs = sides
        .iter()
        .enumerate()
        .flat_map(|(at, one)| sides.iter().skip(at + 1).map(move |other| (one, other)));
    pairs.into_iter().all(|(one, other)| {
        let base = common_text(history, &graph, &one.0, &other.0);
        let (first, second) = (rewritten(&base, &one.1), rewritten(&base, &other.1));
        !(first.touches(&second) || first.is_most_of(&base) && second.is_most_of(&base))
    })
}

fn common_text(history: &dyn History, graph: &Graph, one: &ChangeHash, other: &ChangeHash) -> Vec<char> {
    let (left, right) = (graph.ancestors(&[*one]), graph.ancestors(&[*other]));
    let common: BTreeSet<ChangeHash> = left.intersection(&right).copied().collect();
    let text = history.text_at(&graph.frontier(&common));
    text.unwrap_or_default().chars().collect()
}

/// The range of a text that an edit replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rewritten {
    start: usize,
    end: usize,
}

impl Rewritten {
    fn touches(&self, other: &Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    fn is_most_of(&self, base: &[char]) -> bool {
        (self.end - self.start) * 2 > base.len()
    }
}

/// What lies between the common beginning and the common end of two texts, as a range of the first.
fn rewritten(base: &[char], text: &str) -> Rewritten {
    let text: Vec<char> = text.chars().collect();
    let start = base.iter().zip(&text).take_while(|(a, b)| a == b).count();
    let most = base.len().min(text.len()) - start;
    let tail = base
        .iter()
        .rev()
        .zip(text.iter().rev())
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    Rewritten {
        start,
        end: base.len() - tail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(base: &str, text: &str) -> (usize, usize) {
        let base: Vec<char> = base.chars().collect();
        let rewritten = rewritten(&base, text);
        (rewritten.start, rewritten.end)
    }

    #[test]
    fn the_rewritten_range_is_what_lies_between_common_ends() {
        for (base, text, expected) in [
            ("buca profonda", "buca molto profonda", (5, 5)),
            ("buca profonda", "profonda", (0, 5)),
            ("aaaa", "aaa", (3, 4)),
            ("", "nuova", (0, 0)),
            ("perché sì", "perché no", (7, 9)),
            ("uguale", "uguale", (6, 6)),
        ] {
            assert_eq!(range(base, text), expected, "{base} -> {text}");
        }
    }
}
