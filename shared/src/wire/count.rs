// SPDX-License-Identifier: EUPL-1.2
//! Counting the items of CBOR before anything is read of it: an item of one byte may take fifty in memory.

/// Whether there are more data items than `most`, keys, tags and containers included. Allocates nothing and never fails: what
/// ends early or makes no sense is for the reader to refuse.
pub(super) fn holds_more_than(most: usize, cbor: &[u8]) -> bool {
    let (mut rest, mut items) = (cbor, 0);
    while let Some((head, after)) = rest.split_first() {
        items += 1;
        if items > most {
            return true;
        }
        rest = after_item(*head, after);
    }
    false
}

/// What follows an item's head, its argument and, of a text or bytes, its content; what a container holds are items too.
fn after_item(head: u8, after: &[u8]) -> &[u8] {
    const BYTES: u8 = 2;
    const TEXT: u8 = 3;
    let (kind, small) = (head >> 5, head & 0x1f);
    let width = match small {
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => 0,
    };
    let Some((argument, after)) = after.split_at_checked(width) else {
        return &[];
    };
    let length = match small {
        0..24 => usize::from(small),
        _ => argument.iter().fold(0, |length: usize, byte| {
            length.saturating_mul(256).saturating_add(usize::from(*byte))
        }),
    };
    let content = if matches!(kind, BYTES | TEXT) { length } else { 0 };
    after.get(content..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use minicbor::bytes::ByteVec;

    use super::holds_more_than;
    use crate::wire::to_cbor;

    fn holds(items: usize, cbor: &[u8]) -> bool {
        holds_more_than(items - 1, cbor) && !holds_more_than(items, cbor)
    }

    #[test]
    fn every_item_counts_once_and_content_does_not() {
        assert!(holds(4, &to_cbor(&vec![ByteVec::from(vec![0xff; 70_000]); 3])));
        assert!(holds(1_001, &to_cbor(&vec![0_u64; 1_000])));
        assert!(holds(4, &to_cbor(&vec![23_u64, 24, u64::MAX])));
        assert!(holds(3, &to_cbor(&("tunnel".repeat(50), 1_u8))));
        assert!(
            holds(4, &[0x9f, 0x41, 0x00, 0x01, 0xff]),
            "the end of an open list counts"
        );
    }

    #[test]
    fn what_is_cut_short_is_counted_as_far_as_it_goes() {
        for cut in [
            &[][..],
            &[0x5b, 0xff],
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x42, 1],
        ] {
            assert!(!holds_more_than(1, cut), "{cut:?}");
        }
    }
}
