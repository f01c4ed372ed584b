// SPDX-License-Identifier: EUPL-1.2
//! Routing: which office a ticket belongs to. The most specific route wins; without one it is the front desk.

use super::{ReferenceData, Route};

impl ReferenceData {
    /// The office for a category in a district: a route of the category there, then of the category, of its group there, of its group;
    /// otherwise the front desk. A category nobody knows goes by its group.
    #[must_use]
    pub fn route(&self, category: &str, district: &str) -> &str {
        let matching = self.routes.iter().filter(|route| route.matches(category, district));
        // Two routes never say the same twice, so the greatest weight is one route's alone.
        matching
            .max_by_key(|route| route.weight())
            .map_or(self.front_desk.as_str(), |route| route.office.as_str())
    }
}

impl Route {
    fn matches(&self, category: &str, district: &str) -> bool {
        let group = category.split('.').next().unwrap_or_default();
        let here = self.district.as_deref().is_none_or(|own| own == district);
        let what = match (&self.category, &self.group) {
            (Some(own), _) => own == category,
            (None, Some(own)) => own == group,
            (None, None) => false,
        };
        here && what
    }

    fn weight(&self) -> (bool, bool) {
        (self.category.is_some(), self.district.is_some())
    }
}
