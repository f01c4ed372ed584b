// SPDX-License-Identifier: EUPL-1.2
//! What a person does to a photo before saving it: what is kept of it, and what is not.

use ronda_shared::photo::{PhotoEdits, Region, open_original, thumbnail_of};
use ronda_shared::reference::ReferenceData;
use ronda_shared::ticket::{Ink, PhotoEntry, PhotoRole, Position, Sketch, Stroke};

use super::camera::{jpeg, photo};
use super::city::{hears, town};
use super::*;

fn blacked(seed: u8) -> NewPhoto {
    NewPhoto {
        edits: PhotoEdits {
            quarter_turns: 1,
            blackouts: vec![Region {
                x: 0.25,
                y: 0.25,
                width: 0.5,
                height: 0.5,
            }],
        },
        ..photo(seed, None)
    }
}

fn sealing() -> ReferenceData {
    let mut data = town("Pothole");
    data.categories[0].photos.seal_original = true;
    data
}

fn with(photo: NewPhoto) -> FileRequest {
    FileRequest {
        photos: vec![photo],
        ..pothole()
    }
}

fn record(engine: &Engine, ticket: &TicketId) -> PhotoEntry {
    engine.ticket(ticket).unwrap().photos[0].value.clone()
}

#[test]
fn a_blacked_out_photo_is_a_redacted_copy_that_still_says_what_it_shows() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = engine.file(with(blacked(7))).unwrap().id;
    let kept = record(&engine, &id);
    assert_eq!((kept.role, kept.shows()), (PhotoRole::Redacted, PhotoRole::Before));
    assert_eq!((kept.width, kept.height), (64, 96));
    assert_eq!(kept.sealed_original, None);
    assert_eq!(engine.store().photo_hashes().unwrap(), [kept.sha256]);
}

#[test]
fn where_the_category_says_so_the_original_is_kept_sealed_and_nowhere_else() {
    let mut engine = Bench::new().found(Role::Agent);
    hears(&mut engine, &sealing(), NOW);
    let id = engine.file(with(blacked(7))).unwrap().id;
    let kept = record(&engine, &id);
    let sealed = kept.sealed_original.unwrap();
    assert_eq!(engine.store().photo_hashes().unwrap(), [kept.sha256, sealed]);
    assert_eq!(engine.store().photos_owed().unwrap(), [kept.sha256, sealed]);
    assert_eq!(engine.store().photo_thumbnail(&sealed).unwrap(), None);
    assert_eq!(engine.store().thumbnails_wanted(NOW, 10).unwrap(), []);
    let file = engine.photo_bytes(&id, &sealed).unwrap();
    assert!(thumbnail_of(&file).is_err());
    let original = open_original(&BoxKey::from_seed(&Secret([201; 32])), &file).unwrap();
    assert_ne!(original, engine.photo_bytes(&id, &kept.sha256).unwrap());
    assert!(thumbnail_of(&original).is_ok());
    assert_eq!(engine.doctor().unwrap().faults, Vec::<String>::new());
    let plain = engine.file(with(photo(9, None))).unwrap().id;
    assert_eq!(record(&engine, &plain).sealed_original, None);
}

#[test]
fn a_sketch_and_a_caption_lie_beside_the_untouched_photo() {
    let sketch = Sketch {
        strokes: vec![Stroke {
            ink: Ink::Yellow,
            points: vec![(1_000, 2_000), (3_000, 4_000)],
        }],
    };
    let drawn = NewPhoto {
        sketch: Some(sketch.clone()),
        caption: Some("Il bordo cede".into()),
        ..photo(7, None)
    };
    let mut engine = Bench::new().found(Role::Agent);
    let id = engine.file(with(drawn)).unwrap().id;
    let plain = engine.file(with(photo(7, None))).unwrap().id;
    let (kept, same) = (record(&engine, &id), record(&engine, &plain));
    assert_eq!(kept.sha256, same.sha256);
    assert_eq!((kept.sketch, kept.role), (Some(sketch), PhotoRole::Before));
    assert_eq!(kept.caption.as_deref(), Some("Il bordo cede"));
}

#[test]
fn a_picture_from_the_viewfinder_says_when_and_where_by_the_phone_and_a_camera_s_own_word_counts_more() {
    let mut engine = Bench::new().found(Role::Agent);
    let shot = Shot {
        taken_at: Some("2026-05-04T08:42:00.000Z".into()),
        fix: Some(Position::new(43.7, 11.2, PositionSource::Gps)),
    };
    let bare = NewPhoto {
        shot: shot.clone(),
        ..photo(7, None)
    };
    let filed = engine.file(with(bare)).unwrap();
    let kept = record(&engine, &filed.id);
    assert_eq!((kept.taken_at, kept.fix), (shot.taken_at.clone(), shot.fix));
    assert_eq!(filed.notes, [], "nothing is missing");
    let placed = NewPhoto {
        shot,
        ..photo(8, Some((43.768, 11.253)))
    };
    let id = engine.file(with(placed)).unwrap().id;
    let fix = record(&engine, &id).fix.unwrap();
    assert!((fix.lat - 43.768).abs() < 1e-5, "{fix:?}");
}

#[test]
fn an_edit_that_cannot_be_done_saves_nothing() {
    let mut engine = Bench::new().found(Role::Agent);
    let wrong = NewPhoto {
        file: jpeg(7, None),
        sketch: Some(Sketch::default()),
        ..photo(7, None)
    };
    assert!(
        engine
            .file(with(wrong))
            .unwrap_err()
            .to_string()
            .contains("draw it again")
    );
    assert!(engine.store().photo_hashes().unwrap().is_empty());
}
