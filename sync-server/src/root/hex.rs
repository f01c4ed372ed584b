// SPDX-License-Identifier: EUPL-1.2
//! Bytes as lower-case hexadecimal text, for files that people may look into.

/// The text of bytes.
pub(super) fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a text; `None` when it is not hexadecimal.
pub(super) fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    hex.len()
        .is_multiple_of(2)
        .then(|| (0..hex.len()).step_by(2).map(pair).collect())?
}
