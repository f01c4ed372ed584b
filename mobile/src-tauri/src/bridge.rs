// SPDX-License-Identifier: EUPL-1.2
//! The bridge: every command the screens may give and every value that crosses, typed here and nowhere else.
//!
//! `mobile/ui/src/bridge/generated.ts` is written from this; a test compares the two. Moments are RFC 3339 in UTC.

pub mod category;
pub mod delivery;
pub mod draft;
pub mod edit;
pub mod fault;
pub mod list;
pub mod news;
pub mod place;
mod prelude;
pub mod session;
pub mod settings;
pub mod shift;
pub mod ticket;
pub mod typescript;

/// Calls a macro with every command: `here` ones are a step of the engine, `away` ones wait for a network or a device, or take a while.
macro_rules! every_command {
    ($then:ident) => {
        $then! {
            /// Where the phone stands; answered at once, locked or not.
            here session(()) -> session::Session;
            /// Gives a one-time code to the server: answers whose code it is and whose server, to be looked at before a PIN is chosen.
            away enrol_begin(session::EnrolBegin) -> session::Who;
            /// Founds the home with a PIN, after `enrol_begin`; the first sync starts by itself.
            here enrol_finish(session::Pin) -> session::Who;
            /// Opens the home.
            here unlock(session::Pin) -> session::Who;
            /// Closes it; drafts are on the disk already.
            here lock(()) -> ();
            /// A person's hand is on the screen, or brought the app to the front: the lock by itself counts from here.
            here touch(session::Touch) -> ();
            /// Remembers the screen, so that a kill comes back to it.
            here route_write(session::Route) -> ();
            /// Chooses language and theme; allowed before the PIN.
            here appearance_write(session::Appearance) -> session::Appearance;

            /// What to know before going out.
            here shift_start(()) -> shift::ShiftStart;
            /// What the shift came to.
            here shift_end(()) -> shift::ShiftEnd;
            /// Leaves a note for the next shift on this phone.
            here hand_over_write(shift::HandOverText) -> Option<shift::HandOver>;

            /// Drafts, the last written first.
            here drafts(()) -> Vec<draft::Draft>;
            /// Begins a draft; for an event or an addition goes on with the one there is.
            here draft_begin(draft::DraftBegin) -> draft::Draft;
            /// One draft.
            here draft_read(draft::DraftId) -> draft::Draft;
            /// Writes everything typed so far; answered after it is on the disk.
            here draft_write(draft::DraftWrite) -> draft::DraftSaved;
            /// Keeps a photo; answered after it is on the disk, so that its preview may appear.
            here draft_photo_add(draft::DraftPhotoAdd) -> draft::DraftPhoto;
            /// Turns, captions, sketches, blacks out; undone by writing what was before.
            here draft_photo_write(draft::DraftPhotoWrite) -> draft::DraftPhoto;
            /// Takes one photo away; every other stays, also one that is just being added.
            here draft_photo_drop(draft::DraftPhotoDrop) -> ();
            /// Makes the draft what it is to become; it is gone from the drafts in the same transaction.
            here draft_save(draft::DraftId) -> draft::Saved;
            /// Turns the draft of a report into an addition to a ticket that is there: its photos and text go there.
            here draft_aim(draft::DraftAim) -> draft::Draft;
            /// Throws a draft away.
            here draft_drop(draft::DraftId) -> ();

            /// Categories in use that match every word, the best first.
            here categories(category::Search) -> Vec<category::Category>;
            /// Those this person files most, at most eight; before he has filed, the first of the set.
            here categories_recent(()) -> Vec<category::Category>;
            /// One category.
            here category(category::CategoryCode) -> category::Category;
            /// Districts, offices, crews, groups.
            here city(()) -> category::City;
            /// What a citizen is asked for before his contact is noted; none where this person may note none.
            here consent(category::CategoryCode) -> Option<draft::Consent>;
            /// Tickets that are probably about the same trouble, the surest first; computed here.
            here duplicates(list::DuplicatesOf) -> Vec<list::Similar>;

            /// A page of tickets.
            here tickets(list::TicketQuery) -> list::TicketPage;
            /// Everything of a ticket; it counts as looked at.
            here ticket(ticket::TicketId) -> ticket::Ticket;
            /// A page of what the person's crew is to do, the most pressing first, or the nearest.
            here today(list::TodayQuery) -> list::JobPage;
            /// A page of the tickets with contested fields, the last written first.
            here conflicts(list::PageQuery) -> list::ConflictsPage;
            /// A page of what this person has not read yet, the last written first.
            here notices(list::PageQuery) -> list::NoticesPage;
            /// Remembers that he has read what a ticket tells him.
            here notices_read(ticket::TicketId) -> ();

            /// Writes fields.
            here ticket_edit(edit::TicketEdit) -> draft::Saved;
            /// Adds a note.
            here note_add(edit::NoteAdd) -> draft::Saved;
            /// Decides a contested field.
            here conflict_keep(edit::ConflictKeep) -> draft::Saved;
            /// Takes the latest write of a field back.
            here field_undo(edit::FieldUndo) -> draft::Saved;
            /// Ties a ticket to another, or unties it.
            here link_set(edit::LinkSet) -> draft::Saved;
            /// Says "me too", or takes it back.
            here me_too(edit::Said) -> draft::Saved;
            /// Follows a ticket, or does no longer.
            here watch(edit::Said) -> draft::Saved;
            /// Makes something happen at once: accept, decline, start, resume, reopen and the like.
            here event_do(edit::EventDo) -> draft::Saved;
            /// How far a place is from a ticket and what that means.
            here site_distance(edit::SiteCheck) -> edit::SiteDistance;
            /// Brings the original of a photo from the server and keeps it.
            away photo_fetch(edit::PhotoName) -> ();

            /// How sending stands, in numbers.
            here delivery(()) -> delivery::Delivery;
            /// A page of what waits, ticket by ticket, the oldest first.
            here waiting(list::PageQuery) -> delivery::WaitingPage;
            /// A page of the edits the office refused, the oldest first.
            here refused(list::PageQuery) -> delivery::RefusedPage;
            /// A page of the contacts of citizens that the office's vault did not take, the oldest first.
            here contacts_refused(list::PageQuery) -> delivery::ContactsRefusedPage;
            /// The state sentence, as the event `news` tells it.
            here state(()) -> news::State;
            /// Syncs now; answered when it has begun, `news` tells the rest.
            here sync_now(()) -> ();
            /// Stops a running sync at once; what was delivered stays delivered.
            here sync_cancel(()) -> ();
            /// What the system says of the network; regained, it starts a sync.
            here network(settings::Network) -> ();
            /// Makes an emergency pack; a locked one before the PIN too.
            here export_make(delivery::ExportMake) -> delivery::Exported;
            /// Examines everything stored.
            here doctor(()) -> delivery::Diagnosis;

            /// What was chosen.
            here settings(()) -> settings::Settings;
            /// Chooses.
            here settings_write(settings::Settings) -> settings::Settings;
            /// What the Comune can see.
            here privacy(()) -> settings::Privacy;

            /// District of a place, and whether it lies outside the municipality.
            here locate_place(place::Point) -> place::Whereabouts;
            /// The nearest house number, or else the nearest street; none where there is neither.
            here address_at(place::Point) -> Option<place::NearAddress>;
            /// Streets, house numbers and assets by what is typed, the best first.
            here search_places(place::PlaceSearch) -> Vec<place::FoundPlace>;
            /// Lamps, bins and trees around a place, the nearest first.
            here assets_near(place::Point) -> Vec<place::NearAsset>;
            /// Those of a code, typed or scanned; the same code may stand in several layers.
            here asset_of_code(place::AssetCode) -> Vec<place::NearAsset>;
            /// What the QR codes in a picture say, for web views that read none; answered before a PIN too.
            away codes_in(place::CodePicture) -> Vec<String>;
            /// Every map of the office and of this phone.
            here maps(()) -> Vec<place::MapPack>;
            /// Fetches a map, or goes on with it; answered when it has begun, `news` of kind `map` tells the rest.
            away download_map(place::MapName) -> ();
            /// Stops fetching it; what is here stays and is gone on with.
            here stop_map(place::MapName) -> ();
            /// Takes a map off this phone, and what was begun of it.
            here remove_map(place::MapName) -> ();
            /// The tickets of a piece of map, at most 5,000, the last arrivals first.
            here map_tickets(place::MapBox) -> Vec<place::MapTicket>;

            /// Asks for the permission where needed and tells fixes by `news` until stopped.
            away location_start(()) -> ();
            /// No more fixes.
            here location_stop(()) -> ();
            /// Opens the system's navigator at a ticket.
            away navigate(ticket::TicketId) -> ();
            /// A line of the webview for the log.
            here log_line(settings::LogLine) -> ();
        }
    };
}

pub(crate) use every_command;
