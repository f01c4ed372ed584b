// SPDX-License-Identifier: EUPL-1.2
//! What happens among replicas without stores, one operation a line; what people do to a ticket is said as in every script.

use std::fmt;
use std::str::FromStr;

use ronda_shared::policy::Role;

use super::super::script::{Work, name_of, named, number, worded, work, written};
use super::super::shrink::Step;

worded! {
    /// What the way between a phone and the office does to what is delivered.
    Way {
        /// Everything arrives, and so does the answer.
        All = "all",
        /// The first part arrives.
        Some = "some",
        /// Everything arrives twice.
        Twice = "twice",
        /// Everything arrives in another order.
        Mixed = "mixed",
        /// It arrives; the answer is lost.
        Unanswered = "unanswered",
        /// It arrives when the script says `late`.
        Later = "later",
    }
}

/// What happens on or to one phone. The number beside a way chooses what `some` and `mixed` leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Files,
    Works { ticket: usize, work: Work },
    Sends(Way, u64),
    Hears(Way, u64),
    Jumps { hours: i64 },
    Becomes { role: Role },
    Crashes,
    IsCloned,
    IsCopied,
    IsRestored,
}

impl Deed {
    const PLAIN: [(Self, &'static str); 5] = [
        (Self::Files, "files"),
        (Self::Crashes, "crashes"),
        (Self::IsCloned, "is-cloned"),
        (Self::IsCopied, "is-copied"),
        (Self::IsRestored, "is-restored"),
    ];
}

/// What happens in the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Desk {
    Works { ticket: usize, work: Work },
    Copies,
    RollsBack,
    Restarts,
}

impl Desk {
    const PLAIN: [(Self, &'static str); 3] = [
        (Self::Copies, "copies"),
        (Self::RollsBack, "rolls-back"),
        (Self::Restarts, "restarts"),
    ];
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Phone(usize, Deed),
    Office(Desk),
    /// The oldest delivery that was held back arrives.
    Late,
    /// Everything is delivered to everybody until nothing moves, and the oracle looks.
    Agree,
}

/// Operations among replicas, and a seed for their ids.
pub type Script = super::super::script::Script<Op>;

impl Step for Op {
    /// A delivery of everything at once.
    fn simpler(&self) -> Option<Self> {
        let deed = match self {
            Self::Phone(_, Deed::Sends(Way::All, _) | Deed::Hears(Way::All, _)) => return None,
            Self::Phone(_, Deed::Sends(..)) => Deed::Sends(Way::All, 0),
            Self::Phone(_, Deed::Hears(..)) => Deed::Hears(Way::All, 0),
            _ => return None,
        };
        match self {
            Self::Phone(phone, _) => Some(Self::Phone(*phone, deed)),
            _ => None,
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Works { ticket, work } => written(f, *ticket, work),
            Self::Sends(way, number) => write!(f, "sends {} {number}", name_of(&Way::ALL, way)),
            Self::Hears(way, number) => write!(f, "hears {} {number}", name_of(&Way::ALL, way)),
            Self::Jumps { hours } => write!(f, "jumps {hours}"),
            Self::Becomes { role } => write!(f, "becomes {}", role.name()),
            plain => f.write_str(name_of(&Self::PLAIN, plain)),
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(phone, deed) => write!(f, "phone {phone} {deed}"),
            Self::Office(Desk::Works { ticket, work }) => {
                f.write_str("office ")?;
                written(f, *ticket, work)
            }
            Self::Office(plain) => write!(f, "office {}", name_of(&Desk::PLAIN, plain)),
            Self::Late => f.write_str("late"),
            Self::Agree => f.write_str("agree"),
        }
    }
}

fn way(rest: &[&str]) -> Result<(Way, u64), String> {
    let way = named(&Way::ALL, rest.first().ok_or("a way is missing")?)?;
    Ok((way, number(rest.get(1))?))
}

fn deed(words: &[&str]) -> Result<Deed, String> {
    let (verb, rest) = words.split_first().ok_or("a verb is missing")?;
    if let Some((ticket, work)) = work(verb, rest)? {
        return Ok(Deed::Works { ticket, work });
    }
    Ok(match *verb {
        "sends" => way(rest).map(|(way, number)| Deed::Sends(way, number))?,
        "hears" => way(rest).map(|(way, number)| Deed::Hears(way, number))?,
        "jumps" => Deed::Jumps {
            hours: number(rest.first())?,
        },
        "becomes" => {
            let role = rest.first().ok_or("a role is missing")?;
            let known = Role::NAMES.iter().find(|(name, _)| name == role);
            let role = known.ok_or_else(|| format!("\"{role}\" is no role"))?.1;
            Deed::Becomes { role }
        }
        plain => named(&Deed::PLAIN, plain)?,
    })
}

fn desk(words: &[&str]) -> Result<Desk, String> {
    let (verb, rest) = words.split_first().ok_or("a verb is missing")?;
    match work(verb, rest)? {
        Some((ticket, work)) => Ok(Desk::Works { ticket, work }),
        None => named(&Desk::PLAIN, verb),
    }
}

impl FromStr for Op {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["phone", phone, rest @ ..] => Ok(Self::Phone(number(Some(phone))?, deed(rest)?)),
            ["office", rest @ ..] => desk(rest).map(Self::Office),
            ["late"] => Ok(Self::Late),
            ["agree"] => Ok(Self::Agree),
            _ => Err(format!("\"{line}\" is no operation")),
        }
    }
}
