// SPDX-License-Identifier: EUPL-1.2
//! A life as people read and write it: one step a line, as in every script.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::plan::{DISTRICTS, District, Step};
use crate::fault_proxy::Fault;
use crate::sim::script::{name_of, named, number};
use crate::sim::shrink::{self, Patience};

const WITH_A_PHOTO: &str = "with-a-photo";
/// Where somebody works whose district is the whole territory.
const EVERYWHERE: &str = "everywhere";
/// Of which nothing more is said.
const PLAIN: [(Step, &str); 3] = [
    (Step::OfficeIsCopied, "office is-copied"),
    (Step::OfficeIsPutBack, "office is-put-back"),
    (Step::CityIsNamedAnew, "city is-named-anew"),
];

impl shrink::Step for Step {
    /// Real processes live for many seconds: whoever waits for the word of a failing life waits some minutes more.
    const PATIENCE: Patience = Patience {
        plays: 25,
        time: Duration::from_secs(8 * 60),
    };

    /// The same work with nothing wrong around it.
    fn simpler(&self) -> Option<Self> {
        match *self {
            Self::SyncsBadly { at, .. } | Self::DiesSyncing { at, .. } | Self::OfficeDies { at, .. } => {
                Some(Self::Syncs { at })
            }
            Self::Files {
                at,
                district,
                photo: true,
            } => Some(Self::Files {
                at,
                district,
                photo: false,
            }),
            _ => None,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files { at, district, photo } => {
                write!(f, "phone {at} files {district}")?;
                if *photo { write!(f, " {WITH_A_PHOTO}") } else { Ok(()) }
            }
            Self::Edits { at, ticket } => write!(f, "phone {at} edits {ticket}"),
            Self::Notes { at, ticket } => write!(f, "phone {at} notes {ticket}"),
            Self::Photographs { at, ticket } => write!(f, "phone {at} photographs {ticket}"),
            Self::Syncs { at } => write!(f, "phone {at} syncs"),
            Self::SyncsBadly { at, faults } => {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                write!(f, "phone {at} syncs-badly {}", faults.join(", "))
            }
            Self::DiesSaving { at, answers } => write!(f, "phone {at} dies-saving {answers}"),
            Self::DiesSyncing { at, looks } => write!(f, "phone {at} dies-syncing {looks}"),
            Self::OfficeDies { at, looks } => write!(f, "office dies-serving {at} {looks}"),
            Self::ClockLeaps { at, off_s } => write!(f, "phone {at} leaps {off_s}"),
            Self::IsCloned { at } => write!(f, "phone {at} is-cloned"),
            Self::Moves { at, district } => write!(f, "phone {at} moves {}", district.unwrap_or(EVERYWHERE)),
            Self::IsPurged { ticket } => write!(f, "ticket {ticket} is-purged"),
            Self::IsRevoked { at } => write!(f, "phone {at} is-revoked"),
            Self::OfficeIsCopied | Self::OfficeIsPutBack | Self::CityIsNamedAnew => f.write_str(name_of(&PLAIN, self)),
        }
    }
}

fn district(word: Option<&&str>) -> Result<District, String> {
    let word = word.ok_or("a district is missing")?;
    let known = DISTRICTS.iter().find(|code| *code == word);
    known.copied().ok_or_else(|| format!("\"{word}\" is no district"))
}

fn photo(word: Option<&&str>) -> Result<bool, String> {
    match word {
        None => Ok(false),
        Some(&WITH_A_PHOTO) => Ok(true),
        Some(other) => Err(format!("\"{other}\" is nothing that a ticket is filed with here")),
    }
}

fn faults(words: &[&str]) -> Result<Vec<Fault>, String> {
    words.join(" ").split(',').map(str::parse).collect()
}

/// What happens on or to one phone.
fn of_phone(at: usize, verb: &str, rest: &[&str]) -> Result<Step, String> {
    let first = rest.first();
    Ok(match verb {
        "files" => Step::Files {
            at,
            district: district(first)?,
            photo: photo(rest.get(1))?,
        },
        "edits" => Step::Edits {
            at,
            ticket: number(first)?,
        },
        "notes" => Step::Notes {
            at,
            ticket: number(first)?,
        },
        "photographs" => Step::Photographs {
            at,
            ticket: number(first)?,
        },
        "syncs" => Step::Syncs { at },
        "syncs-badly" => Step::SyncsBadly {
            at,
            faults: faults(rest)?,
        },
        "dies-saving" => Step::DiesSaving {
            at,
            answers: number(first)?,
        },
        "dies-syncing" => Step::DiesSyncing {
            at,
            looks: number(first)?,
        },
        "leaps" => Step::ClockLeaps {
            at,
            off_s: number(first)?,
        },
        "is-cloned" => Step::IsCloned { at },
        "moves" if first == Some(&EVERYWHERE) => Step::Moves { at, district: None },
        "moves" => Step::Moves {
            at,
            district: Some(district(first)?),
        },
        "is-revoked" => Step::IsRevoked { at },
        _ => return Err(format!("\"{verb}\" is nothing that a phone does here")),
    })
}

impl FromStr for Step {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["phone", phone, verb, rest @ ..] => of_phone(number(Some(phone))?, verb, rest),
            ["office", "dies-serving", phone, looks] => Ok(Self::OfficeDies {
                at: number(Some(phone))?,
                looks: number(Some(looks))?,
            }),
            ["ticket", ticket, "is-purged"] => Ok(Self::IsPurged {
                ticket: number(Some(ticket))?,
            }),
            plain => named(&PLAIN, &plain.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::plan::{Script, drawn};
    use super::*;
    use crate::scenario::faults::EVERY_KIND;
    use crate::sim::shrink::{Step as _, shrunk};
    use crate::sim::{Broken, Trace};

    #[test]
    fn a_life_is_read_as_it_was_written() {
        for seed in 0..500 {
            let script = drawn(seed);
            assert_eq!(script.to_string().parse::<Script>(), Ok(script));
        }
        let faults = [&EVERY_KIND[..], &[Fault::None]].concat();
        let script = Script {
            seed: 1,
            ops: vec![Step::SyncsBadly { at: 2, faults }],
        };
        assert_eq!(script.to_string().parse::<Script>(), Ok(script));
        let unknown = [
            "phone 0 dances",
            "phone 0 files Q9",
            "phone 0 files Q1 with-a-hat",
            "phone 0 moves",
            "phone 0 syncs-badly",
            "phone 1 syncs-badly cut-reply 40, delay 10",
            "phone 1 leaps far",
            "office dies-serving 2",
            "ticket is-purged",
        ];
        for line in unknown {
            assert!(line.parse::<Step>().is_err(), "{line}");
        }
    }

    /// A life that nothing spoils but a clone before a purge; and how many were lived.
    fn fragile(script: &Script, lived: &Cell<usize>) -> Result<Trace, Box<Broken<Step>>> {
        lived.set(lived.get() + 1);
        let cloned = script.ops.iter().position(|step| matches!(step, Step::IsCloned { .. }));
        let purged = script
            .ops
            .iter()
            .rposition(|step| matches!(step, Step::IsPurged { .. }));
        match (cloned, purged) {
            (Some(cloned), Some(purged)) if cloned < purged => Err(Box::new(Broken {
                script: script.clone(),
                what: format!("panic: a copy keeps it: ticket {purged}"),
                trace: Trace::new(),
            })),
            _ => Ok(Trace::new()),
        }
    }

    #[test]
    fn few_lives_suffice_to_tell_the_evil_from_the_rest() {
        for seed in 0..50 {
            let (whole, lived) = (drawn(seed), Cell::new(0));
            let Err(broken) = fragile(&whole, &lived) else { continue };
            lived.set(0);
            let smallest = shrunk(broken, &|script| fragile(script, &lived)).script;
            assert!(lived.get() <= Step::PATIENCE.plays, "seed {seed}: {lived:?} lives");
            assert!(smallest.ops.len() * 3 < whole.ops.len(), "seed {seed}:\n{smallest}");
        }
    }

    #[test]
    fn a_life_reads_better_where_nothing_goes_wrong_around_its_evil() {
        let simpler = |line: &str| {
            let step: Step = line.parse().expect("a step");
            step.simpler().map(|step| step.to_string())
        };
        let synced = Some("phone 1 syncs".to_owned());
        assert_eq!(simpler("phone 1 syncs-badly cut-reply 40, delay 10 200"), synced);
        assert_eq!(simpler("phone 1 dies-syncing 17"), synced);
        assert_eq!(simpler("office dies-serving 1 5"), synced);
        assert_eq!(
            simpler("phone 3 files Q2 with-a-photo"),
            Some("phone 3 files Q2".into())
        );
        assert_eq!(simpler("phone 3 files Q2"), None);
        assert_eq!(simpler("ticket 4 is-purged"), None);
    }
}
