// SPDX-License-Identifier: EUPL-1.2
//! A field's value as somebody types it in one word or line; an empty text clears a field that may be empty.

use super::{Category, Danger, Field, Position, PositionSource, Priority, Value, Visibility};

/// The value of a text for a field.
///
/// # Errors
/// A sentence that says the cure, when the text is none of the field's values.
pub fn value_of_text(field: &Field, text: &str) -> Result<Value, String> {
    let named = |table: &[&str]| format!("\"{text}\" is no {field}: use one of {}", table.join(", "));
    Ok(match field {
        Field::Description => Value::Text(text.to_owned()),
        Field::Danger => Value::Danger(Danger {
            present: !text.trim().is_empty(),
            reason: text.to_owned(),
        }),
        _ if text.is_empty() => Value::Cleared,
        Field::Category => Value::Category(Category {
            code: text.to_owned(),
            taxonomy_version: String::new(),
        }),
        Field::Position => Value::Position(place(text)?),
        Field::Priority => {
            let found = Priority::NAMES.into_iter().find(|(name, _)| *name == text);
            Value::Priority(
                found
                    .map(|(_, priority)| priority)
                    .ok_or_else(|| named(&Priority::NAMES.map(|(name, _)| name)))?,
            )
        }
        Field::Visibility => {
            let found = Visibility::NAMES.into_iter().find(|(name, _)| *name == text);
            Value::Visibility(
                found
                    .map(|(_, visibility)| visibility)
                    .ok_or_else(|| named(&Visibility::NAMES.map(|(name, _)| name)))?,
            )
        }
        _ => Value::Text(text.to_owned()),
    })
}

fn place(text: &str) -> Result<Position, String> {
    let read = || {
        let (lat, lon) = text.split_once(',')?;
        let (lat, lon) = (lat.trim().parse().ok()?, lon.trim().parse().ok()?);
        Some(Position::new(lat, lon, PositionSource::Pin))
    };
    read().ok_or_else(|| "give latitude and longitude in degrees, such as 43.77,11.25".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_becomes_the_field_s_value_or_says_what_may_stand_there() {
        assert_eq!(value_of_text(&Field::Priority, "P1"), Ok(Value::Priority(Priority::P1)));
        assert_eq!(value_of_text(&Field::Address, ""), Ok(Value::Cleared));
        let calm = Danger {
            present: false,
            reason: String::new(),
        };
        assert_eq!(value_of_text(&Field::Danger, ""), Ok(Value::Danger(calm)));
        let here = Position::new(43.77, 11.25, PositionSource::Pin);
        assert_eq!(
            value_of_text(&Field::Position, "43.77, 11.25"),
            Ok(Value::Position(here))
        );
        let wrong = value_of_text(&Field::Priority, "urgent").unwrap_err();
        assert!(wrong.contains("P1, P2, P3, P4"), "{wrong}");
        assert!(value_of_text(&Field::Position, "here").is_err());
        assert!(value_of_text(&Field::Visibility, "hidden").is_err());
    }
}
