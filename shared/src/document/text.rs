// SPDX-License-Identifier: EUPL-1.2
//! The description: a text whose concurrent edits merge, softly where they touch different places, contested where they meet.

use std::collections::BTreeSet;

use automerge::{Automerge, ObjId, ReadDoc};

use super::graph::Graph;
use super::layout::{Container, object};
use crate::ids::ChangeHash;
use crate::ticket::{Register, Value, Version};

/// The merged text. The register's versions get each side's whole text, as read at its author's own head.
pub(super) fn read(doc: &Automerge, register: Option<&mut Register>) -> String {
    let Some(text) = object(doc, Container::Description) else {
        return String::new();
    };
    let merged = doc.text(&text).unwrap_or_default();
    let Some(register) = register else {
        return merged;
    };
    if let [only] = register.versions.as_mut_slice() {
        return read_single(doc, &text, only, merged);
    }
    let sides = sides(doc, &text, &mut register.versions);
    register.merged_softly = meet_nowhere(doc, &text, &sides);
    merged
}

/// One standing edit: its text is the merged one, unless both copies of its replay were admitted, which would double it.
fn read_single(doc: &Automerge, text: &ObjId, version: &mut Version, merged: String) -> String {
    let marks = object(doc, Container::Fields).map(|fields| doc.get_all(&fields, "description").unwrap_or_default());
    let doubled = marks.is_some_and(|marks| marks.len() > 1);
    let whole = if doubled {
        side(doc, text, version).map_or(merged, |(_, side)| side)
    } else {
        merged
    };
    version.value = Value::Text(whole.clone());
    whole
}

fn sides(doc: &Automerge, text: &ObjId, versions: &mut [Version]) -> Vec<(ChangeHash, String)> {
    let mut sides = Vec::new();
    for version in versions {
        if let Some((head, whole)) = side(doc, text, version) {
            version.value = Value::Text(whole.clone());
            sides.push((head, whole));
        }
    }
    sides
}

fn side(doc: &Automerge, text: &ObjId, version: &Version) -> Option<(ChangeHash, String)> {
    let head = head_of(doc, version)?;
    let whole = doc.text_at(text, &[automerge::ChangeHash(*head.bytes())]).ok()?;
    Some((head, whole))
}

/// The change that wrote a version, found by its operation.
fn head_of(doc: &Automerge, version: &Version) -> Option<ChangeHash> {
    Graph::of(doc).writer_of(&version.actor, version.counter()?)
}

/// Whether no two sides rewrote touching ranges of what both had seen, nor both more than half of it.
fn meet_nowhere(doc: &Automerge, text: &ObjId, sides: &[(ChangeHash, String)]) -> bool {
    let graph = Graph::of(doc);
    let pairs = sides
        .iter()
        .enumerate()
        .flat_map(|(at, one)| sides.iter().skip(at + 1).map(move |other| (one, other)));
    pairs.into_iter().all(|(one, other)| {
        let base = common_text(doc, &graph, text, &one.0, &other.0);
        let (first, second) = (rewritten(&base, &one.1), rewritten(&base, &other.1));
        !(first.touches(&second) || first.is_most_of(&base) && second.is_most_of(&base))
    })
}

fn common_text(doc: &Automerge, graph: &Graph, text: &ObjId, one: &ChangeHash, other: &ChangeHash) -> Vec<char> {
    let (left, right) = (graph.ancestors(&[*one]), graph.ancestors(&[*other]));
    let common: BTreeSet<ChangeHash> = left.intersection(&right).copied().collect();
    let heads: Vec<_> = graph
        .frontier(&common)
        .iter()
        .map(|hash| automerge::ChangeHash(*hash.bytes()))
        .collect();
    doc.text_at(text, &heads).unwrap_or_default().chars().collect()
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
