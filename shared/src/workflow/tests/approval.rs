// SPDX-License-Identifier: EUPL-1.2
//! What cannot be done is said by a director, or by the office's own device on a named director's approval.

use super::story::{Story, person, way_to};
use crate::ids::PersonId;
use crate::policy::{Grants, Role};
use crate::workflow::{Event, Kind, Situation, Status, faults};

fn faults_of(role: Role, approved_by: Option<PersonId>) -> usize {
    let mut story = Story::default();
    story.chain(way_to(Status::InCharge), &[]);
    let event = Event {
        outcome: Some("unfeasible".into()),
        reason: Some("non si può".into()),
        approved_by,
        ..Event::of(Kind::CloseFromDesk, person(3))
    };
    let situation = Situation {
        folded: &story.folded(),
        person: person(3),
        grants: &Grants::of(role),
        created_by: person(8),
        has_after_photo: false,
        has_arrived: false,
        visit: None,
    };
    faults(&event, &situation).len()
}

#[test]
fn the_office_s_device_says_unfeasible_only_on_a_named_director_s_approval() {
    assert_eq!(faults_of(Role::Director, None), 0);
    assert_eq!(faults_of(Role::Office, Some(person(9))), 0);
    assert_eq!(faults_of(Role::Office, None), 1);
    assert_eq!(faults_of(Role::Operator, None), 1);
    assert_eq!(
        faults_of(Role::Operator, Some(person(9))),
        2,
        "a borrowed name helps nobody"
    );
}
