// SPDX-License-Identifier: EUPL-1.2
//! What was typed of cases, as commands.

use ronda_shared::reporter::TypedContact;
use ronda_shared::workflow::Told;

use super::args::{CaseDo, CaseEdit, CaseFilterArgs, CaseVerb};
use crate::admin::{AdminCommand, CaseFilter, TypedDeed};

/// The command of a verb of cases.
pub(super) fn command(verb: CaseVerb) -> AdminCommand {
    match verb {
        CaseVerb::List(args) if args.duplicates => AdminCommand::CaseDuplicates { limit: args.limit },
        CaseVerb::List(args) => AdminCommand::CaseList { filter: filter(args) },
        CaseVerb::Show { case } => AdminCommand::CaseShow { case },
        CaseVerb::Do(typed) => happen(*typed),
        CaseVerb::Note { case, text, public } => acts(case, TypedDeed::Note { text, public }),
        CaseVerb::Edit(typed) => edit(*typed),
        CaseVerb::Link {
            case,
            kind,
            other,
            remove,
        } => acts(case, TypedDeed::Link { kind, other, remove }),
        CaseVerb::Keep { case, field, value_id } => acts(case, TypedDeed::Keep { field, value_id }),
        CaseVerb::Export { format, .. } => AdminCommand::CaseExport { format },
    }
}

fn acts(case: String, deed: TypedDeed) -> AdminCommand {
    AdminCommand::CaseAct { case, deed }
}

fn filter(args: CaseFilterArgs) -> CaseFilter {
    CaseFilter {
        search: args.search,
        near: args.near,
        radius_m: args.radius.unwrap_or_default(),
        category: args.category,
        status: args.status,
        district: args.district,
        office: args.office,
        crew: args.crew,
        notices: args.notices,
        limit: args.limit,
    }
}

fn happen(typed: CaseDo) -> AdminCommand {
    let told = Box::new(Told {
        event: typed.event,
        reason: typed.reason,
        outcome: typed.outcome,
        office: typed.office,
        crew: typed.crew,
        hold: typed.hold,
        text: typed.text,
        body: typed.body,
        passed_on: typed.passed_on,
        due: typed.due,
        waive: typed.waive,
        other: None,
        approved_by: typed.director,
    });
    let other = typed.ticket;
    acts(typed.case, TypedDeed::Do { told, other })
}

fn edit(typed: CaseEdit) -> AdminCommand {
    let fields = [
        ("category", typed.category),
        ("title", typed.title),
        ("description", typed.description),
        ("position", typed.position),
        ("address", typed.address),
        ("address_id", typed.address_id),
        ("district", typed.district),
        ("asset_ref", typed.asset_ref),
        ("priority", typed.priority),
        ("danger", typed.danger),
        ("visibility", typed.visibility),
    ];
    let fields = fields
        .into_iter()
        .filter_map(|(field, value)| Some((field.to_owned(), value?)))
        .collect();
    let contact = TypedContact {
        name: typed.reporter_name,
        phone: typed.reporter_phone,
        email: typed.reporter_email,
        consent: typed.consent,
    };
    acts(typed.case, TypedDeed::Edit { fields, contact })
}
