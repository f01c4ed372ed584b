// SPDX-License-Identifier: EUPL-1.2
//! Why a ticket has to wait. Whether the SLA clock waits with it is reference data, never code.

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
    /// Every reason with its name and its labels in Italian and English.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 6] = [
        (
            Self::Reporter,
            "reporter",
            "In attesa del segnalante",
            "Waiting for the reporter",
        ),
        (Self::Weather, "weather", "Maltempo", "Weather"),
        (
            Self::ThirdParty,
            "third_party",
            "In attesa di terzi",
            "Waiting for a third party",
        ),
        (
            Self::Permit,
            "permit",
            "In attesa di autorizzazione",
            "Waiting for a permit",
        ),
        (Self::Material, "material", "Materiale mancante", "Material missing"),
        (Self::Capacity, "capacity", "Altre priorità", "Other work first"),
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

    /// Every name, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(|row| row.1).join(", ")
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static str, &'static str)> {
        Self::ALL.iter().find(|row| row.0 == self)
    }
}
