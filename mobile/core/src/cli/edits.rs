// SPDX-License-Identifier: EUPL-1.2
//! What was typed, as fields and values of a ticket.

use std::collections::BTreeMap;

use ronda_shared::ticket::{Category, Danger, Field, PositionSource, Priority, Value, Visibility};

use super::args::Edit;
use super::output::Fault;
use crate::engine;

/// The fields to write, in the order they are shown.
pub(super) fn fields(typed: Edit) -> Result<Vec<(Field, Value)>, Fault> {
    let category = |code| {
        Value::Category(Category {
            code,
            taxonomy_version: String::new(),
        })
    };
    if typed.danger.is_some() && typed.no_danger {
        return Err(Fault::plain(
            "there is danger or there is none: give one of danger and no_danger",
        ));
    }
    let danger = typed.danger.map(|reason| Danger { present: true, reason });
    let danger = danger.or_else(|| {
        typed.no_danger.then(|| Danger {
            present: false,
            reason: String::new(),
        })
    });
    let priority = typed.priority.map(|name| priority(&name)).transpose()?;
    let visibility = typed.visibility.map(|name| visibility(&name)).transpose()?;
    let position = place(typed.lat, typed.lon, typed.accuracy)?.map(engine::Place::position);
    let all = [
        (Field::Category, typed.category.map(category)),
        (Field::Title, typed.title.map(text)),
        (Field::Description, typed.description.map(Value::Text)),
        (Field::Position, position.map(Value::Position)),
        (Field::Address, typed.address.map(text)),
        (Field::AddressId, typed.address_id.map(text)),
        (Field::District, typed.district.map(text)),
        (Field::AssetRef, typed.asset_ref.map(text)),
        (Field::Priority, priority.map(Value::Priority)),
        (Field::Danger, danger.map(Value::Danger)),
        (Field::Visibility, visibility.map(Value::Visibility)),
    ];
    let named = all
        .into_iter()
        .filter_map(|(field, value)| value.map(|value| (field, value)));
    let answers = answers(&typed.answers)?
        .into_iter()
        .map(|(code, answer)| (Field::Answer(code), text(answer)));
    Ok(named.chain(answers).collect())
}

/// Answers by the codes of their questions; several to one question are joined by commas.
pub(super) fn answers(typed: &[String]) -> Result<BTreeMap<String, String>, Fault> {
    let mut answers: BTreeMap<String, String> = BTreeMap::new();
    for answer in typed {
        let (code, value) = answer
            .split_once('=')
            .ok_or_else(|| Fault::plain(format!("\"{answer}\" answers nothing: write CODE=VALUE")))?;
        let given = answers.entry(code.trim().to_owned()).or_default();
        if !given.is_empty() {
            given.push(',');
        }
        given.push_str(value.trim());
    }
    Ok(answers)
}

/// A place; half a place is none.
pub(super) fn place(
    lat: Option<f64>,
    lon: Option<f64>,
    accuracy_m: Option<f64>,
) -> Result<Option<engine::Place>, Fault> {
    let source = if accuracy_m.is_some() {
        PositionSource::Gps
    } else {
        PositionSource::Pin
    };
    match (lat, lon) {
        (Some(lat), Some(lon)) => Ok(Some(engine::Place {
            accuracy_m,
            ..engine::Place::new(lat, lon, source)
        })),
        (None, None) if accuracy_m.is_none() => Ok(None),
        _ => Err(Fault::plain("half a place is none: give both lat and lon")),
    }
}

/// A priority by its name.
pub(super) fn priority(name: &str) -> Result<Priority, Fault> {
    named(&Priority::NAMES, name, "priority")
}

/// A visibility by its name.
pub(super) fn visibility(name: &str) -> Result<Visibility, Fault> {
    named(&Visibility::NAMES, name, "visibility")
}

/// A value of a table of names.
pub(super) fn named<T: Copy>(table: &[(&'static str, T)], name: &str, what: &str) -> Result<T, Fault> {
    let found = table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let known = || table.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| Fault::plain(format!("\"{name}\" is no {what}: use one of {}", known())))
}

fn text(typed: String) -> Value {
    if typed.is_empty() {
        Value::Cleared
    } else {
        Value::Text(typed)
    }
}
