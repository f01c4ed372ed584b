// SPDX-License-Identifier: EUPL-1.2
//! Ranges of bytes as clients ask for them (RFC 9110), one at a time.

/// What of a body is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteRange {
    /// All of it: nothing else was asked for, or in a way nobody needs to understand.
    Whole,
    /// From the first to the last byte, both included.
    Part(u64, u64),
    /// Nothing that is there.
    Nothing,
}

impl ByteRange {
    /// What the header `Range` asks of a body of so many bytes.
    #[must_use]
    pub fn asked(header: Option<&str>, size: u64) -> Self {
        let Some((from, to)) = header.and_then(|range| range.trim().strip_prefix("bytes=")?.split_once('-')) else {
            return Self::Whole;
        };
        let Some(last) = size.checked_sub(1) else {
            return Self::Nothing;
        };
        match (from.parse::<u64>(), to.parse::<u64>()) {
            (Ok(from), Ok(to)) if from > to => Self::Whole,
            (Ok(from), _) if from > last && (to.is_empty() || to.parse::<u64>().is_ok()) => Self::Nothing,
            (Ok(from), Ok(to)) => Self::Part(from, to.min(last)),
            (Ok(from), Err(_)) if to.is_empty() => Self::Part(from, last),
            (Err(_), Ok(0)) if from.is_empty() => Self::Nothing,
            (Err(_), Ok(tail)) if from.is_empty() => Self::Part(size.saturating_sub(tail), last),
            _ => Self::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ByteRange::{self, Nothing, Part, Whole};

    #[test]
    fn ranges_stay_inside_the_body() {
        for (range, expected) in [
            ("bytes=0-", Part(0, 9)),
            ("bytes=2-4", Part(2, 4)),
            ("bytes=2-400", Part(2, 9)),
            ("bytes=-3", Part(7, 9)),
            ("bytes=-30", Part(0, 9)),
            ("bytes=10-", Nothing),
            ("bytes=10-12", Nothing),
            ("bytes=-0", Nothing),
            ("bytes=5-4", Whole),
            ("bytes=-", Whole),
            ("bytes=0-1,4-5", Whole),
            ("bytes=x-9", Whole),
            ("lines=1-2", Whole),
        ] {
            assert_eq!(ByteRange::asked(Some(range), 10), expected, "{range}");
        }
        assert_eq!(ByteRange::asked(None, 10), Whole);
        assert_eq!(ByteRange::asked(Some("bytes=0-"), 0), Nothing);
    }
}
