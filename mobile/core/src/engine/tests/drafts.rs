// SPDX-License-Identifier: EUPL-1.2
//! Photos of a draft: taking one away takes that one alone.

use super::camera::photo;
use super::*;
use crate::store::DraftBytes;

#[test]
fn taking_a_photo_away_leaves_one_that_came_meanwhile_and_the_order_of_the_rest() {
    let mut phone = Bench::new().found(Role::Agent);
    let draft = phone.begin_draft("report", None, "{}".into()).unwrap().id;
    let other = phone.begin_draft("report", None, "{}".into()).unwrap().id;
    let add = |phone: &mut Engine, seed: u8| {
        let taken = photo(seed, None);
        let kept = phone.add_draft_photo(&draft, &taken.name, taken.file, "{}".into(), |_| "{}".into());
        kept.unwrap().id
    };
    let [first, second, third, fourth] = [1, 2, 3, 4].map(|seed| add(&mut phone, seed));
    // The screen that takes the first two away has not heard of the others yet.
    for gone in [&first, &second] {
        phone.store_mut().drop_draft_photo(&other, gone).unwrap();
        assert!(phone.store().draft_photo(gone).unwrap().is_some(), "not of that draft");
        phone.store_mut().drop_draft_photo(&draft, gone).unwrap();
        assert_eq!(phone.store().draft_photo_bytes(gone, DraftBytes::File).unwrap(), None);
    }
    let fifth = add(&mut phone, 5);
    let left = phone.store().draft_photos(&draft).unwrap();
    let left: Vec<String> = left.into_iter().map(|kept| kept.id).collect();
    assert_eq!(left, [third, fourth, fifth]);
}
