// SPDX-License-Identifier: EUPL-1.2
//! The table itself.

use super::Bound::{Any, Own, OwnCrew, OwnUntilTaken, Scope};
use super::Role::{Agent, Auditor, Crew, CrewLeader, Director, Office, Operator, School};
use super::{Bound, Deed, Role};
use crate::workflow::Kind;

type Allowed = &'static [(Role, Bound)];

const STAFF: Allowed = &[
    (Agent, Scope),
    (Crew, Scope),
    (CrewLeader, Scope),
    (Operator, Scope),
    (Director, Scope),
    (School, Own),
];
const EDITORS: Allowed = &[
    (Agent, Scope),
    (Crew, Scope),
    (CrewLeader, Scope),
    (Operator, Scope),
    (School, Own),
];
const ANYBODY: Allowed = &[
    (Agent, Scope),
    (Crew, Scope),
    (CrewLeader, Scope),
    (Operator, Scope),
    (Director, Scope),
    (School, Scope),
];
const DESK: Allowed = &[(Operator, Scope), (Director, Scope)];
const ASSIGNED_CREW: Allowed = &[(Crew, OwnCrew), (CrewLeader, OwnCrew)];
const CREW_AND_DESK: Allowed = &[(Crew, OwnCrew), (CrewLeader, OwnCrew), (Operator, Scope)];

/// The table: for each deed, the roles that may do it and of which tickets.
pub(super) const TABLE: [(Deed, Allowed); 29] = [
    (Deed::File, ANYBODY),
    (Deed::Edit, EDITORS),
    (Deed::Photo, EDITORS),
    (Deed::Note, STAFF),
    (Deed::PublicUpdate, DESK),
    (
        Deed::Link,
        &[
            (Agent, Scope),
            (Crew, Scope),
            (CrewLeader, Scope),
            (Operator, Scope),
            (Director, Scope),
        ],
    ),
    (Deed::MeToo, ANYBODY),
    (Deed::Watch, ANYBODY),
    (Deed::Acknowledge, ANYBODY),
    (Deed::Facts, &[(Office, Scope)]),
    (Deed::ReadReporter, &[(Operator, Scope)]),
    (Deed::EraseReporter, &[(Auditor, Any), (Office, Any)]),
    (Deed::Erase, &[(Auditor, Scope), (Office, Scope)]),
    (Deed::Event(Kind::AskInfo), &[(Operator, Scope)]),
    (
        Deed::Event(Kind::GiveInfo),
        &[(Agent, Scope), (School, Own), (Operator, Scope)],
    ),
    (Deed::Event(Kind::TakeCharge), &[(Operator, Scope)]),
    (Deed::Event(Kind::Transfer), DESK),
    (Deed::Event(Kind::Assign), &[(Operator, Scope), (CrewLeader, OwnCrew)]),
    (Deed::Event(Kind::Accept), ASSIGNED_CREW),
    (Deed::Event(Kind::Decline), ASSIGNED_CREW),
    (Deed::Event(Kind::Start), ASSIGNED_CREW),
    (
        Deed::Event(Kind::ResolveOnSpot),
        &[(Agent, Scope), (Crew, Scope), (CrewLeader, Scope)],
    ),
    (Deed::Event(Kind::Hold), CREW_AND_DESK),
    (Deed::Event(Kind::Resume), CREW_AND_DESK),
    (Deed::Event(Kind::Resolve), ASSIGNED_CREW),
    (Deed::Event(Kind::Verify), &[(Operator, Scope), (CrewLeader, OwnCrew)]),
    (Deed::Event(Kind::CloseFromDesk), DESK),
    (
        Deed::Event(Kind::Reopen),
        &[
            (Operator, Scope),
            (Crew, Scope),
            (CrewLeader, Scope),
            (Agent, Own),
            (Director, Scope),
            (School, Own),
        ],
    ),
    (
        Deed::Event(Kind::Cancel),
        &[
            (Agent, OwnUntilTaken),
            (School, OwnUntilTaken),
            (Crew, OwnUntilTaken),
            (CrewLeader, OwnUntilTaken),
            (Operator, Scope),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{bound, may};

    #[test]
    fn the_store_s_facts_are_the_office_s_alone_and_those_without_tickets_touch_none() {
        for (_, role) in Role::NAMES {
            assert!(!may(role, Deed::Facts), "{role:?}");
        }
        for (deed, _) in TABLE {
            for role in [Role::Admin, Role::Viewer, Auditor] {
                let erases = role == Auditor && matches!(deed, Deed::EraseReporter | Deed::Erase);
                assert_eq!(may(role, deed), erases, "{role:?} {deed:?}");
            }
        }
    }

    #[test]
    fn only_the_desk_reads_a_reporter_s_contact_and_only_the_auditor_and_the_office_erase_it() {
        let who = |deed| {
            Role::NAMES
                .into_iter()
                .filter(move |(_, role)| may(*role, deed))
                .map(|(name, _)| name)
        };
        assert_eq!(who(Deed::ReadReporter).collect::<Vec<_>>(), ["operator"]);
        assert_eq!(who(Deed::EraseReporter).collect::<Vec<_>>(), ["auditor"]);
        assert!(may(Office, Deed::ReadReporter) && may(Office, Deed::EraseReporter));
    }

    #[test]
    fn only_the_auditor_and_the_office_itself_have_a_ticket_destroyed() {
        let may_erase = Role::NAMES.into_iter().filter(|(_, role)| may(*role, Deed::Erase));
        assert_eq!(may_erase.map(|(name, _)| name).collect::<Vec<_>>(), ["auditor"]);
        assert!(may(Office, Deed::Erase));
    }

    #[test]
    fn the_office_s_own_device_may_what_an_operator_may_and_facts_and_erasures_besides() {
        for (deed, _) in TABLE {
            let own = match deed {
                Deed::Facts | Deed::Erase => Some(Scope),
                Deed::EraseReporter => Some(Any),
                _ => None,
            };
            let desk = bound(Operator, deed).or(own);
            assert_eq!(bound(Office, deed), desk, "{deed:?}");
        }
    }

    #[test]
    fn every_event_has_its_row() {
        for (kind, name) in Kind::ALL {
            let rows = TABLE.iter().filter(|(deed, _)| *deed == Deed::Event(kind)).count();
            assert_eq!(rows, 1, "{name}");
        }
    }
}
