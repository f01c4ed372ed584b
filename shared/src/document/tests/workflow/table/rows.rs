// SPDX-License-Identifier: EUPL-1.2
//! The rows of the merge table: who does what at once, what comes of it, and who is told.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let row = |name, from, a, b, status, overtaken, told, also| Row {
        name,
        from,
        a,
        b,
        status,
        overtaken,
        told,
        also,
    };
    vec![
        row(
            "resolves / transfers",
            Status::OnHold,
            (X, resolves),
            (DESK, |n, desk| vec![happen(n, passes_on(desk))]),
            Status::Resolved,
            &[B],
            &[DESK, X],
            |ticket| ticket.workflow.handoffs == 0,
        ),
        row(
            "resolves / reassigns",
            Status::InCharge,
            (X, resolves_on_spot),
            (DESK, |n, desk| vec![happen(n, assigns(desk, "y"))]),
            Status::Resolved,
            &[B],
            &[DESK, X, Y],
            plain,
        ),
        row(
            "resolves / holds",
            Status::InProgress,
            (X, resolves),
            (DESK, |n, desk| event(n, desk, Kind::Hold)),
            Status::Resolved,
            &[B],
            &[DESK, X],
            |ticket| ticket.workflow.hold.is_none(),
        ),
        row(
            "resolves / cancels",
            Status::InProgress,
            (X, resolves),
            (DESK, |n, desk| event(n, desk, Kind::Cancel)),
            Status::Resolved,
            &[B],
            &[DESK, X],
            plain,
        ),
        row(
            "resolves / marks duplicate",
            Status::InProgress,
            (X, resolves),
            (DESK, |_, _| {
                vec![Edit::Link(
                    Link {
                        kind: LinkKind::DuplicateOf,
                        ticket: TicketId(id(77)),
                    },
                    true,
                )]
            }),
            Status::Resolved,
            &[],
            &[],
            |ticket| ticket.duplicate_of() == Some(TicketId(id(77))),
        ),
        row(
            "crew resolves / crew resolves",
            Status::Assigned,
            (X, resolves_on_spot),
            (Y, resolves_on_spot),
            Status::Resolved,
            &[],
            &[X, Y],
            |ticket| ticket.workflow.double_interventions.len() == 1 && ticket.visits.len() == 2,
        ),
        row(
            "assigns / assigns",
            Status::InCharge,
            (DESK, |n, desk| vec![happen(n, assigns(desk, "x"))]),
            (ADA, |n, other| vec![happen(n, assigns(other, "y"))]),
            Status::Assigned,
            &[],
            &[DESK, X, Y, ADA],
            |ticket| ticket.workflow.assignments.len() == 2 && ticket.workflow.crew() == Some("x"),
        ),
        row(
            "accepts / transfers",
            Status::Assigned,
            (X, |n, crew| event(n, crew, Kind::Accept)),
            (DESK, |n, desk| vec![happen(n, passes_on(desk))]),
            Status::Accepted,
            &[B],
            &[DESK, X],
            plain,
        ),
        row(
            "verifies / reopens",
            Status::Resolved,
            (DESK, |n, desk| event(n, desk, Kind::Verify)),
            (X, |n, crew| event(n, crew, Kind::Reopen)),
            Status::InCharge,
            &[A],
            &[DESK, X],
            |ticket| ticket.workflow.reopened == 1,
        ),
        row(
            "starts / cancels",
            Status::Assigned,
            (X, starts),
            (DESK, |n, desk| event(n, desk, Kind::Cancel)),
            Status::InProgress,
            &[B],
            &[DESK, X],
            plain,
        ),
        row(
            "edits / cancels",
            Status::InCharge,
            (ADA, |_, _| sets(Field::Title, Value::Text("Voragine".into()))),
            (DESK, |n, desk| event(n, desk, Kind::Cancel)),
            Status::Cancelled,
            &[],
            &[DESK],
            |ticket| ticket.title() == "Voragine" && ticket.late_edits == [Field::Title],
        ),
        row(
            "category / category",
            Status::InCharge,
            (ADA, |_, _| category("roads.manhole")),
            (X, |_, _| category("roads.kerb")),
            Status::InCharge,
            &[],
            &[],
            |ticket| standing(ticket, &Field::Category) == 2 && is_contested(ticket, &Field::Category),
        ),
        row(
            "P3 / P1",
            Status::InCharge,
            (ADA, |_, _| sets(Field::Priority, Value::Priority(Priority::P3))),
            (X, |_, _| sets(Field::Priority, Value::Priority(Priority::P1))),
            Status::InCharge,
            &[],
            &[],
            |ticket| {
                ticket.priority() == Some(Priority::P1)
                    && standing(ticket, &Field::Priority) == 2
                    && is_contested(ticket, &Field::Priority)
            },
        ),
        row(
            "public / reserved",
            Status::InCharge,
            (ADA, |_, _| {
                sets(Field::Visibility, Value::Visibility(Visibility::Public))
            }),
            (X, |_, _| {
                sets(Field::Visibility, Value::Visibility(Visibility::Reserved))
            }),
            Status::InCharge,
            &[],
            &[],
            |ticket| ticket.visibility() == Some(Visibility::Reserved) && standing(ticket, &Field::Visibility) == 2,
        ),
        row(
            "pin / pin farther than 25 m",
            Status::InCharge,
            (ADA, |_, _| pin(43.77)),
            (X, |_, _| pin(43.771)),
            Status::InCharge,
            &[],
            &[],
            |ticket| standing(ticket, &Field::Position) == 2 && is_contested(ticket, &Field::Position),
        ),
        row(
            "text / text in another place",
            Status::InCharge,
            (ADA, |_, _| description("Molto larga un metro, davanti alla scuola")),
            (X, |_, _| description("Larga un metro, davanti alla scuola media")),
            Status::InCharge,
            &[],
            &[],
            |ticket| {
                ticket.description == "Molto larga un metro, davanti alla scuola media"
                    && ticket.merged_softly().eq([&Field::Description])
                    && !is_contested(ticket, &Field::Description)
            },
        ),
        row(
            "note / note",
            Status::InCharge,
            (ADA, |n, _| note(n)),
            (X, |n, _| note(n)),
            Status::InCharge,
            &[],
            &[],
            |ticket| {
                [A, B]
                    .iter()
                    .all(|n| ticket.notes.iter().any(|note| note.entry == intent(*n)))
            },
        ),
        row(
            "watches / watches",
            Status::InCharge,
            (ADA, |_, _| vec![Edit::Watch(true)]),
            (X, |_, _| vec![Edit::Watch(true)]),
            Status::InCharge,
            &[],
            &[],
            |ticket| ticket.watchers.len() == 2,
        ),
    ]
}
