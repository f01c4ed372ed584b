// SPDX-License-Identifier: EUPL-1.2
//! Every status, event and role at the office's gate: what `docs/workflow/transitions.md` allows is admitted, everything
//! else is set apart, and what is sound beside it passes.

use super::{assigns, crew, desk, happen, of_crew, takes, visit};
use crate::document::tests::gate::codes;
use crate::document::tests::people::{Someone, id, intent, push};
use crate::document::{Document, RawChange};
use crate::ids::TicketId;
use crate::policy::Role;
use crate::ticket::Edit;
use crate::wire::RefusalCode;
use crate::workflow::{Event, Kind, Phase, Status};

const TABLE: &str = include_str!("../../../../../docs/workflow/transitions.md");

/// The roles of the table's row, as written there.
fn allowed(status: Status, kind: Kind) -> Vec<&'static str> {
    let cells = TABLE
        .lines()
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let row = cells
        .into_iter()
        .find(|cells| (cells.get(1), cells.get(2)) == (Some(&status.name()), Some(&kind.name())));
    let roles = row.and_then(|cells| cells.get(4).copied()).unwrap_or_default();
    let mut names = Vec::new();
    let mut rest = roles;
    // `agent (own, untaken), crew`: a comma inside brackets parts nothing.
    while !rest.is_empty() {
        let open = rest
            .find('(')
            .filter(|open| rest.find(',').is_none_or(|comma| *open < comma));
        let end = open.and_then(|open| rest[open..].find(')').map(|close| open + close + 1));
        let end = end.or_else(|| rest.find(',')).unwrap_or(rest.len());
        names.push(rest[..end].trim());
        rest = rest[end..].trim_start_matches([',', ' ']);
    }
    names
}

/// Who tries: his role, whether he filed the ticket, and his crew.
#[derive(Clone, Copy, Debug)]
struct Trier {
    role: Role,
    name: &'static str,
    filed: bool,
    crew: &'static str,
}

fn is_allowed(trier: Trier, status: Status, kind: Kind) -> bool {
    let assigned = matches!(
        status,
        Status::Assigned | Status::Accepted | Status::InProgress | Status::OnHold | Status::Resolved | Status::Closed
    );
    // Only while two crews were told at once, or before this crew said so.
    let once = !matches!(
        (kind, status),
        (Kind::Assign, Status::Assigned | Status::Accepted) | (Kind::Accept | Kind::Decline, Status::Accepted)
    );
    once && allowed(status, kind).into_iter().any(|entry| {
        let (name, bound) = entry.split_once(" (").unwrap_or((entry, ""));
        name == trier.name
            && match bound {
                "" => true,
                "own)" => trier.filed,
                "own, untaken)" => trier.filed && matches!(status, Status::Submitted | Status::NeedsInfo),
                "crew)" if kind == Kind::Assign => true,
                "crew)" => assigned && trier.crew == "x",
                other => panic!("the table says {other}"),
            }
    })
}

/// With everything it could need, in the name of who tries.
fn attempt(kind: Kind, n: u64, someone: &Someone) -> Vec<Edit> {
    let outcome = match kind {
        Kind::Resolve => Some("fixed_on_site"),
        Kind::ResolveOnSpot => Some("fixed_by_agent"),
        Kind::CloseFromDesk => Some("duplicate"),
        _ => None,
    };
    let event = Event {
        office: Some("strade".into()),
        crew: someone.grants.crew.clone(),
        text: Some("perché".into()),
        hold: (kind == Kind::Hold).then(|| "weather".to_owned()),
        outcome: outcome.map(str::to_owned),
        waiver: Some("buio".into()),
        other: Some(TicketId(id(77))),
        ..of_crew(kind, someone)
    };
    let mut edits = vec![happen(n, event)];
    if kind == Kind::Resolve {
        edits.push(visit(n + 5_000, intent(n), someone, Phase::Left));
    }
    edits
}

/// A ticket filed by `founder` that has come to a status in the ordinary way.
pub(super) fn brought_to(status: Status, founder: &Someone) -> Document {
    let (desk, x) = (desk(), crew(3, "x"));
    let (mut document, _) = founder.files(1, "");
    for (n, kind) in (10..).zip(status.ordinary_way()) {
        let (who, edits) = match kind {
            Kind::TakeCharge => (&desk, vec![happen(n, takes(&desk))]),
            Kind::Assign => (&desk, vec![happen(n, assigns(&desk, "x"))]),
            Kind::Start => (
                &x,
                vec![
                    happen(n, of_crew(Kind::Start, &x)),
                    visit(n + 5_000, intent(n), &x, Phase::Arrived),
                ],
            ),
            Kind::Accept | Kind::Hold | Kind::Resolve => (&x, attempt(*kind, n, &x)),
            other => (&desk, attempt(*other, n, &desk)),
        };
        document.act(who.actor(), &who.does(n, edits)).unwrap();
    }
    assert_eq!(document.read().unwrap().status(), status);
    document
}

fn triers() -> Vec<Trier> {
    let of = |(name, role)| {
        [(false, "x"), (true, "x"), (false, "y")].map(|(filed, crew)| Trier {
            role,
            name,
            filed,
            crew,
        })
    };
    Role::NAMES.into_iter().flat_map(of).collect()
}

/// Everything this person could try at once, each under an actor of its own.
fn tries(trier: Trier, status: Status) -> Vec<(Kind, Option<RefusalCode>)> {
    let desk = desk();
    let mut someone = crew(50, trier.crew);
    someone.grants.role = trier.role;
    let stranger = Someone::new(9, Role::Agent);
    let held = brought_to(status, if trier.filed { &someone } else { &stranger });
    let mut written = Vec::new();
    for (n, (kind, _)) in (0_u8..).zip(Kind::ALL) {
        someone.start = 100 + n;
        let number = 700 + u64::from(n);
        let action = someone.does(number, attempt(kind, number, &someone));
        written.push((kind, held.clone().act(someone.actor(), &action).unwrap()));
    }
    let beside = held.clone().act(desk.actor(), &desk.notes(900, "in regola")).unwrap();
    let changes: Vec<&RawChange> = written.iter().map(|(_, change)| change).chain([&beside]).collect();
    let mut proofs: Vec<_> = written.iter().map(|(_, change)| someone.proves(1, change)).collect();
    proofs.push(desk.proves(1, &beside));
    let admission = push(Some(&held), 1, &changes, &proofs, &[&someone, &desk, &stranger]);
    assert!(
        admission.accepted.iter().any(|change| change.hash() == beside.hash()),
        "what is sound passes"
    );
    let refused = |change: &RawChange| {
        let found = admission.quarantined.iter().find(|item| item.hash == change.hash());
        found.map(|item| item.refusal.code)
    };
    let told = written.iter().map(|(kind, change)| (*kind, refused(change))).collect();
    assert_eq!(codes(&admission).len() + admission.accepted.len(), changes.len());
    told
}

#[test]
fn the_gate_admits_of_every_status_event_and_role_exactly_what_the_table_allows() {
    let mut admitted = 0;
    for (status, ..) in Status::ALL {
        for trier in triers() {
            for (kind, refused) in tries(trier, status) {
                let what = format!("{} from {} by {trier:?}", kind.name(), status.name());
                if is_allowed(trier, status, kind) {
                    assert_eq!(refused, None, "{what}");
                    admitted += 1;
                    continue;
                }
                let by_person = Status::ALL.iter().all(|(status, ..)| !is_allowed(trier, *status, kind));
                let code = refused.unwrap_or_else(|| panic!("{what} was admitted"));
                if by_person {
                    assert_eq!(code, RefusalCode::NotAllowed, "{what}");
                } else {
                    assert!(
                        matches!(code, RefusalCode::NotAllowed | RefusalCode::AgainstWorkflow),
                        "{what}: {code:?}"
                    );
                }
            }
        }
    }
    assert!(admitted > 100, "the table was read: {admitted}");
}
