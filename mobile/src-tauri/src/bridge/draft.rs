// SPDX-License-Identifier: EUPL-1.2
//! Drafts: what is typed and photographed is on the disk before the person goes on.

use std::collections::BTreeMap;

use super::prelude::*;

words! {
    /// What a draft becomes: a new ticket, something that happens to a ticket, or a note and photos added to one.
    pub enum DraftKind { Report, Event, Addition }
}

wire! {
    /// Begins a draft, or goes on with the one there is for the same ticket and kind.
    pub struct DraftBegin {
        /// What it becomes.
        pub kind: DraftKind,
        /// The ticket, for an event or an addition.
        #[serde(default)]
        #[ts(optional)]
        pub ticket: Option<String>,
    }
}

wire! {
    /// A draft with everything typed so far.
    pub struct Draft {
        /// Its id.
        pub id: String,
        /// What it becomes.
        pub kind: DraftKind,
        /// The ticket, for an event or an addition.
        pub ticket: Option<String>,
        /// What was typed.
        pub form: DraftForm,
        /// Its photos, in their order.
        pub photos: Vec<DraftPhoto>,
        /// When it was begun.
        pub created_at: String,
        /// When it was last written.
        pub saved_at: String,
    }
}

wire! {
    /// Everything that can be typed; written whole at every change. What is not said is null or left out.
    #[derive(Default)]
    #[serde(default)]
    #[ts(optional_fields)]
    pub struct DraftForm {
        /// The step of the screen, any text of the UI's own.
        pub step: Option<String>,
        /// Category code.
        pub category: Option<String>,
        /// One line.
        pub title: Option<String>,
        /// The long text; the note of an addition.
        pub description: Option<String>,
        /// Where it is: the pin as set, or the fix taken over.
        pub place: Option<Spot>,
        /// What the device measured, kept beside a corrected pin; of an event where the person is.
        pub device_fix: Option<Spot>,
        /// As written; the one of the place when not said.
        pub address: Option<String>,
        /// Where that address came from, while nobody has typed in it: the `source` of `address_at`.
        pub address_source: Option<String>,
        /// Code of the district.
        pub district: Option<String>,
        /// One of `PRIORITIES`; the category's own when not said.
        pub priority: Option<String>,
        /// What could hurt somebody; said means danger.
        pub danger: Option<String>,
        /// One of `VISIBILITIES`; the category's own when not said.
        pub visibility: Option<String>,
        /// The lamp, bin or tree.
        pub asset_ref: Option<String>,
        /// Answers by the codes of their questions; several values joined by commas.
        pub answers: BTreeMap<String, String>,
        /// Ids of tickets that were offered as the same and are not; said in the transaction that files.
        pub different_from: Option<Vec<String>>,
        /// How to reach the citizen who reported it; sealed for the office when the ticket is saved.
        pub contact: Option<ContactForm>,
        /// What happens, for an event.
        pub event: Option<EventForm>,
    }
}

wire! {
    /// What a citizen leaves, and that he agreed to it.
    #[derive(Default)]
    #[serde(default)]
    #[ts(optional_fields)]
    pub struct ContactForm {
        /// The name.
        pub name: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// The e-mail address.
        pub email: Option<String>,
        /// The id of the wording that was read out and agreed to.
        pub consent: Option<String>,
    }
}

wire! {
    /// The consent a citizen is asked for: the present wording, and whether this phone may take a contact at all.
    pub struct Consent {
        /// The office's key is here, so that a contact can be sealed.
        pub ready: bool,
        /// Id of the wording.
        pub wording: String,
        /// The wording in Italian.
        pub it: String,
        /// In English.
        pub en: String,
    }
}

wire! {
    /// An event in words; which parts a kind needs is said when it is saved.
    #[derive(Default)]
    #[serde(default)]
    #[ts(optional_fields)]
    pub struct EventForm {
        /// One of `EVENTS`.
        pub event: String,
        /// Why.
        pub reason: Option<String>,
        /// One of `OUTCOMES`.
        pub outcome: Option<String>,
        /// Code of an office.
        pub office: Option<String>,
        /// Code of a crew; the person's own when not said.
        pub crew: Option<String>,
        /// One of `HOLDS`.
        pub hold: Option<String>,
        /// The question, the answer, the text for the reporter.
        pub text: Option<String>,
        /// The body whose business it is.
        pub body: Option<String>,
        /// When it was passed on, such as `2026-05-04`.
        pub passed_on: Option<String>,
        /// By when, such as `2026-05-04`.
        pub due: Option<String>,
        /// Why there is no photo of the state left, or why it is closed from afar.
        pub waive: Option<String>,
        /// The id of another ticket.
        pub other: Option<String>,
    }
}

wire! {
    /// A place in degrees (WGS 84).
    pub struct Spot {
        /// Latitude.
        pub lat: f64,
        /// Longitude.
        pub lon: f64,
        /// Radius in metres, when it was measured.
        #[serde(default)]
        #[ts(optional)]
        pub accuracy_m: Option<f64>,
        /// One of `gps`, `pin`, `address`, `asset`.
        pub source: String,
        /// When it was measured; of a fix only. It goes with the fix wherever that goes.
        #[serde(default)]
        #[ts(optional)]
        pub at: Option<String>,
        /// The system said that the fix was simulated.
        #[serde(default)]
        #[ts(optional)]
        pub mocked: Option<bool>,
    }
}

wire! {
    /// What was typed, to be written.
    pub struct DraftWrite {
        /// The draft.
        pub id: String,
        /// The whole form.
        pub form: DraftForm,
    }
}

wire! {
    /// A draft by its id.
    pub struct DraftId {
        /// Its id.
        pub id: String,
    }
}

wire! {
    /// When a draft reached the disk.
    pub struct DraftSaved {
        /// The moment.
        pub saved_at: String,
    }
}

wire! {
    /// A photo to keep with a draft, as the camera made it.
    pub struct DraftPhotoAdd {
        /// The draft.
        pub draft: String,
        /// The file's name, for messages.
        pub name: String,
        /// One of `PHOTO_ROLES`; `before` when not said.
        #[serde(default)]
        #[ts(optional)]
        pub role: Option<String>,
        /// The whole file in base64 (no `data:` prefix), unaltered.
        pub file: String,
        /// What the phone knew when it was taken, for a picture from the viewfinder, whose file says nothing.
        #[serde(default)]
        #[ts(optional)]
        pub shot: Option<Shot>,
    }
}

wire! {
    /// The moment of a picture.
    pub struct Shot {
        /// By the phone's clock.
        pub at: String,
        /// Where the phone was, when it knew.
        pub fix: Option<Spot>,
    }
}

wire! {
    /// The draft of a report that belongs to a ticket that is there.
    pub struct DraftAim {
        /// The draft.
        pub id: String,
        /// The ticket.
        pub ticket: String,
    }
}

wire! {
    /// A photo of a draft; it is on the disk.
    pub struct DraftPhoto {
        /// Its id: `photo://draft/ID` shows it, `photo://draft-thumb/ID` shows it small.
        pub id: String,
        /// The file's name.
        pub name: String,
        /// What was done to it.
        pub tools: PhotoTools,
        /// Width in pixels, as turned.
        pub width: f64,
        /// Height in pixels, as turned.
        pub height: f64,
        /// Size of what will be stored.
        pub bytes: f64,
        /// When the camera says it was taken.
        pub taken_at: Option<String>,
        /// Where the camera says it was taken.
        pub fix: Option<Spot>,
        /// What the person should know about it.
        pub notes: Vec<Advice>,
    }
}

wire! {
    /// Something a person should know, to be said in his language.
    pub struct Advice {
        /// Stable, such as `photo_no_time`.
        pub code: String,
        /// What a translation fills in; a text in two languages stands under `it` and `en`.
        pub values: BTreeMap<String, String>,
        /// In a sentence (English), as the last resort.
        pub sentence: String,
    }
}

wire! {
    /// What is done to a photo; written whole, so that undoing is writing what was before. The file itself stays untouched.
    #[derive(Default)]
    #[serde(default)]
    pub struct PhotoTools {
        /// Quarter turns clockwise, 0 to 3.
        pub turns: u8,
        /// A line about it.
        pub caption: String,
        /// One of `PHOTO_ROLES`.
        pub role: String,
        /// Lines drawn over it.
        pub sketch: Vec<Stroke>,
        /// What is blacked out before the photo leaves the phone.
        pub blackouts: Vec<Area>,
    }
}

wire! {
    /// A line of a sketch, in fractions of the turned photo's width and height.
    pub struct Stroke {
        /// Such as `#d1344c`.
        pub colour: String,
        /// Of the photo's width, such as 0.01.
        pub width: f64,
        /// Its points.
        pub points: Vec<(f64, f64)>,
    }
}

wire! {
    /// A rectangle, in fractions of the turned photo's width and height.
    pub struct Area {
        /// From the left.
        pub x: f64,
        /// From the top.
        pub y: f64,
        /// Width.
        pub w: f64,
        /// Height.
        pub h: f64,
    }
}

wire! {
    /// The tools of one photo, to be written.
    pub struct DraftPhotoWrite {
        /// The photo.
        pub id: String,
        /// All of its tools.
        pub tools: PhotoTools,
    }
}

wire! {
    /// The one photo that a draft is to lose.
    pub struct DraftPhotoDrop {
        /// The draft.
        pub draft: String,
        /// The photo's id.
        pub photo: String,
    }
}

wire! {
    /// A saved change: it is on the disk, and only then this is answered.
    pub struct Saved {
        /// The ticket.
        pub id: String,
        /// Its spoken code.
        pub code: String,
        /// When.
        pub saved_at: String,
        /// What the person should know.
        pub notes: Vec<Advice>,
        /// The status in which the ticket now stands.
        pub status: String,
    }
}
