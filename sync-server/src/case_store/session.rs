// SPDX-License-Identifier: EUPL-1.2
//! Session nonces: a phone that presents one whose successor, or whose twin, was used is a copy or came back from one.
//!
//! A nonce is its generation (8 bytes) and 16 random bytes. The store remembers only the newest one used: a repeated
//! request presents that very nonce again, a lost reply leaves its successor unused, and neither is an alarm.

const NONCE_BYTES: usize = 24;
/// Beyond this a phone invents numbers: its nonce is taken for an unknown one.
const LAST_GENERATION: u64 = 1 << 60;

/// The newest nonce a device has used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SessionMark {
    pub generation: u64,
    pub random: [u8; 16],
}

/// The word on a presented nonce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionWord {
    pub mark: SessionMark,
    pub nonce: Vec<u8>,
    pub cloned: bool,
}

/// Judges the presented nonce (none is generation 0) and gives the next.
pub(crate) fn judge(used: SessionMark, presented: Option<&[u8]>, fresh: [u8; 16]) -> SessionWord {
    let given = presented.map_or(Some(SessionMark::default()), read);
    // A nonce of another form tells nothing: a store that was replaced must not suspect every phone.
    let cloned = given.is_some_and(|given| given != used && given.generation <= used.generation);
    let mark = given.filter(|given| given.generation > used.generation).unwrap_or(used);
    SessionWord {
        mark,
        nonce: write(mark.generation + 1, fresh),
        cloned,
    }
}

fn read(nonce: &[u8]) -> Option<SessionMark> {
    if nonce.len() != NONCE_BYTES {
        return None;
    }
    let (generation, random) = nonce.split_first_chunk::<8>()?;
    let generation = u64::from_be_bytes(*generation);
    let random = <[u8; 16]>::try_from(random).ok()?;
    (generation > 0 && generation < LAST_GENERATION).then_some(SessionMark { generation, random })
}

fn write(generation: u64, random: [u8; 16]) -> Vec<u8> {
    [generation.to_be_bytes().as_slice(), &random].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(used: &mut SessionMark, presented: Option<&[u8]>, fresh: u8) -> (Vec<u8>, bool) {
        let word = judge(*used, presented, [fresh; 16]);
        *used = word.mark;
        (word.nonce, word.cloned)
    }

    #[test]
    fn lost_replies_and_repeated_requests_are_no_alarm() {
        let mut used = SessionMark::default();
        let (_lost, first) = step(&mut used, None, 1);
        let (nonce, second) = step(&mut used, None, 2);
        let (_lost_too, third) = step(&mut used, Some(&nonce), 3);
        let (next, fourth) = step(&mut used, Some(&nonce), 4);
        let (_, fifth) = step(&mut used, Some(&next), 5);
        assert_eq!([first, second, third, fourth, fifth], [false; 5]);
    }

    #[test]
    fn two_copies_are_noticed_at_the_second_one_s_next_exchange() {
        let mut used = SessionMark::default();
        let (shared, _) = step(&mut used, None, 1);
        let (left, _) = step(&mut used, Some(&shared), 2);
        let (right, early) = step(&mut used, Some(&shared), 3);
        let (_, fine) = step(&mut used, Some(&left), 4);
        let (_, noticed) = step(&mut used, Some(&right), 5);
        assert_eq!((early, fine, noticed), (false, false, true));
    }

    #[test]
    fn a_phone_restored_from_an_older_copy_is_noticed_once_and_then_goes_on() {
        let mut used = SessionMark::default();
        let (old, _) = step(&mut used, None, 1);
        let (next, _) = step(&mut used, Some(&old), 2);
        step(&mut used, Some(&next), 3);
        let (after, noticed) = step(&mut used, Some(&old), 4);
        let (_, again) = step(&mut used, Some(&after), 5);
        assert_eq!((noticed, again), (true, false));
        assert!(
            step(&mut used, None, 6).1,
            "and so is one from before its first exchange"
        );
    }

    #[test]
    fn a_store_that_forgot_suspects_nobody() {
        let mut used = SessionMark::default();
        let newer = write(9, [1; 16]);
        assert!(!step(&mut used, Some(&newer), 1).1);
        assert!(!step(&mut used, Some(b"something else"), 2).1);
        assert!(!step(&mut used, Some(&write(u64::MAX, [1; 16])), 3).1);
    }
}
