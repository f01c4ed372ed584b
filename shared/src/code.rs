// SPDX-License-Identifier: EUPL-1.2
//! The spoken code of a ticket (`FI-7K3Q-92MX`): short enough to read out, derived from its id alone.
//!
//! Seven Crockford base32 symbols carry the lowest 35 bits of the UUID, which UUIDv7 fills at random; the eighth
//! is a check symbol, so that one mistyped symbol or a swap of two neighbours is noticed.

use crate::ids::TicketId;

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BODY: u32 = 7;

/// The code of a ticket of a jurisdiction, such as `FI-7K3Q-92MX`.
#[must_use]
pub fn spoken_code(jurisdiction: &str, id: &TicketId) -> String {
    let bits = id.0.as_u128() & ((1 << 35) - 1);
    let digits: Vec<u8> = (0..BODY).rev().map(|place| (bits >> (5 * place)) as u8 & 31).collect();
    let symbols: String = digits
        .iter()
        .chain([&check_digit(&digits)])
        .map(|digit| symbol(*digit))
        .collect();
    let (first, second) = symbols.split_at(4);
    format!("{jurisdiction}-{first}-{second}")
}

/// A code as a person typed it, brought to its one written form: case, spaces and the letters I, L and O forgiven.
///
/// `None` when it is no code, or when its check symbol says that it was mistyped.
#[must_use]
pub fn read_code(typed: &str) -> Option<String> {
    let (prefix, body) = typed.trim().split_once('-')?;
    let digits: Vec<u8> = body
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(digit)
        .collect::<Option<_>>()?;
    let (check, spoken) = digits.split_last()?;
    if spoken.len() != BODY as usize || check_digit(spoken) != *check {
        return None;
    }
    let symbols: String = digits.iter().map(|digit| symbol(*digit)).collect();
    let (first, second) = symbols.split_at(4);
    Some(format!("{}-{first}-{second}", prefix.trim().to_uppercase()))
}

/// One Crockford base32 symbol of a value 0..=31.
pub(crate) fn symbol(digit: u8) -> char {
    SYMBOLS.get(usize::from(digit & 31)).copied().map_or('0', char::from)
}

/// The value of a typed Crockford symbol, forgiving I and L for 1 and O for 0.
pub(crate) fn digit(typed: char) -> Option<u8> {
    let upper = match typed.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    SYMBOLS
        .iter()
        .position(|known| char::from(*known) == upper)
        .and_then(|at| u8::try_from(at).ok())
}

/// A weighted sum over GF(32): each place multiplies by another power of a generator, so that single errors and
/// swaps of any two different symbols change it.
fn check_digit(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |sum, digit| times_generator(sum ^ digit))
}

/// Multiplication by x in GF(2^5) with the primitive polynomial x^5 + x^2 + 1.
fn times_generator(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 {
        shifted
    } else {
        (shifted ^ 0b10_0101) & 31
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn code() -> String {
        spoken_code("FI", &"017f22e2-79b0-7cc3-98c4-dc0c0c07398f".parse().unwrap())
    }

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = code();
        assert_eq!(code.len(), "FI-7K3Q-92MX".len());
        for typed in [
            code.clone(),
            code.to_lowercase(),
            code.replace('0', "o"),
            format!(" {code} "),
        ] {
            assert_eq!(read_code(&typed), Some(code.clone()), "{typed}");
        }
    }

    #[test]
    fn every_single_wrong_symbol_and_every_swap_is_noticed() {
        let code: Vec<char> = code().chars().collect();
        let places: Vec<usize> = (3..code.len()).filter(|at| code.get(*at) != Some(&'-')).collect();
        for at in &places {
            for value in 0..32 {
                let mut typed = code.clone();
                *typed.get_mut(*at).unwrap() = symbol(value);
                assert_eq!(read_code(&typed.iter().collect::<String>()).is_some(), typed == code);
            }
            for other in &places {
                let mut typed = code.clone();
                typed.swap(*at, *other);
                assert_eq!(read_code(&typed.iter().collect::<String>()).is_some(), typed == code);
            }
        }
    }
}
