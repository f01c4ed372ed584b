// SPDX-License-Identifier: EUPL-1.2
//! Byte strings as the JSON of enrolment and sessions carries them: lower-case hexadecimal.

use ronda_shared::sync::Failure;

use super::faults::not_understood;

/// Bytes as text.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Text as bytes.
pub(super) fn unhex(text: &str) -> Result<Vec<u8>, Failure> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(not_understood());
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(pair).collect();
    bytes.ok_or_else(not_understood)
}

/// Text as an exact number of bytes.
pub(super) fn fixed<const N: usize>(text: &str) -> Result<[u8; N], Failure> {
    unhex(text)?.try_into().map_err(|_| not_understood())
}
