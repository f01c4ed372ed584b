// SPDX-License-Identifier: EUPL-1.2
//! What the office does to cases, from the words of a command to the deed.

use ronda_shared::ticket::{Field, LinkKind, Value, value_of_text};

use super::{AdminCommand, AdminError};
use crate::office::CaseDeed;

/// The case and the deed of a command that does something to one.
pub(super) fn deed(command: AdminCommand) -> Result<(String, CaseDeed), AdminError> {
    Ok(match command {
        AdminCommand::CaseDo { case, told, other } => (case, CaseDeed::Happen { told: *told, other }),
        AdminCommand::CaseNote { case, text, public } => (case, CaseDeed::Note { text, public }),
        AdminCommand::CaseEdit { case, fields } => (case, edit(fields)?),
        AdminCommand::CaseLink {
            case,
            kind,
            other,
            remove,
        } => (case, link(&kind, other, remove)?),
        AdminCommand::CaseKeep { case, field, value_id } => (case, keep(&field, value_id)?),
        _ => return Err(AdminError::Refused("this does nothing to a case: see --help".into())),
    })
}

/// The edit of a case: every field that is none is named.
fn edit(fields: Vec<(String, String)>) -> Result<CaseDeed, AdminError> {
    let (read, faults): (Vec<_>, Vec<_>) = fields
        .iter()
        .map(|(name, text)| field_of(name, text))
        .partition(Result::is_ok);
    if faults.is_empty() {
        return Ok(CaseDeed::Edit(read.into_iter().flatten().collect()));
    }
    let faults: Vec<String> = faults.into_iter().filter_map(Result::err).collect();
    Err(AdminError::Refused(faults.join("; ")))
}

fn field_of(name: &str, text: &str) -> Result<(Field, Value), String> {
    let field: Field = field(name)?;
    value_of_text(&field, text).map(|value| (field, value))
}

fn field(name: &str) -> Result<Field, String> {
    name.parse()
        .map_err(|fault: ronda_shared::ticket::UnknownField| fault.to_string())
}

/// The decision of a conflict.
fn keep(name: &str, value_id: String) -> Result<CaseDeed, AdminError> {
    let field = field(name).map_err(AdminError::Refused)?;
    Ok(CaseDeed::Keep { field, value_id })
}

/// The tie to another case.
fn link(kind: &str, other: String, remove: bool) -> Result<CaseDeed, AdminError> {
    let wanted = kind.replace('-', "_");
    let named = LinkKind::NAMES.into_iter().find(|(name, _)| *name == wanted);
    let (_, kind) = named.ok_or_else(|| {
        let cure = format!("\"{kind}\" is no link: use duplicate-of, parent or related");
        AdminError::Refused(cure)
    })?;
    Ok(CaseDeed::Link {
        kind,
        other,
        there: !remove,
    })
}
