// SPDX-License-Identifier: EUPL-1.2
//! Scripts: what happens in a world, one operation a line, as people read and write them.
//!
//! Phones and tickets are named by small numbers that are taken modulo what there is, so that a script stays one after any
//! of its lines is taken away.

use std::fmt;
use std::str::FromStr;

/// What the network does to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does the reply.
    Fine,
    /// It is lost on the way.
    LostRequest,
    /// It arrives; the reply is lost.
    LostReply,
    /// It arrives twice.
    Twice,
    /// The sender gives up; it arrives when the script says `late`.
    Late,
    /// The reply arrives and the phone is killed before it takes it in.
    Killed,
}

impl Fate {
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Fine, "fine"),
        (Self::LostRequest, "lost"),
        (Self::LostReply, "unanswered"),
        (Self::Twice, "twice"),
        (Self::Late, "held-back"),
        (Self::Killed, "killed"),
    ];
}

/// A text field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Title,
    Address,
    Description,
}

impl Which {
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Title, "title"),
        (Self::Address, "address"),
        (Self::Description, "description"),
    ];
}

/// What happens on or to one phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Files { photos: usize },
    Edits { ticket: usize, field: Which },
    Notes { ticket: usize },
    Photographs { ticket: usize },
    Does { ticket: usize, event: String },
    Keeps { ticket: usize },
    Syncs(Vec<Fate>),
    Crashes,
    Jumps { hours: i64 },
    IsCloned,
    IsCopied,
    IsRestored,
    IsRevoked,
    Moves { districts: Vec<String> },
    Becomes { role: String },
    Reapplies,
    Drops,
}

/// What happens in the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Desk {
    Does { ticket: usize, event: String },
    Edits { ticket: usize },
    Copies,
    RollsBack,
    Restarts,
    Publishes,
    Purges { ticket: usize },
    Decides { release: bool },
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Phone(usize, Deed),
    Office(Desk),
    /// A request that was held back arrives.
    Late,
    /// The network is fine, everybody syncs until nothing moves, and the oracle looks.
    Agree,
}

/// A seed for all chance beside the operations, and the operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub seed: u64,
    pub ops: Vec<Op>,
}

fn name_of<T: PartialEq>(all: &[(T, &'static str)], wanted: &T) -> &'static str {
    all.iter().find(|(one, _)| one == wanted).map_or("", |(_, name)| name)
}

fn named<T: Copy>(all: &[(T, &'static str)], word: &str) -> Result<T, String> {
    let found = all.iter().find(|(_, name)| *name == word);
    found
        .map(|(one, _)| *one)
        .ok_or_else(|| format!("\"{word}\" is none of the words known here"))
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files { photos } => write!(f, "files {photos}"),
            Self::Edits { ticket, field } => write!(f, "edits {ticket} {}", name_of(&Which::ALL, field)),
            Self::Notes { ticket } => write!(f, "notes {ticket}"),
            Self::Photographs { ticket } => write!(f, "photographs {ticket}"),
            Self::Does { ticket, event } => write!(f, "does {ticket} {event}"),
            Self::Keeps { ticket } => write!(f, "keeps {ticket}"),
            Self::Syncs(fates) => {
                f.write_str("syncs")?;
                fates
                    .iter()
                    .try_for_each(|fate| write!(f, " {}", name_of(&Fate::ALL, fate)))
            }
            Self::Crashes => f.write_str("crashes"),
            Self::Jumps { hours } => write!(f, "jumps {hours}"),
            Self::IsCloned => f.write_str("is-cloned"),
            Self::IsCopied => f.write_str("is-copied"),
            Self::IsRestored => f.write_str("is-restored"),
            Self::IsRevoked => f.write_str("is-revoked"),
            Self::Moves { districts } => write!(f, "moves {}", districts.join(" ")),
            Self::Becomes { role } => write!(f, "becomes {role}"),
            Self::Reapplies => f.write_str("reapplies"),
            Self::Drops => f.write_str("drops"),
        }
    }
}

impl fmt::Display for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Does { ticket, event } => write!(f, "does {ticket} {event}"),
            Self::Edits { ticket } => write!(f, "edits {ticket}"),
            Self::Copies => f.write_str("copies"),
            Self::RollsBack => f.write_str("rolls-back"),
            Self::Restarts => f.write_str("restarts"),
            Self::Publishes => f.write_str("publishes"),
            Self::Purges { ticket } => write!(f, "purges {ticket}"),
            Self::Decides { release } => f.write_str(if *release { "releases" } else { "discards" }),
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(phone, deed) => write!(f, "phone {phone} {deed}"),
            Self::Office(desk) => write!(f, "office {desk}"),
            Self::Late => f.write_str("late"),
            Self::Agree => f.write_str("agree"),
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        self.ops.iter().try_for_each(|op| writeln!(f, "{op}"))
    }
}

fn number<T: FromStr>(word: Option<&&str>) -> Result<T, String> {
    let word = word.ok_or("a number is missing")?;
    word.parse().map_err(|_| format!("\"{word}\" is no number"))
}

fn deed(words: &[&str]) -> Result<Deed, String> {
    let (verb, rest) = words.split_first().ok_or("a verb is missing")?;
    let ticket = || number(rest.first());
    Ok(match *verb {
        "files" => Deed::Files { photos: ticket()? },
        "edits" => Deed::Edits {
            ticket: ticket()?,
            field: named(&Which::ALL, rest.get(1).ok_or("a field is missing")?)?,
        },
        "notes" => Deed::Notes { ticket: ticket()? },
        "photographs" => Deed::Photographs { ticket: ticket()? },
        "does" => Deed::Does {
            ticket: ticket()?,
            event: (*rest.get(1).ok_or("an event is missing")?).to_owned(),
        },
        "keeps" => Deed::Keeps { ticket: ticket()? },
        "syncs" => Deed::Syncs(
            rest.iter()
                .map(|word| named(&Fate::ALL, word))
                .collect::<Result<_, _>>()?,
        ),
        "crashes" => Deed::Crashes,
        "jumps" => Deed::Jumps {
            hours: number(rest.first())?,
        },
        "is-cloned" => Deed::IsCloned,
        "is-copied" => Deed::IsCopied,
        "is-restored" => Deed::IsRestored,
        "is-revoked" => Deed::IsRevoked,
        "moves" => Deed::Moves {
            districts: rest.iter().map(|word| (*word).to_owned()).collect(),
        },
        "becomes" => Deed::Becomes {
            role: (*rest.first().ok_or("a role is missing")?).to_owned(),
        },
        "reapplies" => Deed::Reapplies,
        "drops" => Deed::Drops,
        other => return Err(format!("no phone {other}")),
    })
}

fn desk(words: &[&str]) -> Result<Desk, String> {
    let (verb, rest) = words.split_first().ok_or("a verb is missing")?;
    let ticket = || number(rest.first());
    Ok(match *verb {
        "does" => Desk::Does {
            ticket: ticket()?,
            event: (*rest.get(1).ok_or("an event is missing")?).to_owned(),
        },
        "edits" => Desk::Edits { ticket: ticket()? },
        "copies" => Desk::Copies,
        "rolls-back" => Desk::RollsBack,
        "restarts" => Desk::Restarts,
        "publishes" => Desk::Publishes,
        "purges" => Desk::Purges { ticket: ticket()? },
        "releases" => Desk::Decides { release: true },
        "discards" => Desk::Decides { release: false },
        other => return Err(format!("no office {other}")),
    })
}

impl FromStr for Op {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["phone", rest @ ..] => Ok(Self::Phone(
                number(rest.first())?,
                deed(rest.get(1..).unwrap_or_default())?,
            )),
            ["office", rest @ ..] => Ok(Self::Office(desk(rest)?)),
            ["late"] => Ok(Self::Late),
            ["agree"] => Ok(Self::Agree),
            _ => Err(format!("\"{line}\" is no operation")),
        }
    }
}

impl FromStr for Script {
    type Err = String;

    /// Empty lines and those that begin with `#` say nothing.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let seed = lines.next().and_then(|line| line.strip_prefix("seed ")?.parse().ok());
        let seed = seed.ok_or("the first line is `seed NUMBER`")?;
        let ops = lines.map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { seed, ops })
    }
}
