// SPDX-License-Identifier: EUPL-1.2
//! The photos of a draft: kept as the camera made them, what is to be done to them beside them, and made the engine's own when
//! the draft is saved.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ronda_field::engine::{NewPhoto, Place, Shot};
use ronda_field::store::{self, DraftBytes};
use ronda_shared::photo::{Intake, IntakeNote, PhotoEdits, Region};
use ronda_shared::ticket::{Ink, PhotoRole, SKETCH_GRID, Sketch, Stroke};
use serde::{Deserialize, Serialize};

use super::advice::of_intake;
use super::drafts::place;
use super::edits::named;
use super::{Desk, invalid, moment};
use crate::bridge::draft::{
    self, Advice, DraftPhoto, DraftPhotoAdd, DraftPhotoDrop, DraftPhotoWrite, PhotoTools, Spot,
};
use crate::bridge::fault::{Code, Fault};

/// What a photo shows unless somebody says otherwise.
pub(super) const FIRST_ROLE: &str = "before";
/// Every line of a sketch is as thick, in fractions of the photo's width.
pub(super) const STROKE_WIDTH: f64 = 0.012;
/// The colours of a sketch, as the screens paint them.
pub(super) const INKS: [(&str, Ink); 4] = [
    ("#d1344c", Ink::Red),
    ("#ffd400", Ink::Yellow),
    ("#ffffff", Ink::White),
    ("#000000", Ink::Black),
];

/// What a draft's photo says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    width: f64,
    height: f64,
    bytes: f64,
    taken_at: Option<String>,
    fix: Option<Spot>,
    #[serde(default)]
    advice: Vec<Advice>,
}

impl Desk {
    pub fn draft_photo_add(&mut self, request: DraftPhotoAdd) -> Result<DraftPhoto, Fault> {
        let file = photo_file(&request.file)?;
        let role = request.role.as_deref().unwrap_or(FIRST_ROLE);
        named(&PhotoRole::NAMES, role, "role")?;
        let taken = Taken {
            name: &request.name,
            role,
            shot: request.shot,
        };
        let kept = self.keep_photo(&request.draft, taken, file.clone())?;
        self.sweep_photo(&file);
        Ok(kept)
    }

    /// Keeps a camera's file with a draft.
    pub(super) fn keep_photo(&mut self, draft: &str, taken: Taken<'_>, file: Vec<u8>) -> Result<DraftPhoto, Fault> {
        let Taken { name, role, shot } = taken;
        let tools = serde_json::to_string(&PhotoTools {
            role: role.to_owned(),
            ..PhotoTools::default()
        })?;
        let shot = shot.map(sound).transpose()?;
        let about = |taken: &Intake| serde_json::to_string(&about(taken, shot)).unwrap_or_default();
        let kept = self.engine_mut()?.add_draft_photo(draft, name, file, tools, about)?;
        photo(kept)
    }

    pub fn draft_photo_write(&mut self, request: DraftPhotoWrite) -> Result<DraftPhoto, Fault> {
        edits(&request.tools);
        sketch(&request.tools)?;
        let tools = serde_json::to_string(&request.tools)?;
        let store = self.engine_mut()?.store_mut();
        store.keep_draft_tools(&request.id, &tools)?;
        let kept = store.draft_photo(&request.id)?;
        photo(kept.ok_or(ronda_field::error::Error::NoDraft)?)
    }

    pub fn draft_photo_drop(&mut self, request: DraftPhotoDrop) -> Result<(), Fault> {
        let store = self.engine_mut()?.store_mut();
        Ok(store.drop_draft_photo(&request.draft, &request.photo)?)
    }

    /// Everything a draft's photos become when it is saved.
    pub(super) fn new_photos(&self, draft: &str) -> Result<Vec<NewPhoto>, Fault> {
        let store = self.engine()?.store();
        let new = |kept: store::DraftPhoto| {
            let (tools, about): (PhotoTools, About) =
                (serde_json::from_str(&kept.tools)?, serde_json::from_str(&kept.about)?);
            let file = store.draft_photo_bytes(&kept.id, DraftBytes::File)?;
            Ok(NewPhoto {
                name: kept.name,
                file: file.ok_or(ronda_field::error::Error::NoPhoto)?,
                role: named(&PhotoRole::NAMES, &tools.role, "role")?,
                caption: Some(tools.caption.clone()).filter(|caption| !caption.trim().is_empty()),
                edits: edits(&tools),
                sketch: sketch(&tools)?,
                shot: shot(about)?,
            })
        };
        store.draft_photos(draft)?.into_iter().map(new).collect()
    }
}

/// A photo of a draft, as the screens show it.
/// A picture as the screens hand it over.
pub fn photo_file(base64: &str) -> Result<Vec<u8>, Fault> {
    let file = STANDARD.decode(base64);
    file.map_err(|_| Fault::new(Code::BadPhoto, "the photo did not arrive whole: choose it again"))
}

pub(super) fn photo(kept: store::DraftPhoto) -> Result<DraftPhoto, Fault> {
    let (tools, about): (PhotoTools, About) = (serde_json::from_str(&kept.tools)?, serde_json::from_str(&kept.about)?);
    let on_its_side = tools.turns % 2 == 1;
    let (width, height) = if on_its_side {
        (about.height, about.width)
    } else {
        (about.width, about.height)
    };
    Ok(DraftPhoto {
        id: kept.id,
        name: kept.name,
        tools,
        width,
        height,
        bytes: about.bytes,
        taken_at: about.taken_at,
        fix: about.fix,
        notes: about.advice,
    })
}

/// A picture as it comes in, besides its file.
pub(super) struct Taken<'a> {
    /// What messages call it.
    pub name: &'a str,
    /// What it shows.
    pub role: &'a str,
    /// What the phone knew at that moment.
    pub shot: Option<draft::Shot>,
}

/// A moment as a photo's record writes it.
fn sound(shot: draft::Shot) -> Result<draft::Shot, Fault> {
    let at_ms = ronda_shared::moment::moment_ms(&shot.at);
    let at_ms = at_ms.ok_or_else(|| invalid("the photo's moment is no moment: take it again"))?;
    if let Some(spot) = &shot.fix {
        place(spot)?;
    }
    Ok(draft::Shot {
        at: moment(at_ms),
        ..shot
    })
}

/// What the draft remembers of a photo's moment, as the engine takes it.
fn shot(about: About) -> Result<Shot, Fault> {
    Ok(Shot {
        taken_at: about.taken_at,
        fix: about.fix.as_ref().map(place).transpose()?.map(Place::position),
    })
}

/// What the file says, and what the phone knew where the file says nothing.
fn about(taken: &Intake, shot: Option<draft::Shot>) -> About {
    let spot = |fix: ronda_shared::photo::PhotoFix| Spot {
        lat: fix.lat,
        lon: fix.lon,
        accuracy_m: fix.accuracy_m,
        source: "gps".to_owned(),
        at: None,
        mocked: None,
    };
    let (at, place) = shot.map(|shot| (shot.at, shot.fix)).unzip();
    let (taken_at, fix) = (taken.taken_at.clone().or(at), taken.fix.map(spot).or(place.flatten()));
    let told = |note: &&IntakeNote| note.is_news(fix.is_some(), taken_at.is_some());
    let notes = taken.notes.iter().filter(told);
    About {
        width: f64::from(taken.width),
        height: f64::from(taken.height),
        bytes: super::number(taken.jpeg.len() as u64),
        advice: notes.map(of_intake).collect(),
        taken_at,
        fix,
    }
}

fn edits(tools: &PhotoTools) -> PhotoEdits {
    let region = |area: &draft::Area| Region {
        x: area.x,
        y: area.y,
        width: area.w,
        height: area.h,
    };
    PhotoEdits {
        quarter_turns: tools.turns,
        blackouts: tools.blackouts.iter().map(region).collect(),
    }
}

fn sketch(tools: &PhotoTools) -> Result<Option<Sketch>, Fault> {
    let grid = |part: f64| (part.clamp(0.0, 1.0) * f64::from(SKETCH_GRID)).round() as u16;
    let stroke = |stroke: &draft::Stroke| {
        let ink = INKS
            .iter()
            .find(|(colour, _)| *colour == stroke.colour)
            .map(|(_, ink)| *ink);
        Ok(Stroke {
            ink: ink.ok_or_else(|| invalid("the sketch has a colour nobody knows: draw it again"))?,
            points: stroke.points.iter().map(|(x, y)| (grid(*x), grid(*y))).collect(),
        })
    };
    let strokes: Vec<Stroke> = tools.sketch.iter().map(stroke).collect::<Result<_, Fault>>()?;
    Ok(Some(Sketch { strokes }).filter(|sketch| !sketch.strokes.is_empty()))
}
