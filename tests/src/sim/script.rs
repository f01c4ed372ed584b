// SPDX-License-Identifier: EUPL-1.2
//! Scripts: what happens in a world, one operation a line, as people read and write them.
//!
//! Phones and tickets are named by small numbers that are taken modulo what there is, so that a script stays one after any
//! of its lines is taken away.

use std::fmt;
use std::str::FromStr;

use ronda_shared::ticket::LinkKind;

use super::bad_disk;
use super::written::{EVENTS, REGISTERS};
use crate::crash::disk::Fault;

/// An enumeration whose every kind has a word of its own in a script, all of them in `ALL`.
macro_rules! worded {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $kind:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$meaning])* $kind,)+
        }

        impl $name {
            pub const ALL: [(Self, &'static str); [$($word),+].len()] = [$((Self::$kind, $word)),+];
        }
    };
}
pub(crate) use worded;

worded! {
    /// What the network does to one request.
    Fate {
        /// It arrives, and so does the reply.
        Fine = "fine",
        /// It is lost on the way.
        LostRequest = "lost",
        /// It arrives; the reply is lost.
        LostReply = "unanswered",
        /// It arrives twice.
        Twice = "twice",
        /// The sender gives up; it arrives when the script says `late`.
        Late = "held-back",
        /// The reply arrives and the phone is killed before it takes it in.
        Killed = "killed",
    }
}

/// How a ticket or a person is tied to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    To(LinkKind),
    MeToo,
    Watch,
}

impl Tie {
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::To(LinkKind::DuplicateOf), "duplicate_of"),
        (Self::To(LinkKind::Parent), "parent"),
        (Self::To(LinkKind::Related), "related"),
        (Self::To(LinkKind::DifferentFrom), "different_from"),
        (Self::MeToo, "me_too"),
        (Self::Watch, "watch"),
    ];
}

/// What somebody does to one ticket, on a phone or at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Writes one of [`REGISTERS`]; unseen as somebody who saw the ticket only as it was filed.
    Edits {
        register: &'static str,
        unseen: bool,
    },
    /// One of [`super::written::EVENTS`].
    Does {
        event: &'static str,
    },
    Ties {
        tie: Tie,
        other: usize,
        there: bool,
    },
    Notes,
    /// Writes an update meant for the citizen.
    Tells,
    Photographs,
    /// Decides what is contested.
    Keeps,
    Undoes,
    Acknowledges,
    /// Takes a citizen's contact.
    Contacts,
}

impl Work {
    /// Those of which nothing more is said.
    pub const PLAIN: [(Self, &'static str); 7] = [
        (Self::Notes, "notes"),
        (Self::Tells, "tells"),
        (Self::Photographs, "photographs"),
        (Self::Keeps, "keeps"),
        (Self::Undoes, "undoes"),
        (Self::Acknowledges, "acknowledges"),
        (Self::Contacts, "contacts"),
    ];
}

/// What happens on or to one phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Files { photos: usize },
    Works { ticket: usize, work: Work },
    Syncs(Vec<Fate>),
    SyncsOnABadDisk(Fault),
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

impl Deed {
    const PLAIN: [(Self, &'static str); 7] = [
        (Self::Crashes, "crashes"),
        (Self::IsCloned, "is-cloned"),
        (Self::IsCopied, "is-copied"),
        (Self::IsRestored, "is-restored"),
        (Self::IsRevoked, "is-revoked"),
        (Self::Reapplies, "reapplies"),
        (Self::Drops, "drops"),
    ];
}

/// What happens in the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Desk {
    Works {
        ticket: usize,
        work: Work,
    },
    Purges {
        ticket: usize,
    },
    /// Puts a ticket without some part in the place of another.
    Supersedes {
        ticket: usize,
    },
    /// Has a citizen's contact erased.
    Forgets {
        contact: usize,
    },
    Copies,
    RollsBack,
    Restarts,
    Publishes,
    BacksUp,
    /// Merges the last backup into the store as it is now.
    Merges,
    Decides {
        release: bool,
    },
    /// Its disk fails during the next sync.
    MeetsABadDisk(Fault),
}

impl Desk {
    const PLAIN: [(Self, &'static str); 8] = [
        (Self::Copies, "copies"),
        (Self::RollsBack, "rolls-back"),
        (Self::Restarts, "restarts"),
        (Self::Publishes, "publishes"),
        (Self::BacksUp, "backs-up"),
        (Self::Merges, "merges"),
        (Self::Decides { release: true }, "releases"),
        (Self::Decides { release: false }, "discards"),
    ];
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
pub struct Script<O = Op> {
    pub seed: u64,
    pub ops: Vec<O>,
}

pub(crate) fn name_of<T: PartialEq>(all: &[(T, &'static str)], wanted: &T) -> &'static str {
    all.iter().find(|(one, _)| one == wanted).map_or("", |(_, name)| name)
}

pub(crate) fn named<T: Clone>(all: &[(T, &'static str)], word: &str) -> Result<T, String> {
    let found = all.iter().find(|(_, name)| *name == word);
    found
        .map(|(one, _)| one.clone())
        .ok_or_else(|| format!("\"{word}\" is none of the words known here"))
}

/// A verb on a ticket, as it is written: what it says more stands behind the ticket.
pub(super) fn written(f: &mut fmt::Formatter<'_>, ticket: usize, work: &Work) -> fmt::Result {
    match work {
        Work::Edits { register, unseen } => {
            let verb = if *unseen { "edits-unseen" } else { "edits" };
            write!(f, "{verb} {ticket} {register}")
        }
        Work::Does { event } => write!(f, "does {ticket} {event}"),
        Work::Ties { tie, other, there } => {
            let verb = if *there { "ties" } else { "unties" };
            write!(f, "{verb} {ticket} {} {other}", name_of(&Tie::ALL, tie))
        }
        plain => write!(f, "{} {ticket}", name_of(&Work::PLAIN, plain)),
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files { photos } => write!(f, "files {photos}"),
            Self::Works { ticket, work } => written(f, *ticket, work),
            Self::Syncs(fates) => {
                f.write_str("syncs")?;
                fates
                    .iter()
                    .try_for_each(|fate| write!(f, " {}", name_of(&Fate::ALL, fate)))
            }
            Self::SyncsOnABadDisk(fault) => write!(f, "syncs-on-a-bad-disk {}", bad_disk::written(fault)),
            Self::Jumps { hours } => write!(f, "jumps {hours}"),
            Self::Moves { districts } => write!(f, "moves {}", districts.join(" ")),
            Self::Becomes { role } => write!(f, "becomes {role}"),
            plain => f.write_str(name_of(&Self::PLAIN, plain)),
        }
    }
}

impl fmt::Display for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Works { ticket, work } => written(f, *ticket, work),
            Self::Purges { ticket } => write!(f, "purges {ticket}"),
            Self::Supersedes { ticket } => write!(f, "supersedes {ticket}"),
            Self::Forgets { contact } => write!(f, "forgets {contact}"),
            Self::MeetsABadDisk(fault) => write!(f, "meets-a-bad-disk {}", bad_disk::written(fault)),
            plain => f.write_str(name_of(&Self::PLAIN, plain)),
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

impl<O: fmt::Display> fmt::Display for Script<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        self.ops.iter().try_for_each(|op| writeln!(f, "{op}"))
    }
}

pub(crate) fn number<T: FromStr>(word: Option<&&str>) -> Result<T, String> {
    let word = word.ok_or("a number is missing")?;
    word.parse().map_err(|_| format!("\"{word}\" is no number"))
}

/// None where the verb is none on a ticket. A register that is not said is the title.
pub(super) fn work(verb: &str, rest: &[&str]) -> Result<Option<(usize, Work)>, String> {
    let work = match verb {
        "edits" | "edits-unseen" => {
            let register = rest.get(1).unwrap_or(&"title");
            let known = REGISTERS.iter().map(|(name, _)| *name).find(|name| name == register);
            let register = known.ok_or_else(|| format!("\"{register}\" is no register that is written here"))?;
            let unseen = verb == "edits-unseen";
            Work::Edits { register, unseen }
        }
        "does" => {
            let event = rest.get(1).ok_or("an event is missing")?;
            let known = EVENTS.iter().map(|(name, ..)| *name).find(|name| name == event);
            let event = known.ok_or_else(|| format!("\"{event}\" is no event that happens here"))?;
            Work::Does { event }
        }
        "ties" | "unties" => Work::Ties {
            tie: named(&Tie::ALL, rest.get(1).ok_or("a tie is missing")?)?,
            other: number(rest.get(2))?,
            there: verb == "ties",
        },
        plain => match named(&Work::PLAIN, plain) {
            Ok(work) => work,
            Err(_) => return Ok(None),
        },
    };
    Ok(Some((number(rest.first())?, work)))
}

fn deed(words: &[&str]) -> Result<Deed, String> {
    let (verb, rest) = words.split_first().ok_or("a verb is missing")?;
    if let Some((ticket, work)) = work(verb, rest)? {
        return Ok(Deed::Works { ticket, work });
    }
    Ok(match *verb {
        "files" => Deed::Files {
            photos: number(rest.first())?,
        },
        "syncs" => Deed::Syncs(
            rest.iter()
                .map(|word| named(&Fate::ALL, word))
                .collect::<Result<_, _>>()?,
        ),
        "syncs-on-a-bad-disk" => Deed::SyncsOnABadDisk(bad_disk::read(rest)?),
        "jumps" => Deed::Jumps {
            hours: number(rest.first())?,
        },
        "moves" => Deed::Moves {
            districts: rest.iter().map(|word| (*word).to_owned()).collect(),
        },
        "becomes" => Deed::Becomes {
            role: (*rest.first().ok_or("a role is missing")?).to_owned(),
        },
        plain => named(&Deed::PLAIN, plain)?,
    })
}

fn desk(words: &[&str]) -> Result<Desk, String> {
    let (verb, rest) = words.split_first().ok_or("a verb is missing")?;
    if let Some((ticket, work)) = work(verb, rest)? {
        return Ok(Desk::Works { ticket, work });
    }
    let number = || number(rest.first());
    Ok(match *verb {
        "purges" => Desk::Purges { ticket: number()? },
        "supersedes" => Desk::Supersedes { ticket: number()? },
        "forgets" => Desk::Forgets { contact: number()? },
        "meets-a-bad-disk" => Desk::MeetsABadDisk(bad_disk::read(rest)?),
        plain => named(&Desk::PLAIN, plain)?,
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

impl<O: FromStr<Err = String>> FromStr for Script<O> {
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
