// SPDX-License-Identifier: EUPL-1.2
//! What cases name and the city's current data has no row for: nobody's phone shows its name, and no queue holds its cases.

use std::collections::BTreeMap;

use ronda_shared::case_row::CaseRow;
use ronda_shared::reference::ReferenceData;

use super::{Office, OfficeError};

/// Codes of cases named in one sentence; the rest are counted.
const NAMED: usize = 20;

impl Office {
    /// One sentence for each category, district, office and crew without a row, with the cases that name it.
    pub(super) async fn unknown_rows(&self) -> Result<Vec<String>, OfficeError> {
        let Some(current) = self.usable_references().await?.into_iter().next() else {
            return Ok(Vec::new());
        };
        let mut missing: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in self.all_cases().await? {
            for name in unknown(&row, &current.data) {
                missing.entry(name).or_default().push(row.code.clone());
            }
        }
        Ok(missing.iter().map(|(name, cases)| sentence(name, cases)).collect())
    }
}

fn unknown(row: &CaseRow, city: &ReferenceData) -> Vec<String> {
    // The whole jurisdiction stands for a district while none is set.
    let district = row.district == city.jurisdiction || city.districts.iter().any(|known| known.code == row.district);
    let office = row.office.as_ref().filter(|office| city.office(office).is_none());
    let has_crew = |crew: &&String| city.crews.iter().any(|known| known.code == **crew);
    let crews = row.crews.iter().filter(|crew| !has_crew(crew));
    let category = (city.category(&row.category).is_none()).then(|| format!("category {}", row.category));
    let district = (!district).then(|| format!("district {}", row.district));
    let crews = crews.map(|crew| format!("crew {crew}"));
    category
        .into_iter()
        .chain(district)
        .chain(office.map(|office| format!("office {office}")))
        .chain(crews)
        .collect()
}

fn sentence(name: &str, cases: &[String]) -> String {
    let listed: Vec<&str> = cases.iter().take(NAMED).map(String::as_str).collect();
    let more = match cases.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "the {name} has no row in the city's data, yet cases name it ({}{more}): add it with `ronda-server taxonomy import`, or move those cases",
        listed.join(", ")
    )
}
