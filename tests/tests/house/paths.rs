// SPDX-License-Identifier: EUPL-1.2
//! The paths that code names: every `use` tree flattened, and every `a::b` elsewhere.

use crate::code::{is_word, line_of, words};

/// One path and the line where it stands, such as `std::fs::read`.
#[derive(Debug, PartialEq)]
pub struct Mention {
    pub line: usize,
    pub path: String,
}

impl Mention {
    /// The path begins with the crate `name`.
    pub fn is_of(&self, name: &str) -> bool {
        format!("{}::", self.path).starts_with(&format!("{name}::"))
    }

    /// The segments of `part` stand in the path one after the other.
    pub fn holds(&self, part: &str) -> bool {
        format!("::{}::", self.path).contains(&format!("::{part}::"))
    }
}

/// All paths of code that has no comments and literals any more.
pub fn mentions(code: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut rest = code.as_bytes().to_vec();
    for at in words(code, "use") {
        let tree = &code[at + 3..];
        // `use<'a>` in a type is no import.
        if !tree.starts_with(char::is_whitespace) {
            continue;
        }
        let end = tree.find(';').unwrap_or(tree.len());
        flatten("", tree[..end].trim(), line_of(code, at), &mut found);
        for byte in rest[at..at + 3 + end].iter_mut().filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    }
    in_expressions(&String::from_utf8(rest).unwrap(), &mut found);
    found
}

fn flatten(prefix: &str, tree: &str, line: usize, found: &mut Vec<Mention>) {
    let tree = tree.trim().trim_start_matches("::");
    let Some((stem, branches)) = tree.split_once('{') else {
        let path = tree.split_whitespace().next().unwrap_or_default();
        let path = format!("{prefix}{path}");
        if !path.is_empty() {
            let path = path.trim_end_matches("::self").to_owned();
            found.push(Mention { line, path });
        }
        return;
    };
    let inner = branches.rsplit_once('}').map_or(branches, |(inner, _)| inner);
    for branch in at_commas(inner) {
        flatten(&format!("{prefix}{}", stem.trim()), branch, line, found);
    }
}

/// Splits at the commas that stand in no inner braces.
fn at_commas(tree: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, byte) in tree.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tree[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn in_expressions(code: &str, found: &mut Vec<Mention>) {
    for (row, text) in code.lines().enumerate() {
        for piece in text.split(|c| !is_word(c) && c != ':') {
            let path = piece.trim_matches(':');
            let begins_with_a_name = path.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            if path.contains("::") && begins_with_a_name && !path.contains(":::") {
                let path = path.to_owned();
                found.push(Mention { line: row + 1, path });
            }
        }
    }
}
