// SPDX-License-Identifier: EUPL-1.2
//! Why a ticket has to wait, and whether the clock waits with it.

/// A typed reason to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldReason {
    /// The reporter owes an answer.
    Reporter,
    /// The weather does not allow the work.
    Weather,
    /// Somebody else has to act first (a utility, an owner).
    ThirdParty,
    /// A permit is missing.
    Permit,
    /// Material is missing.
    Material,
    /// Other work comes first.
    Capacity,
}

impl HoldReason {
    /// Every reason with its name, its labels in Italian and English, and whether the SLA clock stops.
    pub const ALL: [(Self, &'static str, &'static str, &'static str, bool); 6] = [
        (
            Self::Reporter,
            "reporter",
            "In attesa del segnalante",
            "Waiting for the reporter",
            true,
        ),
        (Self::Weather, "weather", "Maltempo", "Weather", true),
        (
            Self::ThirdParty,
            "third_party",
            "In attesa di terzi",
            "Waiting for a third party",
            true,
        ),
        (
            Self::Permit,
            "permit",
            "In attesa di autorizzazione",
            "Waiting for a permit",
            true,
        ),
        (
            Self::Material,
            "material",
            "Materiale mancante",
            "Material missing",
            false,
        ),
        (Self::Capacity, "capacity", "Altre priorità", "Other work first", false),
    ];

    /// The reason of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name in documents, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    /// Whether the SLA clock stops while it lasts.
    #[must_use]
    pub fn stops_the_clock(self) -> bool {
        self.row().is_some_and(|row| row.4)
    }

    /// Every name, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(|row| row.1).join(", ")
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static str, &'static str, bool)> {
        Self::ALL.iter().find(|row| row.0 == self)
    }
}
