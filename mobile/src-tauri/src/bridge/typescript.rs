// SPDX-License-Identifier: EUPL-1.2
//! The bridge as TypeScript.

use ronda_shared::policy::Role;
use ronda_shared::ticket::{PhotoRole, Priority, Visibility};
use ronda_shared::workflow::{FIX_FRESH_S, HoldReason, Kind, Outcome, Status};
use ts_rs::{Config, TS};

use super::{
    category, delivery, draft, edit, every_command, fault, list, news, place, session, settings, shift, ticket,
};

const HEAD: &str = "// SPDX-License-Identifier: EUPL-1.2
// The bridge between the screens and the engine. Written from mobile/src-tauri/src/bridge by `make bridge`; do not edit.
";

/// Every type of the bridge, each declared once.
macro_rules! declared {
    ($config:ident: $($file:ident::{$($name:ident),* $(,)?})*) => {
        vec![$($((<$file::$name as TS>::docs(), <$file::$name as TS>::decl($config))),*),*]
    };
}

macro_rules! table {
    ($($(#[doc = $about:literal])* $where:ident $name:ident($request:ty) -> $answer:ty;)*) => {
        fn commands(config: &Config) -> String {
            let rows = [$((
                concat!($($about),*),
                stringify!($name),
                <$request as TS>::name(config),
                <$answer as TS>::name(config),
            )),*];
            let row = |(about, name, request, answer): (&str, &str, String, String)| {
                format!("  /**{about} */\n  {name}: {{ request: {request}; answer: {answer} }};\n")
            };
            rows.into_iter().map(row).collect()
        }
    };
}

every_command!(table);

/// The whole file.
#[must_use]
pub fn typescript() -> String {
    let config = &Config::default();
    let types = declarations(config).into_iter().map(|(docs, declaration)| {
        let docs = docs.unwrap_or_default();
        format!("{docs}export {declaration}\n\n")
    });
    let types: String = types.collect();
    let commands = commands(config);
    format!(
        "{HEAD}\n{}{}\n{types}/** Every command: what it takes and what it answers; a failure rejects with a `Fault`. */\nexport interface Commands {{\n{commands}}}\n",
        words(),
        numbers()
    )
}

fn declarations(config: &Config) -> Vec<(Option<String>, String)> {
    declared!(config:
        session::{Session, Phase, Who, EnrolBegin, Pin, Touch, Route, Appearance, Language, Theme}
        shift::{ShiftStart, HandOver, HandOverText, ShiftEnd}
        draft::{DraftKind, DraftBegin, Draft, DraftForm, EventForm, Spot, DraftWrite, DraftId, DraftSaved, DraftPhotoAdd, Shot,
            DraftPhoto, PhotoTools, Stroke, Area, DraftPhotoWrite, DraftPhotoDrop, DraftAim, Saved, Advice, ContactForm, Consent}
        list::{Chip, TicketQuery, Near, TicketPage, TicketLine, DuplicatesOf, Similar, PageQuery, ConflictsPage, NoticesPage, TodayQuery,
            JobPage, Job}
        category::{Names, Search, CategoryCode, Category, PhotoPolicy, Question, Choice, City, Named}
        ticket::{TicketId, Ticket, Can, Danger, Assignment, Happened, Notice, TicketNotices, Visit, Link, Photo, Note,
            Conflict, Standing, TicketConflicts}
        edit::{Fields, TicketEdit, NoteAdd, ConflictKeep, FieldUndo, LinkSet, Said, EventDo, SiteCheck, SiteDistance, PhotoName}
        delivery::{PhotoStand, PhotoDelivery, Waiting, Refused, ContactRefused, WaitingPage, RefusedPage, ContactsRefusedPage, Delivery,
            ExportMake, Exported, Diagnosis}
        place::{Point, Whereabouts, AddressSource, NearAddress, PlaceSearch, FoundKind, FoundPlace, NearAsset, AssetCode, CodePicture,
            MapState, MapPack, MapName, MapBox, MapTicket}
        settings::{Settings, Privacy, Network, LogLine}
        news::{News, State, Progress, Step}
        fault::{Fault, Code}
    )
}

/// The words of the domain, from the tables that define them.
fn words() -> String {
    let lists: [(&str, Vec<&str>); 8] = [
        ("ROLES", Role::NAMES.map(|row| row.0).to_vec()),
        ("STATUSES", Status::ALL.map(|row| row.1).to_vec()),
        ("EVENTS", Kind::ALL.map(|row| row.1).to_vec()),
        ("OUTCOMES", Outcome::all().map(Outcome::name).collect()),
        ("HOLDS", HoldReason::ALL.map(|row| row.1).to_vec()),
        ("PRIORITIES", Priority::NAMES.map(|row| row.0).to_vec()),
        ("VISIBILITIES", Visibility::NAMES.map(|row| row.0).to_vec()),
        ("PHOTO_ROLES", PhotoRole::NAMES.map(|row| row.0).to_vec()),
    ];
    let list = |(name, words): (&str, Vec<&str>)| {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        format!("export const {name} = [{}] as const;\n", words.join(", "))
    };
    lists.into_iter().map(list).collect()
}

/// Numbers that both sides go by.
fn numbers() -> String {
    format!(
        "/** So old a fix may be, in seconds, and still say where somebody is. */\nexport const FIX_FRESH_S = {FIX_FRESH_S};\n"
    )
}
