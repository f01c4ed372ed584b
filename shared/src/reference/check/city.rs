// SPDX-License-Identifier: EUPL-1.2
//! Districts, offices, crews and routes.

use super::Check;
use crate::limits;
use crate::place::Area;
use crate::reference::{ReferenceData, Route};

impl Check {
    pub(super) fn city(&mut self, data: &ReferenceData) {
        self.districts(data);
        self.areas(data);
        self.offices(data);
        self.crews(data);
        self.routes(data);
    }

    fn districts(&mut self, data: &ReferenceData) {
        self.some("districts", &data.districts);
        self.unique(
            "districts",
            data.districts.iter().map(|district| district.code.as_str()),
        );
        for district in &data.districts {
            self.code(&format!("districts[{}].code", district.code), &district.code);
            self.text(
                &format!("districts[{}].name", district.code),
                &district.name,
                limits::TITLE_CHARS,
            );
        }
    }

    fn areas(&mut self, data: &ReferenceData) {
        let districts = data
            .districts
            .iter()
            .map(|district| (format!("districts[{}].area", district.code), &district.area));
        let all = std::iter::once(("outline".to_owned(), &data.outline)).chain(districts);
        let areas: Vec<(String, &Area)> = all.filter_map(|(path, area)| Some((path, area.as_ref()?))).collect();
        for (path, area) in &areas {
            if let Some(cure) = area.fault() {
                self.fault(path.as_str(), cure);
            }
        }
        let (points, most) = (
            areas.iter().map(|(_, area)| area.points()).sum::<usize>(),
            limits::AREA_POINTS,
        );
        if points > most {
            self.fault(
                "outline",
                format!("outline and districts have {points} points, more than {most}: simplify them"),
            );
        }
    }

    fn offices(&mut self, data: &ReferenceData) {
        self.some("offices", &data.offices);
        self.unique("offices", data.offices.iter().map(|office| office.code.as_str()));
        if data.office(&data.front_desk).is_none() {
            self.fault(
                "front_desk",
                format!("there is no office {}: name one", data.front_desk),
            );
        }
        for office in &data.offices {
            let path = format!("offices[{}]", office.code);
            self.code(&format!("{path}.code"), &office.code);
            self.short(&format!("{path}.name"), &office.name);
            for service in &office.services {
                let is_group = data.groups.iter().any(|group| group.code == *service);
                if !is_group && data.category(service).is_none() {
                    self.fault(
                        format!("{path}.services"),
                        format!("{service} is no group and no category: correct it"),
                    );
                }
            }
            if let Some(hours) = &office.hours {
                self.hours(&format!("{path}.hours"), hours);
            }
        }
    }

    fn crews(&mut self, data: &ReferenceData) {
        self.unique("crews", data.crews.iter().map(|crew| crew.code.as_str()));
        for crew in &data.crews {
            let path = format!("crews[{}]", crew.code);
            self.code(&format!("{path}.code"), &crew.code);
            self.text(&format!("{path}.name"), &crew.name, limits::TITLE_CHARS);
            if data.office(&crew.office).is_none() {
                self.fault(
                    format!("{path}.office"),
                    format!("there is no office {}: name one", crew.office),
                );
            }
            for district in &crew.districts {
                self.district(data, &format!("{path}.districts"), district);
            }
        }
    }

    fn district(&mut self, data: &ReferenceData, path: &str, code: &str) {
        if !data.districts.iter().any(|district| district.code == code) {
            self.fault(path, format!("there is no district {code}: name one"));
        }
    }

    fn routes(&mut self, data: &ReferenceData) {
        for (at, route) in data.routes.iter().enumerate() {
            let path = format!("routes[{}]", at + 1);
            self.route(data, &path, route);
            let same = |other: &Route| {
                (&other.category, &other.group, &other.district) == (&route.category, &route.group, &route.district)
            };
            if data.routes.iter().take(at).any(same) {
                self.fault(path, "another route says the same before it: take one of them out");
            }
        }
    }

    fn route(&mut self, data: &ReferenceData, path: &str, route: &Route) {
        let what = match (&route.category, &route.group) {
            (Some(category), None) if data.category(category).is_some() => category,
            (None, Some(group)) if data.groups.iter().any(|known| known.code == *group) => group,
            (Some(category), None) => return self.fault(path, format!("there is no category {category}: correct it")),
            (None, Some(group)) => return self.fault(path, format!("there is no group {group}: correct it")),
            _ => return self.fault(path, "it sends nothing or twice: name either a category or a group"),
        };
        if let Some(district) = &route.district {
            self.district(data, path, district);
        }
        match data.office(&route.office) {
            None => self.fault(path, format!("there is no office {}: name one", route.office)),
            Some(office) if !office.serves(what) => {
                let cure = format!(
                    "the office {} does not serve {what}: add it to its services",
                    office.code
                );
                self.fault(path, cure);
            }
            Some(_) => {}
        }
    }
}
