// SPDX-License-Identifier: EUPL-1.2
//! Requests made of the office's own description: each operation by its method, with the parameters and the body it asks for,
//! and mostly with one thing wrong in it.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::Value;

use super::honest::{Honest, packed};
use super::schema::{Schemas, battered, spoiled};
use crate::scenario::Random;

const JSON: &str = "application/json";

/// What the office says it answers.
pub struct Description {
    pub operations: Vec<Operation>,
    schemas: Schemas,
}

/// One method of one path.
pub struct Operation {
    pub method: Method,
    pub path: String,
    parameters: Vec<Parameter>,
    /// The media type of its body and the schema.
    body: Option<(String, Value)>,
}

struct Parameter {
    name: String,
    place: Place,
    schema: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
}

/// What is wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// A parameter that is missing, there twice, of another type, or at the edge of what fits.
    Missing(usize),
    Repeated(usize),
    Mistyped(usize),
    Edge(usize),
    /// A parameter that nobody asked for.
    Unasked,
    Body,
    MediaType,
    Token,
}

/// A request before it is sent.
#[derive(Default)]
pub struct Draft {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(String, HeaderValue)>,
    pub body: Vec<u8>,
    pub token: String,
    /// Whoever asks may read every ticket.
    pub may_read: bool,
    /// The hash it is about; empty where it is about none.
    pub about: String,
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn wrong(&self, random: &mut Random) -> Wrong {
        let parameter = random.index(self.parameters.len());
        let has_parameters = !self.parameters.is_empty();
        match random.below(12) {
            0..=3 => Wrong::Nothing,
            4 if has_parameters => Wrong::Missing(parameter),
            5 if has_parameters => Wrong::Repeated(parameter),
            6 if has_parameters => Wrong::Mistyped(parameter),
            7 if has_parameters => Wrong::Edge(parameter),
            8 => Wrong::Unasked,
            9 => Wrong::Token,
            10 if self.body.is_some() => Wrong::MediaType,
            _ if self.body.is_some() => Wrong::Body,
            _ => Wrong::Nothing,
        }
    }
}

impl Description {
    pub fn read(description: &Value) -> Self {
        let paths: BTreeMap<String, BTreeMap<String, Value>> =
            serde_json::from_value(description["paths"].clone()).expect("operations by path");
        let operations = paths.iter().flat_map(|(path, operations)| {
            let one = move |(method, said): (&String, &Value)| operation(method, path, said);
            operations.iter().map(one)
        });
        Self {
            operations: operations.collect(),
            schemas: Schemas::of(description),
        }
    }

    /// A request of an operation; answers what is wrong with it, too.
    pub async fn request(&self, operation: &Operation, honest: &mut Honest, random: &mut Random) -> (Draft, String) {
        let wrong = operation.wrong(random);
        let mut draft = honest.draft(operation, random);
        if wrong == Wrong::Token {
            draft.token = ["", "x", "Zm9v"][random.index(3)].into();
        }
        if let Some((kind, schema)) = &operation.body {
            draft.body = if kind == JSON {
                self.json(operation, schema, honest, wrong, random).await
            } else {
                let plain = honest.plain(operation, &draft, random);
                match wrong {
                    // Only what is packed rightly comes to the decoder behind.
                    Wrong::Body if random.below(2) == 0 => packed(kind, battered(&plain, random)),
                    Wrong::Body => battered(&packed(kind, plain), random),
                    _ => packed(kind, plain),
                }
            };
            let kind = if wrong == Wrong::MediaType {
                ["", "text/plain", JSON, "x", "application/octet-stream"][random.index(5)]
            } else {
                kind
            };
            draft.headers.push(("content-type".into(), header(kind)));
        }
        self.parameters(operation, honest, wrong, &mut draft, random);
        (draft, format!("{} with {wrong:?} wrong", operation.name()))
    }

    async fn json(
        &self,
        operation: &Operation,
        schema: &Value,
        honest: &mut Honest,
        wrong: Wrong,
        random: &mut Random,
    ) -> Vec<u8> {
        if wrong == Wrong::Nothing
            && let Some(true_one) = honest.json(operation).await
        {
            return true_one.to_string().into_bytes();
        }
        let fitting = self.schemas.fitting(schema, &|name| honest.member(name), random);
        match wrong {
            Wrong::Body => spoiled(&fitting, random),
            _ => fitting.to_string().into_bytes(),
        }
    }

    fn parameters(&self, operation: &Operation, honest: &Honest, wrong: Wrong, draft: &mut Draft, random: &mut Random) {
        let mut query = Vec::new();
        let mut path = operation.path.clone();
        for (at, parameter) in operation.parameters.iter().enumerate() {
            for value in self.values(at, parameter, honest, wrong, draft, random) {
                match parameter.place {
                    Place::Path => path = path.replace(&format!("{{{}}}", parameter.name), &value),
                    Place::Query => query.push(format!("{}={value}", parameter.name)),
                    Place::Header => draft.headers.push((parameter.name.clone(), header(&value))),
                }
            }
            // A part of a path that is missing is empty.
            path = path.replace(&format!("{{{}}}", parameter.name), "");
        }
        if wrong == Wrong::Unasked {
            query.push("unasked=1&unasked=%00".into());
            draft.headers.push(("X-Unasked".into(), header("1")));
        }
        draft.path = match query.is_empty() {
            true => path,
            false => format!("{path}?{}", query.join("&")),
        };
    }

    /// What one parameter says: mostly once.
    fn values(
        &self,
        at: usize,
        parameter: &Parameter,
        honest: &Honest,
        wrong: Wrong,
        draft: &Draft,
        random: &mut Random,
    ) -> Vec<String> {
        let fitting = honest.parameter(&parameter.name, draft);
        let fitting = fitting.unwrap_or_else(|| told(&self.schemas.fitting(&parameter.schema, &|_| None, random)));
        let edge = |random: &mut Random| told(&self.schemas.edge(&parameter.schema, random));
        match wrong {
            Wrong::Missing(wrong) if wrong == at => Vec::new(),
            Wrong::Repeated(wrong) if wrong == at => vec![fitting, edge(random)],
            Wrong::Mistyped(wrong) if wrong == at && parameter.place == Place::Path => vec![strange(random)],
            Wrong::Mistyped(wrong) if wrong == at => {
                vec![told(&self.schemas.of_another_type(&parameter.schema, random))]
            }
            Wrong::Edge(wrong) if wrong == at => vec![edge(random)],
            _ => vec![fitting],
        }
    }
}

fn operation(method: &str, path: &str, said: &Value) -> Operation {
    let parameters = said["parameters"].as_array().into_iter().flatten();
    let content = said["requestBody"]["content"].as_object();
    let body = content.and_then(|content| content.iter().next());
    Operation {
        method: Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method"),
        path: path.to_owned(),
        parameters: parameters.map(parameter).collect(),
        body: body.map(|(kind, content)| (kind.clone(), content["schema"].clone())),
    }
}

fn parameter(said: &Value) -> Parameter {
    Parameter {
        name: said["name"].as_str().expect("a name").to_owned(),
        place: match said["in"].as_str() {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") => Place::Header,
            _ => panic!("a place that is not understood here: {said}"),
        },
        schema: said["schema"].clone(),
    }
}

/// A value as it stands in a path or a header.
fn told(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whatever of it a header may hold.
fn header(text: &str) -> HeaderValue {
    let bytes: Vec<u8> = text.bytes().filter(|byte| *byte >= b' ' && *byte != 0x7f).collect();
    HeaderValue::from_bytes(&bytes).expect("without control characters")
}

/// What no path of ours has in it.
fn strange(random: &mut Random) -> String {
    let parts = [
        "..%2f..%2fkeys",
        "%00",
        "a\u{301}",
        "%F0%9F%92%A9",
        "%",
        "*",
        "%2e%2e",
        "sette",
    ];
    parts[random.index(parts.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_is_read_with_all_it_asks_for() {
        let said = json!({
            "parameters": [
                { "name": "id", "in": "path", "schema": { "type": "string" } },
                { "name": "Count", "in": "header", "schema": { "type": "integer" } },
                { "name": "after", "in": "query", "schema": { "type": "integer" } },
            ],
            "requestBody": { "content": { "text/plain": { "schema": { "type": "string" } } } },
        });
        let read = Description::read(&json!({ "paths": { "/v9/{id}": { "patch": said } } }));
        let operation = &read.operations[0];
        assert_eq!(operation.name(), "PATCH /v9/{id}");
        let places: Vec<Place> = operation.parameters.iter().map(|one| one.place).collect();
        assert_eq!(places, [Place::Path, Place::Header, Place::Query]);
        assert_eq!(
            operation.body.as_ref().map(|(kind, _)| kind.as_str()),
            Some("text/plain")
        );
    }

    #[test]
    fn every_kind_of_fault_is_drawn() {
        let said = json!({
            "parameters": [{ "name": "id", "in": "path", "schema": { "type": "string" } }],
            "requestBody": { "content": { JSON: { "schema": { "type": "object" } } } },
        });
        let (operation, mut random) = (operation("post", "/{id}", &said), Random::of(1));
        let drawn: Vec<Wrong> = (0..400).map(|_| operation.wrong(&mut random)).collect();
        for wrong in [
            Wrong::Nothing,
            Wrong::Missing(0),
            Wrong::Repeated(0),
            Wrong::Mistyped(0),
            Wrong::Edge(0),
            Wrong::Unasked,
            Wrong::Body,
            Wrong::MediaType,
            Wrong::Token,
        ] {
            assert!(drawn.contains(&wrong), "{wrong:?}");
        }
    }
}
