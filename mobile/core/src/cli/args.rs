// SPDX-License-Identifier: EUPL-1.2
//! What may be typed: every verb with its flags and an example; the verbs of `batch` are the same, as JSON.

mod changes;
mod place;
mod workflow;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use ronda_shared::ticket::{Priority, Visibility};
use serde::Deserialize;

use super::categories::{Categories, OneCategory};
pub(super) use changes::{Edit, Keep, Note, Photo};
pub(super) use place::{Assets, At, Maps, Streets};
pub(super) use workflow::{Aside, Duplicates, Happen, Link, Notices, Said, Undo};

/// Captures tickets on this device, with or without network, and syncs them with the office.
#[derive(Debug, Parser)]
#[command(
    name = "ronda",
    version,
    arg_required_else_help = true,
    after_help = "Example:\n  ronda --home ~/ronda file --category roads.pothole --photo hole.jpg"
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) home: Home,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What every verb knows.
#[derive(Debug, Args)]
pub(super) struct Home {
    /// Folder of this person's home; also RONDA_HOME
    #[arg(long, global = true, env = "RONDA_HOME", value_name = "DIR", help_heading = "Home")]
    pub(super) home: Option<PathBuf>,
    /// Answer in JSON, and nothing else, on standard output
    #[arg(long, global = true, help_heading = "Home")]
    pub(super) json: bool,
    /// File that holds the PIN; otherwise RONDA_PIN is read, or the PIN is asked for
    #[arg(long, global = true, value_name = "FILE", help_heading = "Home")]
    pub(super) pin_file: Option<PathBuf>,
}

/// Everything that can be done.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Enrols this device with the one-time code of the office
    #[command(
        after_help = "Example:\n  RONDA_PIN=4711 ronda --home ~/ronda enrol --server https://ronda.comune.example --code 7K3Q-92MX-4TVWE"
    )]
    Enrol(Enrol),
    #[command(flatten)]
    Do(Task),
    /// Writes the original of a photo to a file, fetching it from the server when it is not on this device
    #[command(
        after_help = "Example:\n  ronda photo-get FI-7K3Q-92MX 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --out hole.jpg"
    )]
    PhotoGet(PhotoGet),
    /// The maps of this device: list, get, remove
    #[command(subcommand, after_help = "Example:\n  ronda maps get firenze")]
    Maps(Maps),
    /// Packs what the server may lack into an encrypted file only the office can open
    #[command(
        after_help = "Example:\n  ronda export /media/card/ronda.pack\n  ronda export --locked /media/card/ronda.pack   (without the PIN)"
    )]
    Export(Export),
    /// Reads one JSON command per line, answers one JSON line each, after it is durable
    #[command(
        after_help = "Example:\n  echo '{\"verb\":\"file\",\"category\":\"roads.pothole\",\"photos\":[\"hole.jpg\"]}' | ronda batch"
    )]
    Batch,
}

/// What needs the open home; also the lines of `batch`.
#[derive(Debug, Subcommand, Deserialize)]
#[serde(tag = "verb", rename_all = "kebab-case")]
pub(super) enum Task {
    /// Files a ticket
    #[command(
        after_help = "Example:\n  ronda file --category roads.pothole --title \"Hole in the lane\" --lat 43.7696 --lon 11.2558 --photo hole.jpg"
    )]
    File(Box<File>),
    /// Lists tickets, the last written first
    #[command(after_help = "Example:\n  ronda list --search lampione --near 43.7696,11.2558 --radius 300")]
    List(List),
    /// Shows everything of a ticket
    #[command(after_help = "Example:\n  ronda show FI-7K3Q-92MX")]
    Show(Which),
    /// Changes fields of a ticket
    #[command(after_help = "Example:\n  ronda edit FI-7K3Q-92MX --priority P1 --danger \"open shaft on the pavement\"")]
    Edit(Box<Edit>),
    /// Adds an internal note
    #[command(after_help = "Example:\n  ronda note FI-7K3Q-92MX \"the neighbour at no. 4 has the key\"")]
    Note(Note),
    /// Adds a photo
    #[command(after_help = "Example:\n  ronda photo FI-7K3Q-92MX closed.jpg --role after")]
    Photo(Photo),
    /// Shows fields on which people wrote different values without having seen each other's
    #[command(after_help = "Example:\n  ronda conflicts FI-7K3Q-92MX")]
    Conflicts(MaybeWhich),
    /// Decides a conflict: keeps one of the values
    #[command(after_help = "Example:\n  ronda keep FI-7K3Q-92MX title 12@0f0e0d0c0b0a09080102030405060708")]
    Keep(Keep),
    /// Lists what a ticket can be about, found by the words people use
    #[command(after_help = "Example:\n  ronda categories --search lampada")]
    Categories(Categories),
    /// Shows what a category asks for: questions, photos, what to do at once
    #[command(after_help = "Example:\n  ronda category lighting.lamp_off")]
    Category(OneCategory),
    /// Takes the latest write of a field back: what it showed before is written again
    #[command(after_help = "Example:\n  ronda undo FI-7K3Q-92MX title")]
    Undo(Undo),
    /// Makes something happen: the ticket moves on
    #[command(
        after_help = "Example:\n  ronda do FI-7K3Q-92MX resolve --outcome fixed_on_site --photo closed.jpg --lat 43.7696 --lon 11.2558 --accuracy 6"
    )]
    Do(Box<Happen>),
    /// Shows what happened to a ticket, in the order in which it counts
    #[command(after_help = "Example:\n  ronda events FI-7K3Q-92MX")]
    Events(Which),
    /// Ties a ticket to another
    #[command(after_help = "Example:\n  ronda link FI-7K3Q-92MX duplicate-of FI-1B2C-3D4E")]
    Link(Link),
    /// Says that you have met the same trouble
    #[command(after_help = "Example:\n  ronda me-too FI-7K3Q-92MX")]
    MeToo(Said),
    /// Follows a ticket
    #[command(after_help = "Example:\n  ronda watch FI-7K3Q-92MX")]
    Watch(Said),
    /// Shows what you must be told because others acted without having seen it
    #[command(after_help = "Example:\n  ronda notices --read")]
    Notices(Notices),
    /// Shows what the office refused, writes it again or lets it go
    #[command(
        after_help = "Example:\n  ronda set-aside list\n  ronda set-aside reapply 0198c0de-0000-7000-8000-000000000000\n  ronda set-aside drop 0198c0de-0000-7000-8000-000000000000"
    )]
    SetAside(Aside),
    /// Lists what you filed or acted on
    #[command(after_help = "Example:\n  ronda mine")]
    Mine,
    /// Lists what your crew is to do, the most pressing first
    #[command(after_help = "Example:\n  ronda today")]
    Today,
    /// Finds tickets that may be about the same trouble, scored and explained
    #[command(after_help = "Example:\n  ronda duplicates --category roads.pothole --lat 43.7696 --lon 11.2558")]
    Duplicates(Duplicates),
    /// Shows the address and the district of a place, offline
    #[command(after_help = "Example:\n  ronda address --lat 43.7711 --lon 11.2539")]
    Address(At),
    /// Finds streets, house numbers and assets by what you type, offline
    #[command(after_help = "Example:\n  ronda streets calzaiuoli --lat 43.7696 --lon 11.2558")]
    Streets(Streets),
    /// Shows lamps, bins and trees around a place, or those of a code, offline
    #[command(after_help = "Example:\n  ronda assets --lat 43.7711 --lon 11.2539\n  ronda assets --code LAMP-0077")]
    Assets(Assets),
    /// Delivers what is owed, brings what is new, and compares both sides
    #[command(after_help = "Example:\n  ronda sync\n  ronda sync --no-thumbnails   (on a link that costs money)")]
    Sync(Sync),
    /// Shows what waits, the last contact, what was refused, and the free space
    #[command(after_help = "Example:\n  ronda status")]
    Status,
    /// Examines everything stored on this device
    #[command(after_help = "Example:\n  ronda doctor")]
    Doctor,
}

#[derive(Debug, Args)]
pub(super) struct Enrol {
    /// Address of the server; the whole enrolment link may be given
    #[arg(long, value_name = "URL")]
    pub(super) server: String,
    /// The one-time code
    #[arg(long)]
    pub(super) code: String,
    /// What the office's list calls this device
    #[arg(long, value_name = "DEVICE", default_value = "ronda")]
    pub(super) name: String,
    /// The organisation's own certificate authority, as a PEM file
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct PhotoGet {
    /// Id or spoken code of the ticket
    pub(super) id: String,
    /// The photo's SHA-256, as `show` names it
    pub(super) sha256: String,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// The small picture (320 px) instead of the original
    #[arg(long)]
    pub(super) thumbnail: bool,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sync {
    /// Leave the thumbnails of other people's photos for another time
    #[arg(long)]
    #[serde(default)]
    pub(super) no_thumbnails: bool,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// Where to write the pack
    pub(super) file: PathBuf,
    /// Pack the encrypted store as it is, without the PIN
    #[arg(long)]
    pub(super) locked: bool,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Category code, such as roads.pothole
    #[arg(long)]
    pub(super) category: String,
    /// One line
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The long text
    #[arg(long)]
    pub(super) description: Option<String>,
    /// Latitude in degrees
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    pub(super) lat: Option<f64>,
    /// Longitude in degrees
    #[arg(long, allow_negative_numbers = true, requires = "lat")]
    pub(super) lon: Option<f64>,
    /// Accuracy of a satellite fix, in metres
    #[arg(long, value_name = "METRES", requires = "lat")]
    pub(super) accuracy: Option<f64>,
    /// The address as written
    #[arg(long)]
    pub(super) address: Option<String>,
    /// District code
    #[arg(long)]
    pub(super) district: Option<String>,
    /// How urgent it is (as the category says, when not said)
    #[arg(long, value_parser = names(&Priority::NAMES))]
    pub(super) priority: Option<String>,
    /// What could hurt somebody
    #[arg(long, value_name = "REASON")]
    pub(super) danger: Option<String>,
    /// Who may see it (as the category says, when not said)
    #[arg(long, value_parser = names(&Visibility::NAMES))]
    pub(super) visibility: Option<String>,
    /// The lamp, bin or tree it is about, by the code on its plate; gives the place when none is named
    #[arg(long = "asset", visible_alias = "asset-ref", value_name = "CODE")]
    #[serde(alias = "asset")]
    pub(super) asset_ref: Option<String>,
    /// A ticket that was offered as the same and is not (repeat for more)
    #[arg(long, value_name = "OTHER")]
    #[serde(default)]
    pub(super) different_from: Vec<String>,
    /// An answer to one of the category's questions (repeat for more); see `ronda category CODE`
    #[arg(long = "answer", value_name = "CODE=VALUE")]
    #[serde(default)]
    pub(super) answers: Vec<String>,
    /// Photos; the first that knows its place gives the ticket's, when none is named
    #[arg(long = "photo", value_name = "FILE", num_args = 1..)]
    #[serde(default)]
    pub(super) photos: Vec<PathBuf>,
    /// The reporter's name; it goes sealed to the vault, never into the ticket
    #[arg(long, value_name = "NAME")]
    pub(super) reporter_name: Option<String>,
    /// The reporter's phone number; it goes sealed to the vault
    #[arg(long, value_name = "NUMBER")]
    pub(super) reporter_phone: Option<String>,
    /// The reporter's e-mail address; it goes sealed to the vault
    #[arg(long, value_name = "ADDRESS")]
    pub(super) reporter_email: Option<String>,
    /// The reporter agreed, to this wording
    #[arg(long, value_name = "WORDING", num_args = 0..=1, default_missing_value = "contact-1")]
    pub(super) consent: Option<String>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// Beginnings of words, accents do not matter
    #[arg(long, value_name = "TEXT")]
    pub(super) search: Option<String>,
    /// Around this place, nearest first
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, requires = "radius", value_parser = near)]
    #[serde(default, deserialize_with = "near_text")]
    pub(super) near: Option<Near>,
    /// Within so many metres
    #[arg(long, value_name = "METRES", requires = "near")]
    pub(super) radius: Option<f64>,
    /// Category code
    #[arg(long)]
    pub(super) category: Option<String>,
    /// Status, such as submitted
    #[arg(long)]
    pub(super) status: Option<String>,
    /// Code of the office in charge
    #[arg(long, value_name = "CODE")]
    pub(super) office: Option<String>,
    /// Code of a crew that is to do it
    #[arg(long, value_name = "CODE")]
    pub(super) crew: Option<String>,
    /// Filed by you
    #[arg(long)]
    #[serde(default)]
    pub(super) mine: bool,
    /// At most so many
    #[arg(long)]
    pub(super) limit: Option<u32>,
}

/// Latitude and longitude in degrees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near(pub(super) f64, pub(super) f64);

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// Id or spoken code
    pub(super) id: String,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaybeWhich {
    /// Id or spoken code; all tickets when not said
    #[serde(default)]
    pub(super) id: Option<String>,
}

fn names<T: Copy>(table: &[(&'static str, T)]) -> PossibleValuesParser {
    PossibleValuesParser::new(table.iter().map(|(name, _)| *name))
}

fn near(text: &str) -> Result<Near, String> {
    let pair = text
        .split_once(',')
        .and_then(|(lat, lon)| Some(Near(lat.trim().parse().ok()?, lon.trim().parse().ok()?)));
    pair.ok_or_else(|| "give latitude and longitude in degrees, such as 43.7696,11.2558".to_owned())
}

fn near_text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Near>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| near(&text).map_err(serde::de::Error::custom))
        .transpose()
}
