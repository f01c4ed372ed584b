// SPDX-License-Identifier: EUPL-1.2
//! Jobs from here outwards, a page at a time.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use ronda_field::store::BadKey;
use ronda_shared::ids::TicketId;
use ronda_shared::place::distance_m;

/// Where a page ended: so many millimetres away, and which of those; the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FarKey(u64, TicketId);

impl fmt::Display for FarKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl FromStr for FarKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let (far, id) = text.split_once('.').ok_or(BadKey)?;
        Ok(Self(far.parse().map_err(|_| BadKey)?, id.parse().map_err(|_| BadKey)?))
    }
}

/// Each with how far it is, and where the page ended unless it was the last; what has no place comes last.
pub(super) fn nearest<Job>(
    jobs: impl Iterator<Item = (TicketId, Option<(f64, f64)>, Job)>,
    here: (f64, f64),
    after: Option<FarKey>,
    limit: u32,
) -> (Vec<(Job, Option<f64>)>, Option<String>) {
    let measured = jobs.map(|(id, place, job)| {
        let far_m = place.map(|place| distance_m(here, place));
        let key = FarKey(far_m.map_or(u64::MAX, |metres| (metres * 1000.0) as u64), id);
        (key, (job, far_m))
    });
    let left: BTreeMap<FarKey, _> = measured.filter(|(key, _)| Some(*key) > after).collect();
    let goes_on = left.len() > limit as usize;
    let (keys, page): (Vec<FarKey>, Vec<_>) = left.into_iter().take(limit as usize).unzip();
    let end = keys.last().filter(|_| goes_on).map(ToString::to_string);
    (page, end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const HERE: (f64, f64) = (43.7696, 11.2558);

    fn job(n: u8, place: Option<(f64, f64)>) -> (TicketId, Option<(f64, f64)>, u8) {
        (TicketId::from_bytes([n; 16]), place, n)
    }

    #[test]
    fn the_nearest_come_first_page_by_page_and_those_without_a_place_last() {
        let jobs = [
            job(1, None),
            job(2, Some((43.7796, 11.2558))),
            job(3, Some(HERE)),
            job(4, Some((43.7706, 11.2558))),
            job(5, Some(HERE)),
        ];
        let (first, end) = nearest(jobs.into_iter(), HERE, None, 2);
        assert_eq!(first, [(3, Some(0.0)), (5, Some(0.0))]);
        let (second, end) = nearest(jobs.into_iter(), HERE, Some(end.unwrap().parse().unwrap()), 2);
        assert_eq!(second.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [4, 2]);
        let far_m = second[0].1.unwrap();
        assert!((100.0..120.0).contains(&far_m), "{far_m}");
        let (third, end) = nearest(jobs.into_iter(), HERE, Some(end.unwrap().parse().unwrap()), 2);
        assert_eq!((third, end), (vec![(1, None)], None));
    }

    #[test]
    fn a_page_that_is_no_page_is_refused() {
        for text in ["", "12", "x.y", "1.2.3"] {
            assert!(text.parse::<FarKey>().is_err(), "{text}");
        }
    }
}
