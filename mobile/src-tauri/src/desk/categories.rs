// SPDX-License-Identifier: EUPL-1.2
//! Categories and the city, from the reference data held here.

use std::sync::Arc;

use ronda_field::store::HeldReference;
use ronda_shared::ids::ReferenceVersion;
use ronda_shared::reference::{self, ReferenceData};
use serde_json::json;

use super::{Desk, invalid};
use crate::bridge::category::{Category, CategoryCode, City, Named, Names, Search};
use crate::bridge::fault::{Code, Fault};

const RECENTS: usize = 8;

impl Desk {
    pub fn categories(&mut self, request: Search) -> Result<Vec<Category>, Fault> {
        let Some(held) = self.engine()?.reference()? else {
            return Ok(Vec::new());
        };
        held.data
            .search(&request.search)
            .iter()
            .map(|hit| shown(hit.category))
            .collect()
    }

    pub fn categories_recent(&mut self, (): ()) -> Result<Vec<Category>, Fault> {
        let Some(held) = self.engine()?.reference()? else {
            return Ok(Vec::new());
        };
        let engine = self.engine()?;
        let filed = engine.store().filed_by_category(&engine.person())?;
        let mut known: Vec<_> = held
            .data
            .categories
            .iter()
            .filter(|category| !category.retired)
            .collect();
        known.sort_by_key(|category| std::cmp::Reverse(filed.get(&category.code).copied().unwrap_or_default()));
        known.into_iter().take(RECENTS).map(shown).collect()
    }

    pub fn category(&mut self, request: CategoryCode) -> Result<Category, Fault> {
        let held = self.set_of(request.version.as_deref())?;
        match held.data.category(&request.code) {
            Some(category) => shown(category),
            None => Err(invalid(held.data.category_fault(&request.code).unwrap_or_default())),
        }
    }

    fn set_of(&self, version: Option<&str>) -> Result<Arc<HeldReference>, Fault> {
        let newest = || Fault::new(Code::NoReference, "this phone has no categories yet: sync once");
        let named = version.and_then(|version| version.parse::<ReferenceVersion>().ok());
        let old = named.map(|version| self.engine()?.store().reference_of(&version).map_err(Fault::from));
        match old.transpose()?.flatten() {
            Some(held) => Ok(Arc::new(held)),
            None => self.engine()?.reference()?.ok_or_else(newest),
        }
    }

    pub fn city(&mut self, (): ()) -> Result<City, Fault> {
        let held = self.engine()?.reference()?;
        let Some(held) = held else {
            return Ok(City {
                groups: Vec::new(),
                districts: Vec::new(),
                offices: Vec::new(),
                crews: Vec::new(),
                version: None,
            });
        };
        Ok(city(&held.data, held.name.version.to_string()))
    }
}

fn city(data: &ReferenceData, version: String) -> City {
    let both = |code: &str, names: &reference::Names| Named {
        code: code.to_owned(),
        name: Names {
            it: names.it.clone(),
            en: names.en.clone(),
        },
    };
    let same = |code: &str, name: &str| Named {
        code: code.to_owned(),
        name: Names {
            it: name.to_owned(),
            en: name.to_owned(),
        },
    };
    City {
        groups: data.groups.iter().map(|group| both(&group.code, &group.name)).collect(),
        districts: data
            .districts
            .iter()
            .map(|district| same(&district.code, &district.name))
            .collect(),
        offices: data
            .offices
            .iter()
            .map(|office| both(&office.code, &office.name))
            .collect(),
        crews: data.crews.iter().map(|crew| same(&crew.code, &crew.name)).collect(),
        version: Some(version),
    }
}

fn shown(category: &reference::Category) -> Result<Category, Fault> {
    let mut shown = serde_json::to_value(category)?;
    if let serde_json::Value::Object(fields) = &mut shown {
        fields.insert("group".into(), json!(category.group()));
        fields.insert("retired".into(), json!(category.retired));
        fields.insert("questions".into(), json!(category.questions));
    }
    Ok(serde_json::from_value(shown)?)
}
