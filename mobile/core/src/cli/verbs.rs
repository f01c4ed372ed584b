// SPDX-License-Identifier: EUPL-1.2
//! The verbs that need an open home, each one use case of the engine and one answer.

use ronda_shared::moment::rfc3339;
use ronda_shared::photo::PhotoEdits;
use ronda_shared::reporter::TypedContact;
use ronda_shared::ticket::PhotoRole;
use serde_json::{Value as Json, json};

use super::args::{Edit, File, Keep, List, Near, Note, Photo, Sync, Task};
use super::output::{Answer, Fault};
use super::{aside, categories, edits, online, place, words, workflow};
use crate::engine::{Advice, Engine, FileRequest, Filed, NewPhoto, Query, Saved, Shot};
use crate::sync::{self, Synced, Thumbnails};

/// Does one thing; when this answers, it is durable.
pub(super) fn perform(engine: &mut Engine, task: Task) -> Result<Answer, Fault> {
    match task {
        Task::File(file) => self::file(engine, *file),
        Task::List(list) => self::list(engine, list),
        Task::Show(which) => show(engine, &which.id),
        Task::Edit(edit) => self::edit(engine, *edit),
        Task::Note(note) => self::note(engine, &note),
        Task::Photo(photo) => self::photo(engine, &photo),
        Task::Conflicts(which) => conflicts(engine, which.id.as_deref()),
        Task::Keep(keep) => self::keep(engine, &keep),
        Task::Categories(typed) => categories::list(engine, &typed),
        Task::Category(typed) => categories::one(engine, &typed),
        Task::Sync(asked) => sync_now(engine, &asked),
        Task::Undo(undo) => workflow::undo(engine, &undo),
        Task::Do(happen) => workflow::happen(engine, *happen),
        Task::Events(which) => workflow::events(engine, &which.id),
        Task::Link(link) => workflow::link(engine, &link),
        Task::MeToo(said) => workflow::me_too(engine, &said),
        Task::Watch(said) => workflow::watch(engine, &said),
        Task::Notices(notices) => workflow::notices(engine, &notices),
        Task::SetAside(aside) => aside::perform(engine, &aside),
        Task::Mine => workflow::mine(engine),
        Task::Today => workflow::today(engine),
        Task::Duplicates(duplicates) => workflow::duplicates(engine, duplicates),
        Task::Address(at) => place::address(engine, &at),
        Task::Streets(typed) => place::streets(engine, &typed),
        Task::Assets(typed) => place::assets(engine, &typed),
        Task::Status => words::status(engine),
        Task::Doctor => doctor(engine),
    }
}

fn file(engine: &mut Engine, typed: File) -> Result<Answer, Fault> {
    let photos = typed
        .photos
        .iter()
        .map(|path| camera_file(path, PhotoRole::Before))
        .collect::<Result<_, _>>()?;
    let request = FileRequest {
        category: typed.category,
        title: typed.title,
        description: typed.description,
        place: edits::place(typed.lat, typed.lon, typed.accuracy)?,
        measured: None,
        address: typed.address,
        district: typed.district,
        priority: typed.priority.map(|name| edits::priority(&name)).transpose()?,
        danger: typed.danger,
        visibility: typed.visibility.map(|name| edits::visibility(&name)).transpose()?,
        asset_ref: typed.asset_ref,
        address_filled_in: false,
        different_from: typed
            .different_from
            .iter()
            .map(|other| workflow::other_ticket(engine, other))
            .collect::<Result<_, _>>()?,
        answers: edits::answers(&typed.answers)?,
        photos,
        contact: TypedContact {
            name: typed.reporter_name,
            phone: typed.reporter_phone,
            email: typed.reporter_email,
            consent: typed.consent,
        },
    };
    let Filed {
        id,
        code,
        saved_at_ms,
        notes,
    } = engine.file(request)?;
    let notes = Advice::sentences(&notes);
    let shown = json!({ "id": id, "code": code, "saved_at": rfc3339(saved_at_ms), "notes": notes });
    Ok(Answer::new(shown, words::saved("Filed", &code, &notes)))
}

fn list(engine: &Engine, typed: List) -> Result<Answer, Fault> {
    let near = match (typed.near, typed.radius) {
        (Some(Near(lat, lon)), Some(radius_m)) => Some(((lat, lon), radius_m)),
        (None, None) => None,
        _ => return Err(Fault::plain("a place needs a radius: give both near and radius")),
    };
    let (search, category, status) = (typed.search, typed.category, typed.status);
    let query = Query {
        search,
        near,
        category,
        status,
        office: typed.office,
        crew: typed.crew,
        mine: typed.mine,
        limit: typed.limit,
        ..Query::default()
    };
    let listed = engine.list(&query)?;
    let shown: Vec<Json> = listed.iter().map(crate::engine::Listed::json).collect();
    Ok(Answer::new(json!(shown), words::list(&listed)))
}

fn show(engine: &Engine, id: &str) -> Result<Answer, Fault> {
    let shown = engine.show(&engine.find(id)?)?;
    let words = words::ticket(&shown);
    Ok(Answer::new(shown, words))
}

fn edit(engine: &mut Engine, mut typed: Edit) -> Result<Answer, Fault> {
    let contact = TypedContact {
        name: typed.reporter_name.take(),
        phone: typed.reporter_phone.take(),
        email: typed.reporter_email.take(),
        consent: typed.consent.take(),
    };
    let (ticket, fields) = (engine.find(&typed.id)?, edits::fields(typed)?);
    engine
        .edit_noting(&ticket, fields, contact)
        .map(|saved| answer(&saved))
        .map_err(Fault::from)
}

fn note(engine: &mut Engine, typed: &Note) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    engine
        .note(&ticket, &typed.text)
        .map(|saved| answer(&saved))
        .map_err(Fault::from)
}

fn photo(engine: &mut Engine, typed: &Photo) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    let role = typed
        .role
        .as_deref()
        .map(|name| edits::named(&PhotoRole::NAMES, name, "role"))
        .transpose()?;
    let photo = camera_file(&typed.file, role.unwrap_or(PhotoRole::Before))?;
    engine
        .add_photos(&ticket, vec![photo])
        .map(|saved| answer(&saved))
        .map_err(Fault::from)
}

fn conflicts(engine: &Engine, id: Option<&str>) -> Result<Answer, Fault> {
    let ticket = id.map(|id| engine.find(id)).transpose()?;
    let shown = engine.conflicts(ticket.as_ref())?;
    let words = words::conflicts(&shown);
    Ok(Answer::new(json!(shown), words))
}

fn keep(engine: &mut Engine, typed: &Keep) -> Result<Answer, Fault> {
    let ticket = engine.find(&typed.id)?;
    let field = typed
        .field
        .parse()
        .map_err(|fault: ronda_shared::ticket::UnknownField| Fault::plain(fault.to_string()))?;
    engine
        .keep(&ticket, &field, &typed.value_id)
        .map(|saved| answer(&saved))
        .map_err(Fault::from)
}

fn sync_now(engine: &mut Engine, asked: &Sync) -> Result<Answer, Fault> {
    let thumbnails = if asked.no_thumbnails {
        Thumbnails::Leave
    } else {
        Thumbnails::Fetch
    };
    let Synced {
        report,
        thumbnails,
        place_files,
    } = online(sync::run(engine, thumbnails))?;
    let conflicts = engine.store().tally()?.contested;
    let shown = json!({
        "pushed": report.pushed,
        "pulled": report.pulled,
        "photos": report.photos,
        "contacts": report.contacts,
        "thumbnails": thumbnails,
        "place_files": place_files,
        "bytes": report.photo_bytes,
        "conflicts": conflicts,
        "refused": report.refused,
        "exchanges": report.exchanges,
        "reconciled": report.reconciled,
    });
    Ok(Answer::new(shown, words::synced(&report, conflicts)))
}

fn doctor(engine: &mut Engine) -> Result<Answer, Fault> {
    let mut found = engine.doctor()?;
    for scope in engine.store().scopes()? {
        if engine.store().buckets(&scope)? != engine.store().buckets_recounted(&scope)? {
            found
                .faults
                .push(format!("the digest of {scope} does not add up: tell the office"));
        }
    }
    let shown =
        json!({ "tickets": found.tickets, "photos": found.photos, "faults": found.faults, "advice": found.advice });
    let words = words::diagnosis(&found);
    Ok(Answer {
        failed: !found.faults.is_empty(),
        ..Answer::new(shown, words)
    })
}

/// What a saved change answers.
pub(super) fn answer(saved: &Saved) -> Answer {
    let notes = Advice::sentences(&saved.notes);
    let shown = json!({
        "id": saved.id,
        "code": saved.code,
        "saved_at": rfc3339(saved.saved_at_ms),
        "notes": notes,
        "photos": saved.photos,
        "status": saved.status,
    });
    Answer::new(shown, words::saved("Saved", &saved.code, &notes))
}

/// A photo as its file holds it.
pub(super) fn camera_file(path: &std::path::Path, role: PhotoRole) -> Result<NewPhoto, Fault> {
    use ronda_shared::limits::PHOTO_FILE_BYTES;
    let name = path.display().to_string();
    let unreadable = |_| Fault::plain(format!("photo {name}: the file cannot be read: check its path"));
    if std::fs::metadata(path).map_err(unreadable)?.len() > PHOTO_FILE_BYTES as u64 {
        return Err(Fault::plain(format!(
            "photo {name}: the file is larger than 25 MiB: take a smaller photo"
        )));
    }
    let file = std::fs::read(path).map_err(unreadable)?;
    Ok(NewPhoto {
        name,
        file,
        role,
        caption: None,
        edits: PhotoEdits::default(),
        sketch: None,
        shot: Shot::default(),
    })
}
