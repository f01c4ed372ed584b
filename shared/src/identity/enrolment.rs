// SPDX-License-Identifier: EUPL-1.2
//! The one-time enrolment code: 65 random bits typed or scanned, never sent, that authenticate phone and server to each other.
//!
//! The server finds the code by a hash of it; each side proves that it knows the code by an HMAC over both public keys,
//! so nobody between them can put another key in place.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::keys::PublicKey;
use crate::code::{digit, symbol};

const SYMBOLS: usize = 13;
const PHONE: &str = "ronda/enrol/phone/1";
const SERVER: &str = "ronda/enrol/server/1";

/// A one-time code.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentCode([u8; SYMBOLS]);

/// A text that is no enrolment code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an enrolment code: type the 13 letters and digits exactly as the office gave them")]
pub struct InvalidCode;

impl std::fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolmentCode(..)")
    }
}

impl EnrolmentCode {
    /// The code of 13 random bytes (five bits of each are used).
    #[must_use]
    pub fn from_random(random: [u8; SYMBOLS]) -> Self {
        Self(random.map(|byte| byte & 31))
    }

    /// As shown to people: `7K3Q-92MX-4TVWE`.
    #[must_use]
    pub fn shown(&self) -> String {
        let symbols: Vec<char> = self.0.iter().map(|value| symbol(*value)).collect();
        let groups: Vec<String> = [0..4, 4..8, 8..SYMBOLS]
            .into_iter()
            .filter_map(|range| symbols.get(range))
            .map(|group| group.iter().collect())
            .collect();
        groups.join("-")
    }

    /// The code somebody typed; case, spaces, dashes and the letters I, L and O are forgiven.
    ///
    /// # Errors
    /// When it is not 13 symbols.
    pub fn read(typed: &str) -> Result<Self, InvalidCode> {
        let symbols = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let digits: Vec<u8> = symbols.map(digit).collect::<Option<_>>().ok_or(InvalidCode)?;
        digits.try_into().map(Self).map_err(|_| InvalidCode)
    }

    /// The name under which the server finds it; says nothing about the code to who does not have it.
    #[must_use]
    pub fn lookup(&self) -> [u8; 16] {
        let digest = <[u8; 32]>::from(
            Sha256::new()
                .chain_update("ronda/enrol/lookup/1\0")
                .chain_update(self.0)
                .finalize(),
        );
        let [head @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = digest;
        head
    }

    /// The phone's proof that it knows the code, bound to its key.
    #[must_use]
    pub fn phone_mac(&self, device: &PublicKey) -> [u8; 32] {
        self.mac(PHONE, &[&device.0])
    }

    /// The server's proof, bound to both keys and to the certificate it hands out.
    #[must_use]
    pub fn server_mac(&self, device: &PublicKey, root: &PublicKey, answer: &[u8]) -> [u8; 32] {
        self.mac(SERVER, &[&device.0, &root.0, answer])
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let key = <[u8; 32]>::from(
            Sha256::new()
                .chain_update("ronda/enrol/key/1\0")
                .chain_update(self.0)
                .finalize(),
        );
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&key) else {
            return [0; 32];
        };
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Compares two MACs without telling by the time it takes where they differ.
#[must_use]
pub fn same_mac(left: &[u8; 32], right: &[u8; 32]) -> bool {
    left.iter()
        .zip(right)
        .fold(0, |difference, (a, b)| difference | (a ^ b))
        == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_code_reads_back_as_people_type_it() {
        let code = EnrolmentCode::from_random([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30, 31, 255]);
        assert_eq!(code.shown(), "0123-4567-89YZZ");
        assert_eq!(EnrolmentCode::read("o123 4567-89yzz").unwrap(), code);
        assert_eq!(EnrolmentCode::read("0123-4567-89YZ"), Err(InvalidCode));
    }

    #[test]
    fn a_proof_is_bound_to_the_code_the_key_and_the_side() {
        let code = EnrolmentCode::from_random([9; SYMBOLS]);
        let (one, two) = (PublicKey([1; 32]), PublicKey([2; 32]));
        assert_ne!(code.phone_mac(&one), code.phone_mac(&two));
        assert_ne!(
            code.phone_mac(&one),
            EnrolmentCode::from_random([8; SYMBOLS]).phone_mac(&one)
        );
        assert_ne!(code.phone_mac(&one), code.server_mac(&one, &two, b""));
    }
}
