// SPDX-License-Identifier: EUPL-1.2
//! Values as a schema of the description wants them, and values beside what it wants.

use serde_json::{Map, Value, json};

use crate::scenario::Random;
use crate::stranger::hex;

/// Deeper than anybody's parser goes.
const DEEP: usize = 400;
/// Longer than any member of ours may be.
const LONG: usize = 20_000;

/// The named schemas of a description.
pub struct Schemas(Value);

impl Schemas {
    pub fn of(description: &Value) -> Self {
        Self(description["components"]["schemas"].clone())
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(path) => self.resolved(&self.0[path.rsplit('/').next().unwrap_or_default()]),
            None => schema,
        }
    }

    /// The type that a value of this schema has, where it may have none too.
    fn kind<'a>(&'a self, schema: &'a Value) -> &'a str {
        let kind = &self.resolved(schema)["type"];
        let first = kind
            .as_array()
            .and_then(|kinds| kinds.iter().find(|kind| *kind != "null"));
        let kind = first.unwrap_or(kind).as_str();
        kind.unwrap_or_else(|| panic!("a schema that is not understood here: {schema}"))
    }

    /// A value that fits; members that somebody knows better are his.
    pub fn fitting(&self, schema: &Value, known: &dyn Fn(&str) -> Option<Value>, random: &mut Random) -> Value {
        let resolved = self.resolved(schema);
        match self.kind(schema) {
            "string" => json!(word(random)),
            "integer" => json!(resolved["minimum"].as_u64().unwrap_or_default() + random.below(5_000)),
            "boolean" => json!(random.below(2) == 0),
            "array" => (0..random.index(4))
                .map(|_| self.fitting(&resolved["items"], known, random))
                .collect(),
            "object" => Value::Object(self.members(resolved, known, random)),
            other => panic!("a type that is not understood here: {other}"),
        }
    }

    fn members(
        &self,
        schema: &Value,
        known: &dyn Fn(&str) -> Option<Value>,
        random: &mut Random,
    ) -> Map<String, Value> {
        let required = |name: &str| {
            let names = schema["required"].as_array();
            names.is_some_and(|names| names.iter().any(|one| one == name))
        };
        let mut members = Map::new();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if required(name) || random.below(2) == 0 {
                let value = known(name).unwrap_or_else(|| self.fitting(member, known, random));
                members.insert(name.clone(), value);
            }
        }
        members
    }

    /// A value at the edge of what the schema allows, on either side of it.
    pub fn edge(&self, schema: &Value, random: &mut Random) -> Value {
        let least = self.resolved(schema)["minimum"].as_i64().unwrap_or_default();
        let edges = match self.kind(schema) {
            "integer" => vec![
                json!(least),
                json!(least - 1),
                json!(i64::MAX),
                json!(u64::MAX),
                json!(1.0e30),
            ],
            _ => vec![
                json!(""),
                json!(" "),
                json!("a".repeat(LONG / 10)),
                json!("0".repeat(64)),
                json!("f".repeat(65)),
            ],
        };
        edges[random.index(edges.len())].clone()
    }

    /// A value of another type than the schema's.
    pub fn of_another_type(&self, schema: &Value, random: &mut Random) -> Value {
        unlike(self.kind(schema), random)
    }
}

/// A value of some type, but not of this one.
fn unlike(kind: &str, random: &mut Random) -> Value {
    let all = [
        ("string", json!("sette")),
        ("integer", json!(7)),
        ("number", json!(-0.5)),
        ("boolean", json!(true)),
        ("null", Value::Null),
        ("array", json!([[], {}])),
        ("object", json!({ "a": 1 })),
    ];
    let others: Vec<&Value> = all
        .iter()
        .filter(|(name, _)| *name != kind)
        .map(|(_, value)| value)
        .collect();
    others[random.index(others.len())].clone()
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Words as people and programs write them.
fn word(random: &mut Random) -> String {
    let length = [16, 32, 64, 0, 1][random.index(5)];
    match random.below(4) {
        0 => "Città di Prova \u{1f6a7}".into(),
        1 => "x".repeat(length),
        _ => hex(&(0..length).map(|_| random.below(256) as u8).collect::<Vec<_>>()),
    }
}

/// The text of a body that fitted, with one thing wrong in it.
pub fn spoiled(fitted: &Value, random: &mut Random) -> Vec<u8> {
    let text = fitted.to_string();
    let Some(members) = fitted.as_object().filter(|members| !members.is_empty()) else {
        return unlike(kind_of(fitted), random).to_string().into_bytes();
    };
    let (name, value) = members.iter().nth(random.index(members.len())).expect("a member");
    let with = |name: &str, value: Value| {
        let mut members = members.clone();
        members.insert(name.to_owned(), value);
        Value::Object(members).to_string().into_bytes()
    };
    match random.below(9) {
        0 => {
            let mut members = members.clone();
            members.remove(name);
            Value::Object(members).to_string().into_bytes()
        }
        1 => with("unasked", json!(1)),
        2 => with(name, unlike(kind_of(value), random)),
        3 => with(name, json!("a".repeat(LONG))),
        4 => with(name, (0..DEEP).fold(Value::Null, |inner, _| Value::Array(vec![inner]))),
        // A member that is there twice.
        5 => format!("{{{}:{value},{}", json!(name), &text[1..]).into_bytes(),
        6 => text.as_bytes()[..random.index(text.len())].to_vec(),
        7 => format!("[{text}]").into_bytes(),
        // No UTF-8.
        _ => text
            .bytes()
            .map(|byte| if byte == b':' { 0xff } else { byte })
            .collect(),
    }
}

/// Bytes that meant something, with a few of them changed, lost or too many.
pub fn battered(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = random.index(bytes.len());
    match random.below(5) {
        0 => bytes.truncate(at),
        1 => bytes.splice(at..at, (0..9).map(|byte| byte * 31)).for_each(drop),
        2 => bytes.extend_from_within(at..),
        3 => drop(bytes.drain(at..(at + 3).min(bytes.len()))),
        _ => {
            for _ in 0..=random.index(4) {
                let at = random.index(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Schemas {
        let inner = json!({ "type": "object", "required": ["many"], "properties": {
            "many": { "type": "array", "items": { "type": "integer", "minimum": 3 } },
            "perhaps": { "type": ["string", "null"] },
        }});
        Schemas::of(&json!({ "components": { "schemas": { "Inner": inner } } }))
    }

    #[test]
    fn a_value_fits_the_schema_it_is_made_of() {
        let (schemas, mut random) = (schemas(), Random::of(1));
        let schema = json!({ "$ref": "#/components/schemas/Inner" });
        let mut optional = 0;
        for _ in 0..50 {
            let value = schemas.fitting(&schema, &|_| None, &mut random);
            let many = value["many"].as_array().unwrap();
            assert!(many.iter().all(|one| one.as_u64().unwrap() >= 3), "{value}");
            optional += u32::from(value["perhaps"].is_string());
        }
        assert!((1..50).contains(&optional), "what may be missing is there now and then");
    }

    #[test]
    fn whoever_knows_a_member_better_names_it() {
        let schema = json!({ "$ref": "#/components/schemas/Inner" });
        let known = |name: &str| (name == "many").then(|| json!("mine"));
        let value = schemas().fitting(&schema, &known, &mut Random::of(2));
        assert_eq!(value["many"], json!("mine"));
    }

    #[test]
    fn nothing_that_was_spoiled_is_as_it_was() {
        let (whole, mut random) = (json!({ "a": "due", "b": 3 }), Random::of(3));
        for _ in 0..200 {
            assert_ne!(spoiled(&whole, &mut random), whole.to_string().into_bytes());
        }
    }

    #[test]
    #[should_panic(expected = "not understood")]
    fn a_schema_of_another_make_is_noticed() {
        schemas().fitting(&json!({ "oneOf": [] }), &|_| None, &mut Random::of(4));
    }
}
