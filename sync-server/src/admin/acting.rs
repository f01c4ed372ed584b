// SPDX-License-Identifier: EUPL-1.2
//! What the office does to cases, from the words of a command to the deed.

use ronda_shared::ticket::{Field, LinkKind, Value, value_of_text};

use super::{AdminError, TypedDeed};
use crate::office::CaseDeed;

/// The deed that was typed.
pub(super) fn deed(typed: TypedDeed) -> Result<CaseDeed, AdminError> {
    Ok(match typed {
        TypedDeed::Do { told, other } => CaseDeed::Happen { told, other },
        TypedDeed::Note { text, public } => CaseDeed::Note { text, public },
        TypedDeed::Edit { fields, .. } => CaseDeed::Edit(fields_of(&fields)?),
        TypedDeed::Link { kind, other, remove } => link(&kind, other, remove)?,
        TypedDeed::Keep { field, value_id } => keep(&field, value_id)?,
    })
}

/// The fields of an edit: every field that is none is named.
pub(super) fn fields_of(fields: &[(String, String)]) -> Result<Vec<(Field, Value)>, AdminError> {
    let (read, faults): (Vec<_>, Vec<_>) = fields
        .iter()
        .map(|(name, text)| field_of(name, text))
        .partition(Result::is_ok);
    if faults.is_empty() {
        return Ok(read.into_iter().flatten().collect());
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
        let cure = format!("\"{kind}\" is no link: use duplicate-of, parent, related or different-from");
        AdminError::Refused(cure)
    })?;
    Ok(CaseDeed::Link {
        kind,
        other,
        there: !remove,
    })
}
