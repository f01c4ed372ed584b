// SPDX-License-Identifier: EUPL-1.2
//! The verbs that save: file, edit, note, photo, keep.

use std::path::Path;

use ronda_shared::limits;
use ronda_shared::ticket::{Category, Danger, Field, PhotoRole, PositionSource, Priority, Value, Visibility};
use serde_json::{Value as Json, json};

use super::args::{Edit, Fields, File, Keep, Note, Photo};
use super::failed::Failed;
use super::saved_json;
use super::session::unreadable;
use crate::engine::{Engine, FileRequest, NewPhoto, Place, Saved};

pub(super) fn file(engine: &mut Engine, args: &File) -> Result<Json, Failed> {
    let fields = &args.fields;
    let photos = args
        .photo
        .iter()
        .map(|path| read_photo(path, PhotoRole::Before))
        .collect::<Result<_, _>>()?;
    let filed = engine.file(FileRequest {
        category: args.category.clone(),
        title: fields.title.clone(),
        description: fields.description.clone(),
        place: place(fields)?,
        address: fields.address.clone(),
        district: fields.district.clone(),
        priority: fields.priority.as_deref().map(priority).transpose()?,
        danger: fields.danger.clone(),
        visibility: fields.visibility.as_deref().map(visibility).transpose()?,
        asset_ref: fields.asset_ref.clone(),
        photos,
    })?;
    Ok(saved_json(&filed.id, &filed.code, filed.saved_at_ms, &filed.notes))
}

pub(super) fn edit(engine: &mut Engine, args: &Edit) -> Result<Json, Failed> {
    let ticket = engine.find(&args.id)?;
    let saved = engine.edit(&ticket, changed(args)?)?;
    Ok(answer(&saved))
}

pub(super) fn note(engine: &mut Engine, args: &Note) -> Result<Json, Failed> {
    let ticket = engine.find(&args.id)?;
    Ok(answer(&engine.note(&ticket, &args.text)?))
}

pub(super) fn photo(engine: &mut Engine, args: &Photo) -> Result<Json, Failed> {
    let role = named(&PhotoRole::NAMES, &args.role, "role")?;
    let ticket = engine.find(&args.id)?;
    let saved = engine.add_photos(&ticket, vec![read_photo(&args.file, role)?])?;
    let mut answer = answer(&saved);
    if let (Json::Object(fields), Some(sha256)) = (&mut answer, saved.photos.first()) {
        fields.insert("sha256".into(), json!(sha256));
    }
    Ok(answer)
}

pub(super) fn keep(engine: &mut Engine, args: &Keep) -> Result<Json, Failed> {
    let field: Field = args
        .field
        .parse()
        .map_err(|fault: ronda_shared::ticket::UnknownField| Failed::from(fault.to_string()))?;
    let ticket = engine.find(&args.id)?;
    Ok(answer(&engine.keep(&ticket, &field, &args.value_id)?))
}

fn answer(saved: &Saved) -> Json {
    saved_json(&saved.id, &saved.code, saved.saved_at_ms, &saved.notes)
}

/// The fields an edit names; an empty text clears what may be cleared.
fn changed(args: &Edit) -> Result<Vec<(Field, Value)>, Failed> {
    let fields = &args.fields;
    let text = |field: Field, text: &Option<String>| {
        let value = |text: &String| {
            if text.is_empty() && field != Field::Description {
                Value::Cleared
            } else {
                Value::Text(text.clone())
            }
        };
        text.as_ref().map(|text| (field.clone(), value(text)))
    };
    let category = |code: &String| {
        Value::Category(Category {
            code: code.clone(),
            taxonomy_version: String::new(),
        })
    };
    let danger = match (&fields.danger, args.no_danger) {
        (Some(reason), _) => Some(Danger {
            present: true,
            reason: reason.clone(),
        }),
        (None, true) => Some(Danger {
            present: false,
            reason: String::new(),
        }),
        (None, false) => None,
    };
    let changed = [
        args.category.as_ref().map(|code| (Field::Category, category(code))),
        text(Field::Title, &fields.title),
        text(Field::Description, &fields.description),
        place(fields)?.map(|place| (Field::Position, Value::Position(place.position()))),
        text(Field::Address, &fields.address),
        text(Field::AddressId, &args.address_id),
        text(Field::District, &fields.district),
        text(Field::AssetRef, &fields.asset_ref),
        fields
            .priority
            .as_deref()
            .map(priority)
            .transpose()?
            .map(|priority| (Field::Priority, Value::Priority(priority))),
        danger.map(|danger| (Field::Danger, Value::Danger(danger))),
        fields
            .visibility
            .as_deref()
            .map(visibility)
            .transpose()?
            .map(|shown| (Field::Visibility, Value::Visibility(shown))),
    ];
    Ok(changed.into_iter().flatten().collect())
}

/// A fix says how accurate it is; a place without accuracy was pointed at on a map.
fn place(fields: &Fields) -> Result<Option<Place>, Failed> {
    match (fields.lat, fields.lon) {
        (Some(lat), Some(lon)) => {
            let source = if fields.accuracy.is_some() {
                PositionSource::Gps
            } else {
                PositionSource::Pin
            };
            Ok(Some(Place {
                lat,
                lon,
                accuracy_m: fields.accuracy,
                source,
            }))
        }
        (None, None) => Ok(None),
        _ => Err(Failed::from("a place needs both: give lat and lon")),
    }
}

fn priority(name: &str) -> Result<Priority, Failed> {
    named(&Priority::NAMES, &name.to_uppercase(), "priority")
}

fn visibility(name: &str) -> Result<Visibility, Failed> {
    named(&Visibility::NAMES, name, "visibility")
}

fn named<T: Copy>(names: &[(&str, T)], name: &str, what: &str) -> Result<T, Failed> {
    let found = names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let known: Vec<&str> = names.iter().map(|(known, _)| *known).collect();
        Failed::from(format!("\"{name}\" is no {what}: use one of {}", known.join(", ")))
    })
}

/// A camera's file; one far too large is refused before it fills the memory.
fn read_photo(path: &Path, role: PhotoRole) -> Result<NewPhoto, Failed> {
    let size = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if size > limits::PHOTO_FILE_BYTES as u64 {
        return Err(Failed::from(format!(
            "{} is larger than 25 MiB: make a smaller photo",
            path.display()
        )));
    }
    let file = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    Ok(NewPhoto {
        name,
        file,
        role,
        caption: None,
    })
}
