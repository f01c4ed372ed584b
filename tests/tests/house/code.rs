// SPDX-License-Identifier: EUPL-1.2
//! Just enough of Rust's grammar to read rustfmt'd code: blanks comments and literals, sets tests apart, measures functions.

/// The code alone: comments and literals become spaces, other characters than ASCII become `?`, lines stay where they are.
pub fn without_words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        match end_of_words(&chars, at) {
            Some(end) => {
                let blank = |c: &char| if *c == '\n' { '\n' } else { ' ' };
                code.extend(chars[at..end].iter().map(blank));
                at = end;
            }
            None => {
                code.push(if chars[at].is_ascii() { chars[at] } else { '?' });
                at += 1;
            }
        }
    }
    code
}

/// Where the comment or literal that begins at `at` ends, if one does.
fn end_of_words(chars: &[char], at: usize) -> Option<usize> {
    let next = chars.get(at + 1).copied().unwrap_or(' ');
    match (chars[at], next) {
        ('/', '/') => Some(find(chars, at, |rest| rest[0] == '\n')),
        ('/', '*') => Some(end_of_block_comment(chars, at)),
        ('"', _) => Some(end_of_quoted(chars, at, '"')),
        ('\'', '\\') => Some(end_of_quoted(chars, at, '\'')),
        ('\'', _) if chars.get(at + 2) == Some(&'\'') => Some(at + 3),
        ('r', '"' | '#') => end_of_raw_string(chars, at),
        _ => None,
    }
}

fn find(chars: &[char], from: usize, here: impl Fn(&[char]) -> bool) -> usize {
    let found = (from..chars.len()).find(|at| here(&chars[*at..]));
    found.unwrap_or(chars.len())
}

fn end_of_block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at < chars.len() {
        let step = match chars[at..] {
            ['/', '*', ..] => 1,
            ['*', '/', ..] => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            break;
        }
    }
    at
}

fn end_of_quoted(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn end_of_raw_string(chars: &[char], start: usize) -> Option<usize> {
    let mut before = chars[..start].iter().rev().copied();
    let follows_a_name = match before.next() {
        Some('b' | 'c') => before.next().is_some_and(is_word),
        Some(c) => is_word(c),
        None => false,
    };
    let fence = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    if follows_a_name || chars.get(start + 1 + fence) != Some(&'"') {
        return None;
    }
    let close = |rest: &[char]| rest[0] == '"' && rest.len() > fence && rest[1..=fence].iter().all(|c| *c == '#');
    let end = find(chars, start + 2 + fence, close) + 1 + fence;
    Some(end.min(chars.len()))
}

pub fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Splits code into what ships and what only tests see; both keep every line break.
pub fn apart_from_tests(code: &str) -> (String, String) {
    if code.contains("#![cfg(test)]") {
        return (String::new(), code.to_owned());
    }
    let mut in_tests = vec![false; code.len()];
    for mark in ["#[cfg(test)]", "#[cfg(all(test"] {
        for (start, _) in code.match_indices(mark) {
            let end = end_of_item(code, start);
            in_tests[start..end].fill(true);
        }
    }
    let keep = |wanted: bool| {
        let chosen = code.bytes().zip(&in_tests);
        let kept = chosen.map(|(byte, seen)| match *seen == wanted || byte == b'\n' {
            true => char::from(byte),
            false => ' ',
        });
        kept.collect()
    };
    (keep(false), keep(true))
}

/// Past the `;` or the closing brace of the item that begins at `start`.
fn end_of_item(code: &str, start: usize) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in code.bytes().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            b'{' if depth == 0 => return end_of_block(code, at),
            _ => {}
        }
    }
    code.len()
}

fn end_of_block(code: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

pub fn line_of(code: &str, at: usize) -> usize {
    code.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Where `word` stands alone, not inside a longer name.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let alone = move |at: &usize| {
        let before = code[..*at].chars().next_back().is_some_and(is_word);
        let after = code[at + word.len()..].chars().next().is_some_and(is_word);
        !before && !after
    };
    code.match_indices(word).map(|(at, _)| at).filter(alone)
}

/// A function's name, its first line and how many lines it has.
#[derive(Debug, PartialEq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

pub fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for at in words(code, "fn") {
        let rest = code[at + 2..].trim_start();
        let name: String = rest.chars().take_while(|c| is_word(*c)).collect();
        // Without a name it is a function pointer type.
        if !name.is_empty() {
            let end = end_of_item(code, at);
            let (line, last) = (line_of(code, at), line_of(code, end));
            let lines = last - line + 1;
            found.push(Function { name, line, lines });
        }
    }
    found
}
