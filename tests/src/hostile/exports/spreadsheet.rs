// SPDX-License-Identifier: EUPL-1.2
//! CSV as spreadsheets read it, each with its own idea of what separates cells; written from RFC 4180, not from the writer.

use std::iter::Peekable;
use std::str::Chars;

/// What separates cells: in RFC 4180, in Italy, in a table pasted from elsewhere, and where the program guesses.
const SEPARATORS: [&[char]; 4] = [&[','], &[';'], &['\t'], &[',', ';', '\t']];
/// What begins a formula, in narrow and in wide letters.
const BEGIN: &str = "=+-@＝＋－＠";

/// The rows of a file and their cells.
pub(super) fn read(csv: &str, separators: &[char]) -> Vec<Vec<String>> {
    let mut letters = csv.chars().peekable();
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    while letters.peek().is_some() {
        row.push(cell(&mut letters, separators));
        match letters.next() {
            Some(end) if separators.contains(&end) && letters.peek().is_some() => continue,
            Some('\r') => {
                letters.next_if_eq(&'\n');
            }
            _ => {}
        }
        rows.push(std::mem::take(&mut row));
    }
    rows
}

/// One cell, up to what ends it. A quote opens only at its beginning, as everywhere; what follows a closed one is taken as it is.
fn cell(letters: &mut Peekable<Chars<'_>>, separators: &[char]) -> String {
    let mut cell = String::new();
    if letters.next_if_eq(&'"').is_some() {
        while let Some(letter) = letters.next() {
            if letter == '"' && letters.next_if_eq(&'"').is_none() {
                break;
            }
            cell.push(letter);
        }
    }
    let is_within = |letter: &char| !separators.contains(letter) && !matches!(letter, '\r' | '\n');
    while let Some(letter) = letters.next_if(is_within) {
        cell.push(letter);
    }
    cell
}

/// Whatever a spreadsheet takes for the separator, no cell is a formula.
///
/// # Panics
/// With the cell that is one.
pub(super) fn runs_nothing(csv: &str) {
    for separators in SEPARATORS {
        for cell in read(csv, separators).iter().flatten() {
            assert!(!is_run(cell), "separated by {separators:?}, this is run: {cell:?}");
        }
    }
}

/// A number with its sign is none; neither is a text that follows marks which somebody sees.
fn is_run(cell: &str) -> bool {
    let is_unseen = |letter: char| {
        letter.is_whitespace() || "\u{feff}\u{200b}\u{ad}\u{202e}\u{2066}\u{2069}\u{200f}".contains(letter)
    };
    let seen = cell.trim_start_matches(is_unseen);
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    seen.starts_with(|first| BEGIN.contains(first)) && !is_number
}

/// Whether a cell says a text: letter by letter, but for the quotes that keep a formula from being run, each where a cell begins.
pub(super) fn says(cell: &str, text: &str) -> bool {
    let mut cell = cell.chars().peekable();
    let mut begins = true;
    for letter in text.chars() {
        if begins && letter != '\'' {
            cell.next_if_eq(&'\'');
        }
        if cell.next() != Some(letter) {
            return false;
        }
        begins = matches!(letter, ';' | '\t' | '\r' | '\n');
    }
    cell.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_its_separator_says() {
        let csv = "a,b\r\n\"x,\"\"y\n\",z;=1\r\n";
        assert_eq!(read(csv, &[',']), [vec!["a", "b"], vec!["x,\"y\n", "z;=1"]]);
        assert_eq!(read(csv, &[';']).last().unwrap(), &vec!["x,\"y\n,z", "=1"]);
    }

    #[test]
    fn what_would_be_run_is_noticed_wherever_a_cell_begins() {
        for run in [
            "=1",
            "a,=1",
            "\"=1\"",
            "a;=1",
            "x,\"a\n-b\"",
            "a\t@x",
            " +x",
            "-inf",
            "\u{ff1d}1",
        ] {
            assert!(std::panic::catch_unwind(|| runs_nothing(run)).is_err(), "{run:?}");
        }
        runs_nothing("'=1,-1.5,\"a;'=1\",\"a\n'-b\",x=1\r\n");
    }

    #[test]
    fn only_the_quotes_that_keep_a_formula_still_may_be_added() {
        assert!(says("'=1;'-a", "=1;-a") && says("'=1", "'=1") && says("a'b", "a'b"));
        assert!(!says("'=1", "=2") && !says("a'b", "ab") && !says("''=1", "=1") && !says("", "a"));
    }
}
