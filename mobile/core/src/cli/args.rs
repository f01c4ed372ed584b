// SPDX-License-Identifier: EUPL-1.2
//! The verbs and their options; a batch reads the same names from JSON, with underscores.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde::Deserialize;

/// Ronda on a phone: file tickets with photos where there is no network; nothing is ever lost.
#[derive(Debug, Parser)]
#[command(
    name = "ronda",
    version,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage. The PIN comes from RONDA_PIN, --pin-file or the terminal."
)]
pub(super) struct Cli {
    /// Folder of this person's encrypted home.
    #[arg(long, env = "RONDA_HOME", global = true, value_name = "DIR")]
    pub(super) home: Option<PathBuf>,
    /// Answer with one JSON value on standard output.
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Read the PIN from the first line of this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) pin_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand, Deserialize)]
#[serde(tag = "verb", rename_all = "kebab-case")]
pub(super) enum Command {
    /// Enrol this phone with a one-time code.
    #[command(after_help = "Example: ronda enrol --server https://ronda.example --code 7K3Q-92MX-4TVWE")]
    Enrol(Enrol),
    /// File a ticket; without --lat and --lon the first photo's GPS says where.
    #[command(after_help = "Example: ronda file --category roads.pothole --title \"Buca\" --photo buca.jpg")]
    File(File),
    /// List tickets.
    #[command(after_help = "Example: ronda list --search lampione --near 43.77,11.25 --radius 300")]
    List(List),
    /// Show a ticket.
    #[command(after_help = "Example: ronda show FI-7K3Q-92MX")]
    Show(One),
    /// Change fields of a ticket.
    #[command(after_help = "Example: ronda edit FI-7K3Q-92MX --priority P2 --title \"Buca profonda\"")]
    Edit(Box<Edit>),
    /// Add an internal note.
    #[command(after_help = "Example: ronda note FI-7K3Q-92MX \"Transennato\"")]
    Note(Note),
    /// Add a photo.
    #[command(after_help = "Example: ronda photo FI-7K3Q-92MX dopo.jpg --role after")]
    Photo(Photo),
    /// Write a photo's bytes to a file, fetched from the server when it is not on this phone.
    #[command(after_help = "Example: ronda photo-get FI-7K3Q-92MX SHA256 --out foto.jpg")]
    PhotoGet(PhotoGet),
    /// List what people wrote at once on the same field.
    #[command(after_help = "Example: ronda conflicts FI-7K3Q-92MX")]
    Conflicts(Maybe),
    /// Decide a conflict: keep one of its values.
    #[command(after_help = "Example: ronda keep FI-7K3Q-92MX title VALUE_ID   (value ids: ronda conflicts)")]
    Keep(Keep),
    /// Deliver everything and hear everything; exit 0 only when both sides agree.
    #[command(after_help = "Example: ronda sync")]
    Sync,
    /// What waits, when the server was last heard, what was refused, what is low.
    #[command(after_help = "Example: ronda status --json")]
    Status,
    /// Write an emergency pack that the office can import; --locked needs no PIN.
    #[command(after_help = "Example: ronda export /media/usb/pack.ronda")]
    Export(Export),
    /// Read one JSON command per line, answer one line each, after it is durable.
    #[command(
        after_help = "Example: echo '{\"verb\":\"file\",\"category\":\"roads.pothole\",\"title\":\"Buca\",\"photo\":[\"buca.jpg\"]}' | ronda batch\nVerbs: file edit note photo photo-get list show conflicts keep sync status doctor export. Names are those of the options, with underscores; positional ones are id, text, file, sha256, field, value_id. A failed line answers {\"error\": ...}, the batch goes on, and the exit code is 1."
    )]
    Batch,
    /// Examine everything stored; exit 1 when something is wrong.
    #[command(after_help = "Example: ronda doctor")]
    Doctor,
}

impl Command {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Enrol(_) => "enrol",
            Self::File(_) => "file",
            Self::List(_) => "list",
            Self::Show(_) => "show",
            Self::Edit(_) => "edit",
            Self::Note(_) => "note",
            Self::Photo(_) => "photo",
            Self::PhotoGet(_) => "photo-get",
            Self::Conflicts(_) => "conflicts",
            Self::Keep(_) => "keep",
            Self::Sync => "sync",
            Self::Status => "status",
            Self::Export(_) => "export",
            Self::Batch => "batch",
            Self::Doctor => "doctor",
        }
    }
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enrol {
    /// The server's address; what the office's QR shows may be given as it is.
    #[arg(long, value_name = "URL")]
    pub(super) server: String,
    /// The one-time code.
    #[arg(long)]
    pub(super) code: String,
    /// What the office's list calls this phone.
    #[arg(long, default_value = "ronda")]
    pub(super) name: String,
    /// The municipality's own certificate authority (PEM), trusted beside the public ones.
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
}

#[derive(Debug, Default, Args, Deserialize)]
#[serde(default)]
pub(super) struct File {
    /// Category code, such as roads.pothole.
    #[arg(long)]
    pub(super) category: String,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) fields: Fields,
    /// A photo (JPEG, PNG, WebP); may be given several times.
    #[arg(long, value_name = "FILE")]
    #[serde(alias = "photos")]
    pub(super) photo: Vec<PathBuf>,
}

/// Fields that filing and editing share.
#[derive(Debug, Default, Args, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    /// One line.
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The long text.
    #[arg(long)]
    pub(super) description: Option<String>,
    /// Latitude in degrees.
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    pub(super) lat: Option<f64>,
    /// Longitude in degrees.
    #[arg(long, allow_negative_numbers = true, requires = "lat")]
    pub(super) lon: Option<f64>,
    /// Radius of the satellite fix in metres; without it the place counts as a pin.
    #[arg(long, requires = "lat")]
    pub(super) accuracy: Option<f64>,
    /// The address as written.
    #[arg(long)]
    pub(super) address: Option<String>,
    /// District code.
    #[arg(long)]
    pub(super) district: Option<String>,
    /// P1 to P4.
    #[arg(long)]
    pub(super) priority: Option<String>,
    /// There is danger: say why.
    #[arg(long, value_name = "REASON")]
    pub(super) danger: Option<String>,
    /// public, private or reserved.
    #[arg(long)]
    pub(super) visibility: Option<String>,
    /// Code of the lamp, bin or tree.
    #[arg(long)]
    pub(super) asset_ref: Option<String>,
}

#[derive(Debug, Default, Args, Deserialize)]
#[serde(default)]
pub(super) struct Edit {
    /// Id or code.
    pub(super) id: String,
    /// Category code.
    #[arg(long)]
    pub(super) category: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub(super) fields: Fields,
    /// There is no danger any more.
    #[arg(long, conflicts_with = "danger")]
    pub(super) no_danger: bool,
    /// The address in the city's register.
    #[arg(long)]
    pub(super) address_id: Option<String>,
}

#[derive(Debug, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct List {
    /// Words, accents folded, each matched as the beginning of one.
    #[arg(long, value_name = "TEXT")]
    pub(super) search: Option<String>,
    /// Around this place, nearest first.
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub(super) near: Option<String>,
    /// Metres around it.
    #[arg(long, value_name = "METRES", requires = "near", default_value_t = 500.0)]
    #[serde(default = "usual_radius")]
    pub(super) radius: f64,
    /// Category code.
    #[arg(long)]
    pub(super) category: Option<String>,
    /// Status.
    #[arg(long)]
    pub(super) status: Option<String>,
    /// Only what this person filed.
    #[arg(long)]
    pub(super) mine: bool,
    /// At most so many.
    #[arg(long)]
    pub(super) limit: Option<u32>,
}

fn usual_radius() -> f64 {
    500.0
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct One {
    /// Id or code.
    #[serde(alias = "code")]
    pub(super) id: String,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Maybe {
    /// Id or code; without it every ticket.
    #[serde(default)]
    pub(super) id: Option<String>,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    /// Id or code.
    pub(super) id: String,
    /// The note.
    pub(super) text: String,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Photo {
    /// Id or code.
    pub(super) id: String,
    /// A JPEG, PNG or WebP file.
    pub(super) file: PathBuf,
    /// before, during, after, document or redacted.
    #[arg(long, default_value = "during")]
    #[serde(default = "usual_role")]
    pub(super) role: String,
}

fn usual_role() -> String {
    "during".to_owned()
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhotoGet {
    /// Id or code.
    pub(super) id: String,
    /// The photo's SHA-256.
    pub(super) sha256: String,
    /// Where to write it.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keep {
    /// Id or code.
    pub(super) id: String,
    /// The contested field.
    pub(super) field: String,
    /// The value to keep, as `conflicts` names it.
    pub(super) value_id: String,
}

#[derive(Debug, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Export {
    /// Where to write the pack.
    pub(super) file: PathBuf,
    /// Without the PIN: the encrypted store as it lies, for the office's recovery kit.
    #[arg(long)]
    #[serde(default)]
    pub(super) locked: bool,
}
