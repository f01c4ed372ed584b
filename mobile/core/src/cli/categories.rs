// SPDX-License-Identifier: EUPL-1.2
//! `ronda categories` and `ronda category`: what a ticket can be about, found offline by the words people use.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use ronda_shared::ids::ReferenceVersion;
use ronda_shared::reference::{Category, Question, ReferenceData};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::output::{Answer, Fault};
use crate::engine::Engine;
use crate::store::HeldReference;

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Categories {
    /// Words of name, keywords or help, in Italian or English; accents do not matter
    #[arg(long, value_name = "WORDS")]
    pub(super) search: Option<String>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OneCategory {
    /// Category code, such as roads.pothole
    pub(super) code: String,
    /// As it was in this version, which `show --json` names for a ticket
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub(super) version: Option<ReferenceVersion>,
}

/// Categories in use, the best match first.
pub(super) fn list(engine: &Engine, typed: &Categories) -> Result<Answer, Fault> {
    let held = held(engine)?;
    let hits = held.data.search(typed.search.as_deref().unwrap_or_default());
    let shown: Vec<Json> = hits
        .iter()
        .map(|hit| shown(&held, hit.category).map(|shown| with(shown, "rank", json!(hit.rank))))
        .collect::<Result<_, _>>()?;
    let line = |category: &Category| format!("{:<28}  {} / {}\n", category.code, category.name.it, category.name.en);
    let words: String = hits.iter().map(|hit| line(hit.category)).collect();
    let words = if words.is_empty() {
        "No category says that: try other words.".to_owned()
    } else {
        words
    };
    Ok(Answer::new(json!(shown), words))
}

/// Everything a category says.
pub(super) fn one(engine: &Engine, typed: &OneCategory) -> Result<Answer, Fault> {
    let held = match &typed.version {
        None => held(engine)?,
        Some(version) => {
            let gone = || Fault::plain("this version is not on this device: leave --version out to see the newest");
            Arc::new(engine.store().reference_of(version)?.ok_or_else(gone)?)
        }
    };
    let Some(category) = held.data.category(&typed.code) else {
        return Err(Fault::plain(held.data.category_fault(&typed.code).unwrap_or_default()));
    };
    Ok(Answer::new(shown(&held, category)?, words(&held.data, category)))
}

fn held(engine: &Engine) -> Result<Arc<HeldReference>, Fault> {
    let missing = || Fault::plain("this device has no categories yet: sync once; until then every code can be filed");
    engine.reference()?.ok_or_else(missing)
}

fn shown(held: &HeldReference, category: &Category) -> Result<Json, Fault> {
    let shown = serde_json::to_value(category).map_err(|fault| Fault::plain(fault.to_string()))?;
    let shown = with(shown, "group", json!(category.group()));
    let shown = with(shown, "retired", json!(category.retired));
    let shown = with(shown, "questions", json!(category.questions));
    Ok(with(shown, "taxonomy_version", json!(held.name.version)))
}

fn with(mut shown: Json, key: &str, value: Json) -> Json {
    if let Json::Object(fields) = &mut shown {
        fields.insert(key.to_owned(), value);
    }
    shown
}

fn words(data: &ReferenceData, category: &Category) -> String {
    let group = data.groups.iter().find(|group| group.code == category.group());
    let group = group.map(|group| group.name.en.as_str()).unwrap_or_default();
    let mut words = format!("{}  {} / {}\n", category.code, category.name.it, category.name.en);
    let _ = writeln!(words, "  {}\n  {}", category.help.it, category.help.en);
    if category.retired {
        let _ = writeln!(words, "  no longer used for new tickets");
    }
    if let Some(sheet) = &category.emergency_sheet {
        let _ = writeln!(words, "  at once     {}\n              {}", sheet.it, sheet.en);
    }
    let photos = category.photos;
    let after = if photos.after_required {
        ", one of the finished work"
    } else {
        ""
    };
    let _ = writeln!(words, "  group       {group}\n  priority    {:?}", category.priority);
    let _ = writeln!(words, "  photos      at least {}{after}", photos.minimum);
    let _ = writeln!(
        words,
        "  duplicates  within {} m and {} days",
        category.duplicate_radius_m, category.duplicate_days
    );
    words.extend(category.questions.iter().map(question));
    words
}

fn question(question: &Question) -> String {
    let needed = if question.required { " (needed)" } else { "" };
    let values: Vec<&str> = question.values.iter().map(|value| value.code.as_str()).collect();
    let values = if values.is_empty() {
        String::new()
    } else {
        format!(": {}", values.join(", "))
    };
    let label = &question.label;
    format!(
        "  --answer {}=...  {} / {}{needed}{values}\n",
        question.code, label.it, label.en
    )
}
