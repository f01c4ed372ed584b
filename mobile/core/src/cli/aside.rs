// SPDX-License-Identifier: EUPL-1.2
//! `set-aside`: what the office refused, to be written again or let go by who wrote it.

use ronda_shared::ids::IntentId;
use serde_json::{Value as Json, json};

use super::args::Aside;
use super::output::{Answer, Fault};
use super::{verbs, words};
use crate::engine::Engine;

/// Lists, re-applies or drops.
pub(super) fn perform(engine: &mut Engine, typed: &Aside) -> Result<Answer, Fault> {
    if typed.deed == "list" {
        return list(engine);
    }
    let intent: IntentId = typed
        .intent
        .as_deref()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Fault::plain("name the edit by its id: see ronda set-aside list"))?;
    if typed.deed == "reapply" {
        return Ok(verbs::answer(&engine.reapply(&intent)?));
    }
    engine.drop_refused(&intent)?;
    Ok(Answer::new(
        json!({ "intent": intent, "dropped": true }),
        "Dropped.\n".to_owned(),
    ))
}

fn list(engine: &Engine) -> Result<Answer, Fault> {
    let refused = engine.store().set_aside()?;
    let shown: Vec<Json> = refused.iter().map(words::set_aside).collect();
    let mut words: String = refused
        .iter()
        .map(|one| format!("{}  {}: {}\n", one.action.intent, one.ticket, one.refusal))
        .collect();
    if words.is_empty() {
        words = "Nothing is set aside.\n".to_owned();
    }
    Ok(Answer::new(json!(shown), words))
}
