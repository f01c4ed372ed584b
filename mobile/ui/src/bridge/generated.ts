// SPDX-License-Identifier: EUPL-1.2
// The bridge between the screens and the engine. Written from mobile/src-tauri/src/bridge by `make bridge`; do not edit.

export const ROLES = ["agent", "crew", "crew_leader", "operator", "director", "school", "viewer", "admin", "auditor"] as const;
export const STATUSES = ["submitted", "needs_info", "in_charge", "assigned", "accepted", "in_progress", "on_hold", "resolved", "closed", "cancelled"] as const;
export const EVENTS = ["ask_info", "give_info", "take_charge", "transfer", "assign", "decline", "accept", "hold", "resume", "cancel", "close_from_desk", "start", "resolve_on_spot", "resolve", "verify", "reopen"] as const;
export const OUTCOMES = ["fixed_on_site", "fixed_by_agent", "made_safe", "not_found", "already_fixed", "duplicate", "not_ours", "private_property", "unfeasible", "filed_in_error"] as const;
export const HOLDS = ["reporter", "weather", "third_party", "permit", "material", "capacity"] as const;
export const PRIORITIES = ["P1", "P2", "P3", "P4"] as const;
export const VISIBILITIES = ["public", "private", "reserved"] as const;
export const PHOTO_ROLES = ["before", "during", "after", "document", "redacted"] as const;
/** So old a fix may be, in seconds, and still say where somebody is. */
export const FIX_FRESH_S = 60;

/**
 * Where the phone stands before anything else is asked.
 */
export type Session = { 
/**
 * What to show.
 */
phase: Phase, 
/**
 * Who uses it; only while it is open.
 */
who: Who | null, 
/**
 * Milliseconds until the next PIN counts; 0 when it counts now.
 */
wait_ms: number, 
/**
 * Known before the PIN, so that the first screen speaks the person's language.
 */
appearance: Appearance, 
/**
 * The server to offer at activation, when the phone was told one.
 */
server: string | null, 
/**
 * The screen that was last open (see `route_write`); only while it is open.
 */
route: string | null, 
/**
 * This app's version.
 */
version: string, };

/**
 * What the phone can do now.
 */
export type Phase = "new" | "locked" | "open" | "revoked";

/**
 * The person of this phone, as the office knows him.
 */
export type Who = { 
/**
 * The person's id.
 */
person: string, 
/**
 * His name.
 */
person_name: string, 
/**
 * One of `ROLES`.
 */
role: string, 
/**
 * Code of his crew.
 */
crew: string | null, 
/**
 * Code of his office.
 */
office: string | null, 
/**
 * Codes of his districts; none means the whole territory.
 */
districts: Array<string>, 
/**
 * The jurisdiction's code, such as `FI`.
 */
jurisdiction: string, 
/**
 * The Comune's name.
 */
jurisdiction_name: string, 
/**
 * This device's id.
 */
device: string, 
/**
 * Where the server is.
 */
server: string, 
/**
 * Of the server's root key, as the office can read it aloud: groups of four.
 */
fingerprint: string, };

/**
 * A one-time code, typed or read from a QR.
 */
export type EnrolBegin = { 
/**
 * The code, or the whole link of the QR, which names the server too.
 */
code: string, 
/**
 * The server's address, when the code is no link.
 */
server?: string, 
/**
 * The municipality's own certificate authority (PEM), where it has one.
 */
own_ca?: string, 
/**
 * What the office will call this device.
 */
device_name: string, };

/**
 * A PIN; at least four characters.
 */
export type Pin = { 
/**
 * As typed.
 */
pin: string, };

/**
 * A person is at hand.
 */
export type Touch = { 
/**
 * He goes to the phone's camera: the home stays open until he is back, at most half an hour.
 */
camera: boolean, };

/**
 * The screen to come back to after a kill; any text of the UI's own.
 */
export type Route = { 
/**
 * Such as `report/ID/position`.
 */
route: string, };

/**
 * How the app looks; not personal, so it is known before the PIN.
 */
export type Appearance = { 
/**
 * Italian or English.
 */
language: Language, 
/**
 * Light, dark, for the sun, or as the system says.
 */
theme: Theme, };

/**
 * A language.
 */
export type Language = "it" | "en";

/**
 * A theme.
 */
export type Theme = "system" | "light" | "dark" | "sun";

/**
 * What a person should know before he goes out.
 */
export type ShiftStart = { 
/**
 * The first open tickets with danger on this phone, newest first; the chip `dangers` pages through all.
 */
dangers: Array<TicketLine>, 
/**
 * How many there are.
 */
dangers_total: number, 
/**
 * The note left at the end of the last shift on this phone.
 */
hand_over: HandOver | null, 
/**
 * When phone and server last agreed.
 */
last_contact_at: string | null, 
/**
 * Age of the data in seconds; none before the first contact.
 */
age_s: number | null, 
/**
 * Tickets on this phone.
 */
tickets: number, 
/**
 * Drafts that wait to be finished.
 */
drafts: number, 
/**
 * Tickets that tell this person something he has not read.
 */
notices: number, 
/**
 * Fields that wait for a decision.
 */
conflicts: number, 
/**
 * Jobs of the person's crew; none for a person without one.
 */
jobs: number | null, };

/**
 * A note that a person left for his own next shift on this phone.
 */
export type HandOver = { 
/**
 * The note.
 */
text: string, 
/**
 * When it was written.
 */
at: string, };

/**
 * The text of a note for his own next shift on this phone; an empty one takes it away.
 */
export type HandOverText = { 
/**
 * As typed.
 */
text: string, };

/**
 * What a shift came to.
 */
export type ShiftEnd = { 
/**
 * Tickets filed since midnight.
 */
filed: number, 
/**
 * Changes saved since midnight, filing included.
 */
saved: number, 
/**
 * What still waits.
 */
state: State, 
/**
 * Drafts not finished.
 */
drafts: number, 
/**
 * The note for the next shift.
 */
hand_over: HandOver | null, };

/**
 * What a draft becomes: a new ticket, something that happens to a ticket, or a note and photos added to one.
 */
export type DraftKind = "report" | "event" | "addition";

/**
 * Begins a draft, or goes on with the one there is for the same ticket and kind.
 */
export type DraftBegin = { 
/**
 * What it becomes.
 */
kind: DraftKind, 
/**
 * The ticket, for an event or an addition.
 */
ticket?: string, };

/**
 * A draft with everything typed so far.
 */
export type Draft = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it becomes.
 */
kind: DraftKind, 
/**
 * The ticket, for an event or an addition.
 */
ticket: string | null, 
/**
 * What was typed.
 */
form: DraftForm, 
/**
 * Its photos, in their order.
 */
photos: Array<DraftPhoto>, 
/**
 * When it was begun.
 */
created_at: string, 
/**
 * When it was last written.
 */
saved_at: string, };

/**
 * Everything that can be typed; written whole at every change. What is not said is null or left out.
 */
export type DraftForm = { 
/**
 * The step of the screen, any text of the UI's own.
 */
step?: string, 
/**
 * Category code.
 */
category?: string, 
/**
 * One line.
 */
title?: string, 
/**
 * The long text; the note of an addition.
 */
description?: string, 
/**
 * Where it is: the pin as set, or the fix taken over.
 */
place?: Spot, 
/**
 * What the device measured, kept beside a corrected pin; of an event where the person is.
 */
device_fix?: Spot, 
/**
 * As written; the one of the place when not said.
 */
address?: string, 
/**
 * Where that address came from, while nobody has typed in it: the `source` of `address_at`.
 */
address_source?: string, 
/**
 * Code of the district.
 */
district?: string, 
/**
 * One of `PRIORITIES`; the category's own when not said.
 */
priority?: string, 
/**
 * What could hurt somebody; said means danger.
 */
danger?: string, 
/**
 * One of `VISIBILITIES`; the category's own when not said.
 */
visibility?: string, 
/**
 * The lamp, bin or tree.
 */
asset_ref?: string, 
/**
 * Answers by the codes of their questions; several values joined by commas.
 */
answers: { [key in string]: string }, 
/**
 * Ids of tickets that were offered as the same and are not; said in the transaction that files.
 */
different_from?: Array<string>, 
/**
 * How to reach the citizen who reported it; sealed for the office when the ticket is saved.
 */
contact?: ContactForm, 
/**
 * What happens, for an event.
 */
event?: EventForm, };

/**
 * An event in words; which parts a kind needs is said when it is saved.
 */
export type EventForm = { 
/**
 * One of `EVENTS`.
 */
event: string, 
/**
 * Why.
 */
reason?: string, 
/**
 * One of `OUTCOMES`.
 */
outcome?: string, 
/**
 * Code of an office.
 */
office?: string, 
/**
 * Code of a crew; the person's own when not said.
 */
crew?: string, 
/**
 * One of `HOLDS`.
 */
hold?: string, 
/**
 * The question, the answer, the text for the reporter.
 */
text?: string, 
/**
 * The body whose business it is.
 */
body?: string, 
/**
 * When it was passed on, such as `2026-05-04`.
 */
passed_on?: string, 
/**
 * By when, such as `2026-05-04`.
 */
due?: string, 
/**
 * Why there is no photo of the state left, or why it is closed from afar.
 */
waive?: string, 
/**
 * The id of another ticket.
 */
other?: string, };

/**
 * A place in degrees (WGS 84).
 */
export type Spot = { 
/**
 * Latitude.
 */
lat: number, 
/**
 * Longitude.
 */
lon: number, 
/**
 * Radius in metres, when it was measured.
 */
accuracy_m?: number, 
/**
 * One of `gps`, `pin`, `address`, `asset`.
 */
source: string, 
/**
 * When it was measured; of a fix only. It goes with the fix wherever that goes.
 */
at?: string, 
/**
 * The system said that the fix was simulated.
 */
mocked?: boolean, };

/**
 * What was typed, to be written.
 */
export type DraftWrite = { 
/**
 * The draft.
 */
id: string, 
/**
 * The whole form.
 */
form: DraftForm, };

/**
 * A draft by its id.
 */
export type DraftId = { 
/**
 * Its id.
 */
id: string, };

/**
 * When a draft reached the disk.
 */
export type DraftSaved = { 
/**
 * The moment.
 */
saved_at: string, };

/**
 * A photo to keep with a draft, as the camera made it.
 */
export type DraftPhotoAdd = { 
/**
 * The draft.
 */
draft: string, 
/**
 * The file's name, for messages.
 */
name: string, 
/**
 * One of `PHOTO_ROLES`; `before` when not said.
 */
role?: string, 
/**
 * The whole file in base64 (no `data:` prefix), unaltered.
 */
file: string, 
/**
 * What the phone knew when it was taken, for a picture from the viewfinder, whose file says nothing.
 */
shot?: Shot, };

/**
 * The moment of a picture.
 */
export type Shot = { 
/**
 * By the phone's clock.
 */
at: string, 
/**
 * Where the phone was, when it knew.
 */
fix: Spot | null, };

/**
 * A photo of a draft; it is on the disk.
 */
export type DraftPhoto = { 
/**
 * Its id: `photo://draft/ID` shows it, `photo://draft-thumb/ID` shows it small.
 */
id: string, 
/**
 * The file's name.
 */
name: string, 
/**
 * What was done to it.
 */
tools: PhotoTools, 
/**
 * Width in pixels, as turned.
 */
width: number, 
/**
 * Height in pixels, as turned.
 */
height: number, 
/**
 * Size of what will be stored.
 */
bytes: number, 
/**
 * When the camera says it was taken.
 */
taken_at: string | null, 
/**
 * Where the camera says it was taken.
 */
fix: Spot | null, 
/**
 * What the person should know about it.
 */
notes: Array<Advice>, };

/**
 * What is done to a photo; written whole, so that undoing is writing what was before. The file itself stays untouched.
 */
export type PhotoTools = { 
/**
 * Quarter turns clockwise, 0 to 3.
 */
turns: number, 
/**
 * A line about it.
 */
caption: string, 
/**
 * One of `PHOTO_ROLES`.
 */
role: string, 
/**
 * Lines drawn over it.
 */
sketch: Array<Stroke>, 
/**
 * What is blacked out before the photo leaves the phone.
 */
blackouts: Array<Area>, };

/**
 * A line of a sketch, in fractions of the turned photo's width and height.
 */
export type Stroke = { 
/**
 * Such as `#d1344c`.
 */
colour: string, 
/**
 * Of the photo's width, such as 0.01.
 */
width: number, 
/**
 * Its points.
 */
points: Array<[number, number]>, };

/**
 * A rectangle, in fractions of the turned photo's width and height.
 */
export type Area = { 
/**
 * From the left.
 */
x: number, 
/**
 * From the top.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, };

/**
 * The tools of one photo, to be written.
 */
export type DraftPhotoWrite = { 
/**
 * The photo.
 */
id: string, 
/**
 * All of its tools.
 */
tools: PhotoTools, };

/**
 * The one photo that a draft is to lose.
 */
export type DraftPhotoDrop = { 
/**
 * The draft.
 */
draft: string, 
/**
 * The photo's id.
 */
photo: string, };

/**
 * The draft of a report that belongs to a ticket that is there.
 */
export type DraftAim = { 
/**
 * The draft.
 */
id: string, 
/**
 * The ticket.
 */
ticket: string, };

/**
 * A saved change: it is on the disk, and only then this is answered.
 */
export type Saved = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Its spoken code.
 */
code: string, 
/**
 * When.
 */
saved_at: string, 
/**
 * What the person should know.
 */
notes: Array<Advice>, 
/**
 * The status in which the ticket now stands.
 */
status: string, };

/**
 * Something a person should know, to be said in his language.
 */
export type Advice = { 
/**
 * Stable, such as `photo_no_time`.
 */
code: string, 
/**
 * What a translation fills in; a text in two languages stands under `it` and `en`.
 */
values: { [key in string]: string }, 
/**
 * In a sentence (English), as the last resort.
 */
sentence: string, };

/**
 * What a citizen leaves, and that he agreed to it.
 */
export type ContactForm = { 
/**
 * The name.
 */
name?: string, 
/**
 * The telephone number.
 */
phone?: string, 
/**
 * The e-mail address.
 */
email?: string, 
/**
 * The id of the wording that was read out and agreed to.
 */
consent?: string, };

/**
 * The consent a citizen is asked for: the present wording, and whether this phone may take a contact at all.
 */
export type Consent = { 
/**
 * The office's key is here, so that a contact can be sealed.
 */
ready: boolean, 
/**
 * Id of the wording.
 */
wording: string, 
/**
 * The wording in Italian.
 */
it: string, 
/**
 * In English.
 */
en: string, };

/**
 * The chips over the lists; `drafts` are asked for by their own command.
 */
export type Chip = "all" | "mine" | "queued" | "delivered" | "outcome" | "contested" | "told" | "dangers" | "crew";

/**
 * Which tickets; everything asked for must hold.
 */
export type TicketQuery = { 
/**
 * A chip; `all` when not said.
 */
chip?: Chip, 
/**
 * Words, each matched as the beginning of one.
 */
search?: string, 
/**
 * Around this place, nearest first.
 */
near?: Near, 
/**
 * Category code.
 */
category?: string, 
/**
 * One of `STATUSES`.
 */
status?: string, 
/**
 * At most so many; 50 when not said.
 */
limit?: number, 
/**
 * `next` of the page before; for lists without search and place.
 */
after?: string, };

/**
 * A circle.
 */
export type Near = { 
/**
 * Latitude in degrees.
 */
lat: number, 
/**
 * Longitude in degrees.
 */
lon: number, 
/**
 * Radius in metres.
 */
radius_m: number, };

/**
 * A page of a list.
 */
export type TicketPage = { 
/**
 * The tickets.
 */
items: Array<TicketLine>, 
/**
 * Ask for the next page with this; none after the last.
 */
next: string | null, };

/**
 * One line of a list.
 */
export type TicketLine = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Its spoken code.
 */
code: string, 
/**
 * One line, often empty: then the category's name stands for it.
 */
title: string, 
/**
 * Category code.
 */
category: string, 
/**
 * One of `STATUSES`, or one of a newer version.
 */
status: string, 
/**
 * Code of the office in charge.
 */
office: string | null, 
/**
 * Codes of the crews that are to do it.
 */
crews: Array<string>, 
/**
 * One of `OUTCOMES`.
 */
outcome: string | null, 
/**
 * Things people must be told.
 */
notices: number, 
/**
 * People who have met the same trouble.
 */
me_too: number, 
/**
 * One of `PRIORITIES`.
 */
priority: string | null, 
/**
 * Somebody may get hurt.
 */
danger: boolean, 
/**
 * Code of the district.
 */
district: string, 
/**
 * As written.
 */
address: string, 
/**
 * Latitude in degrees.
 */
lat: number | null, 
/**
 * Longitude in degrees.
 */
lon: number | null, 
/**
 * Fields that wait for a decision.
 */
conflicts: number, 
/**
 * When it was filed.
 */
created_at: string, 
/**
 * When it was last written.
 */
updated_at: string, 
/**
 * When the central store received it: the second tick.
 */
received_at: string | null, 
/**
 * The office's number.
 */
case_number: string | null, 
/**
 * Names of its photos: `photo://thumb/SHA256` shows one small.
 */
photos: Array<string>, 
/**
 * Notes on it.
 */
notes: number, 
/**
 * Metres from the place asked for.
 */
distance_m: number | null, 
/**
 * Changes and photos of it that this phone still owes.
 */
owed: number, };

/**
 * A trouble about to be filed.
 */
export type DuplicatesOf = { 
/**
 * Its category.
 */
category: string, 
/**
 * Where it is.
 */
place: Spot, 
/**
 * What is said of it.
 */
text?: string, 
/**
 * The lamp, bin or tree.
 */
asset_ref?: string, };

/**
 * A ticket that may be about the same trouble.
 */
export type Similar = { 
/**
 * The ticket.
 */
line: TicketLine, 
/**
 * 0 to 1; 1 is surely the same.
 */
score: number, 
/**
 * Metres between the two.
 */
distance_m: number, 
/**
 * Parts of the score in a few words.
 */
explanation: Array<string>, };

/**
 * Which page of a list.
 */
export type PageQuery = { 
/**
 * At most so many; 50 when not said, 20 of what is read from whole tickets.
 */
limit?: number, 
/**
 * `next` of the page before.
 */
after?: string, };

/**
 * A page of tickets with contested fields.
 */
export type ConflictsPage = { 
/**
 * The tickets.
 */
items: Array<TicketConflicts>, 
/**
 * Ask for the next page with this; none after the last.
 */
next: string | null, 
/**
 * How many there are in all.
 */
total: number, };

/**
 * A page of tickets that tell this person something.
 */
export type NoticesPage = { 
/**
 * The tickets.
 */
items: Array<TicketNotices>, 
/**
 * Ask for the next page with this; none after the last.
 */
next: string | null, 
/**
 * How many there are in all.
 */
total: number, };

/**
 * Which page of the crew's day.
 */
export type TodayQuery = { 
/**
 * At most so many; 50 when not said.
 */
limit?: number, 
/**
 * `next` of the page before.
 */
after?: string, 
/**
 * The nearest to here first, instead of the most pressing.
 */
near?: Point, };

/**
 * A page of the crew's jobs.
 */
export type JobPage = { 
/**
 * The jobs.
 */
items: Array<Job>, 
/**
 * Ask for the next page with this; none after the last.
 */
next: string | null, 
/**
 * How many there are in all.
 */
total: number, };

/**
 * A job of the crew.
 */
export type Job = { 
/**
 * The ticket.
 */
line: TicketLine, 
/**
 * By when.
 */
due: string | null, 
/**
 * Milliseconds until then, negative when overdue.
 */
left_ms: number | null, 
/**
 * The crew has said that it will.
 */
accepted: boolean, 
/**
 * Another crew was told to do it too.
 */
contested: boolean, 
/**
 * Not looked at on this phone since it came.
 */
is_new: boolean, };

/**
 * A text in both languages.
 */
export type Names = { 
/**
 * Italian.
 */
it: string, 
/**
 * English.
 */
en: string, };

/**
 * Words to look for.
 */
export type Search = { 
/**
 * As typed, Italian or English; empty lists everything.
 */
search: string, };

/**
 * A category by its code.
 */
export type CategoryCode = { 
/**
 * Such as `roads.pothole`.
 */
code: string, 
/**
 * As it was in this version, which a ticket names.
 */
version?: string, };

/**
 * A category with what it asks for.
 */
export type Category = { 
/**
 * Such as `roads.pothole`.
 */
code: string, 
/**
 * Code of its group.
 */
group: string, 
/**
 * Its name.
 */
name: Names, 
/**
 * What belongs here.
 */
help: Names, 
/**
 * One of `PRIORITIES`.
 */
priority: string, 
/**
 * One of `VISIBILITIES`.
 */
visibility: string, 
/**
 * What to ask.
 */
questions: Array<Question>, 
/**
 * What to photograph.
 */
photos: PhotoPolicy, 
/**
 * Farther than this, a closing visit says why, in metres.
 */
closing_distance_m: number, 
/**
 * What to do at once, for the dangerous ones: the 112 sheet.
 */
emergency_sheet: Names | null, 
/**
 * The layer of things it is about.
 */
asset_layer: string | null, 
/**
 * Not to be chosen any more.
 */
retired: boolean, };

/**
 * What photos a category asks for.
 */
export type PhotoPolicy = { 
/**
 * At least so many when it is filed.
 */
minimum: number, 
/**
 * One of the finished work, or a reason why not.
 */
after_required: boolean, 
/**
 * Faces and number plates are likely.
 */
redact: boolean, };

/**
 * A question.
 */
export type Question = { 
/**
 * The key of the answer.
 */
code: string, 
/**
 * What is asked.
 */
label: Names, 
/**
 * `string`, `number`, `datetime`, `text`, `singlevaluelist` or `multivaluelist`.
 */
datatype: string, 
/**
 * It must be answered.
 */
required: boolean, 
/**
 * What may be answered.
 */
values: Array<Choice>, };

/**
 * A value of a list.
 */
export type Choice = { 
/**
 * What is kept.
 */
code: string, 
/**
 * What is shown.
 */
label: Names, };

/**
 * What the city calls things; empty before the first sync, and then every code can be filed.
 */
export type City = { 
/**
 * Groups of categories.
 */
groups: Array<Named>, 
/**
 * Districts.
 */
districts: Array<Named>, 
/**
 * Offices.
 */
offices: Array<Named>, 
/**
 * Crews.
 */
crews: Array<Named>, 
/**
 * Of the set; none before the first sync.
 */
version: string | null, };

/**
 * A code and its name.
 */
export type Named = { 
/**
 * The code.
 */
code: string, 
/**
 * The name.
 */
name: Names, };

/**
 * A ticket by its id or its spoken code.
 */
export type TicketId = { 
/**
 * As typed.
 */
id: string, };

/**
 * Everything of a ticket.
 */
export type Ticket = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its spoken code.
 */
code: string, 
/**
 * The version this is, to be named by an edit of it.
 */
heads: Array<string>, 
/**
 * Category code.
 */
category: string, 
/**
 * Version of the set it was chosen from.
 */
taxonomy_version: string | null, 
/**
 * One line.
 */
title: string, 
/**
 * The long text.
 */
description: string, 
/**
 * One of `STATUSES`, or one of a newer version.
 */
status: string, 
/**
 * One of `PRIORITIES`.
 */
priority: string | null, 
/**
 * Whether somebody may get hurt.
 */
danger: Danger | null, 
/**
 * One of `VISIBILITIES`.
 */
visibility: string | null, 
/**
 * Where it is.
 */
position: Spot | null, 
/**
 * What the device measured when it was filed.
 */
device_position: Spot | null, 
/**
 * As written.
 */
address: string, 
/**
 * Where the address came from, when nobody typed it: the `source` of `address_at`.
 */
address_source: string | null, 
/**
 * Code of the district.
 */
district: string, 
/**
 * The lamp, bin or tree.
 */
asset_ref: string | null, 
/**
 * How it reached the city.
 */
channel: string, 
/**
 * When it was filed.
 */
created_at: string, 
/**
 * By whom.
 */
created_by: string, 
/**
 * His name, when this phone knows it.
 */
created_by_name: string | null, 
/**
 * When the central store received it.
 */
received_at: string | null, 
/**
 * The office's number.
 */
case_number: string | null, 
/**
 * Code of the office in charge.
 */
office: string | null, 
/**
 * One of `OUTCOMES`.
 */
outcome: string | null, 
/**
 * How often it changed hands.
 */
handoffs: number, 
/**
 * Handed on so often that a director looks.
 */
escalated: boolean, 
/**
 * How often it was reopened.
 */
reopened: number, 
/**
 * One of `HOLDS` while it waits.
 */
hold: string | null, 
/**
 * Crews that are to do it; more than one is contested.
 */
assignments: Array<Assignment>, 
/**
 * What happened, in the order in which it counts.
 */
events: Array<Happened>, 
/**
 * What people must be told.
 */
notices: Array<Notice>, 
/**
 * Who was where.
 */
visits: Array<Visit>, 
/**
 * Ties to other tickets.
 */
links: Array<Link>, 
/**
 * People who have met the same trouble.
 */
me_too: number, 
/**
 * Ids of those who follow it.
 */
watchers: Array<string>, 
/**
 * Answers by the codes of their questions.
 */
answers: { [key in string]: string }, 
/**
 * Its photos.
 */
photos: Array<Photo>, 
/**
 * Internal notes.
 */
notes: Array<Note>, 
/**
 * Texts for the reporter.
 */
public_updates: Array<Note>, 
/**
 * Fields in which two texts were merged: worth a look.
 */
merged_softly: Array<string>, 
/**
 * Fields that wait for a decision.
 */
conflicts: Array<Conflict>, 
/**
 * What this person may do now.
 */
can: Can, 
/**
 * Changes of this phone without a receipt.
 */
changes_owed: number, 
/**
 * Edits of this phone that the office refused, with its reasons.
 */
refused: Array<Refused>, };

/**
 * What this person may do with a ticket now; a button not named here is not shown.
 */
export type Can = { 
/**
 * Kinds out of `EVENTS`.
 */
events: Array<string>, 
/**
 * Write fields, undo, decide conflicts.
 */
edit: boolean, 
/**
 * Add notes.
 */
note: boolean, 
/**
 * Add photos.
 */
photo: boolean, 
/**
 * Tie it to others.
 */
link: boolean, 
/**
 * Say "me too"; false once it is said.
 */
me_too: boolean, 
/**
 * Take "me too" back.
 */
me_too_undo: boolean, 
/**
 * Fields whose latest write can be taken back.
 */
undo: Array<string>, };

/**
 * Whether somebody may get hurt, and why.
 */
export type Danger = { 
/**
 * There is danger.
 */
present: boolean, 
/**
 * Why.
 */
reason: string, };

/**
 * A crew that is to do it.
 */
export type Assignment = { 
/**
 * The event that said so.
 */
event: string, 
/**
 * Code of the crew.
 */
crew: string, 
/**
 * By when.
 */
due: string | null, 
/**
 * It has said that it will.
 */
accepted: boolean, 
/**
 * It is at work.
 */
started: boolean, };

/**
 * Something that happened.
 */
export type Happened = { 
/**
 * Its id.
 */
id: string, 
/**
 * One of `EVENTS`, or one of a newer version: then say "update the app".
 */
kind: string, 
/**
 * When.
 */
at: string | null, 
/**
 * By whom.
 */
by: string, 
/**
 * His name.
 */
by_name: string | null, 
/**
 * The event that overtook it.
 */
superseded_by: string | null, 
/**
 * Why.
 */
reason: string | null, 
/**
 * The question, the answer, the text for the reporter.
 */
text: string | null, 
/**
 * Code of an office.
 */
office: string | null, 
/**
 * Code of a crew.
 */
crew: string | null, 
/**
 * By when.
 */
due: string | null, 
/**
 * One of `OUTCOMES`.
 */
outcome: string | null, 
/**
 * One of `HOLDS`.
 */
hold: string | null, 
/**
 * Why there is no photo of the state left.
 */
waiver: string | null, 
/**
 * The body whose business it is.
 */
body: string | null, 
/**
 * The other ticket.
 */
ticket: string | null, };

/**
 * Something a person must be told.
 */
export type Notice = { 
/**
 * `superseded`, `superseding`, `double_intervention`, `contested_assignment` or `late_edit`.
 */
kind: string, 
/**
 * The event it is about.
 */
event: string, 
/**
 * The other event.
 */
other: string | null, 
/**
 * Ids of the people it concerns.
 */
people: Array<string>, 
/**
 * Their names, as far as known here.
 */
names: Array<string>, 
/**
 * Codes of the crews it concerns.
 */
crews: Array<string>, 
/**
 * Ids of those who have read it.
 */
read_by: Array<string>, 
/**
 * In a sentence (English).
 */
sentence: string, 
/**
 * This person has read it.
 */
read: boolean, };

/**
 * The notices of one ticket.
 */
export type TicketNotices = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Its spoken code.
 */
code: string, 
/**
 * Its title.
 */
title: string | null, 
/**
 * What it tells.
 */
notices: Array<Notice>, };

/**
 * One end of a visit.
 */
export type Visit = { 
/**
 * `arrived` or `left`.
 */
phase: string, 
/**
 * The event it belongs to.
 */
event: string, 
/**
 * When.
 */
at: string | null, 
/**
 * Who.
 */
by: string, 
/**
 * His name.
 */
by_name: string | null, 
/**
 * Where he was.
 */
fix: Spot | null, 
/**
 * Metres from the ticket.
 */
distance_m: number | null, 
/**
 * Of the fix, in metres.
 */
accuracy_m: number | null, 
/**
 * Age of the fix when it was used, in seconds.
 */
fix_age_s: number | null, 
/**
 * How near counts as there, in metres.
 */
within_m: number | null, 
/**
 * `on_site`, `near`, `far` or `no_fix`.
 */
verdict: string, 
/**
 * Why he was not there.
 */
override_reason: string | null, };

/**
 * A tie to another ticket.
 */
export type Link = { 
/**
 * `duplicate_of`, `parent` or `related`.
 */
kind: string, 
/**
 * The other.
 */
ticket: string, 
/**
 * The other as a line of a list; none when it is not on this phone.
 */
line: TicketLine | null, };

/**
 * A photo of a ticket.
 */
export type Photo = { 
/**
 * Its name: `photo://full/TICKET/SHA256` and `photo://thumb/SHA256` show it.
 */
sha256: string, 
/**
 * One of `PHOTO_ROLES`.
 */
role: string, 
/**
 * Width in pixels.
 */
width: number, 
/**
 * Height in pixels.
 */
height: number, 
/**
 * Size of the original.
 */
bytes: number, 
/**
 * When the camera says it was taken.
 */
taken_at: string | null, 
/**
 * Where the camera says it was taken.
 */
fix: Spot | null, 
/**
 * A line about it.
 */
caption: string | null, 
/**
 * What a blacked-out one shows: one of `PHOTO_ROLES`.
 */
shows: string | null, 
/**
 * Lines drawn over it.
 */
sketch: Array<Stroke>, 
/**
 * By whom.
 */
by: string, 
/**
 * His name.
 */
by_name: string | null, 
/**
 * The central store has its bytes.
 */
delivered: boolean, 
/**
 * Where it stands; none for a photo of somebody else.
 */
delivery: PhotoDelivery | null, 
/**
 * The original is on this phone; otherwise `photo_fetch` brings it when there is network.
 */
is_here: boolean, };

/**
 * A note.
 */
export type Note = { 
/**
 * Its id.
 */
id: string, 
/**
 * The text.
 */
text: string, 
/**
 * By whom.
 */
by: string, 
/**
 * His name.
 */
by_name: string | null, 
/**
 * When.
 */
at: string | null, };

/**
 * A field with several standing values, the shown one first.
 */
export type Conflict = { 
/**
 * Such as `title` or `answer:depth`.
 */
field: string, 
/**
 * The values.
 */
values: Array<Standing>, };

/**
 * A standing value.
 */
export type Standing = { 
/**
 * What `conflict_keep` takes.
 */
value_id: string, 
/**
 * A text, an object (position, danger), or null when cleared.
 */
value: unknown, 
/**
 * By whom.
 */
by: string, 
/**
 * His name.
 */
by_name: string | null, 
/**
 * When.
 */
at: string, };

/**
 * The conflicts of one ticket.
 */
export type TicketConflicts = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Its spoken code.
 */
code: string, 
/**
 * Its fields that wait.
 */
conflicts: Array<Conflict>, };

/**
 * Fields to write; those left out stay, an empty text clears.
 */
export type Fields = { 
/**
 * Category code.
 */
category?: string, 
/**
 * One line.
 */
title?: string, 
/**
 * The long text.
 */
description?: string, 
/**
 * Where it is.
 */
place?: Spot, 
/**
 * As written.
 */
address?: string, 
/**
 * Code of the district.
 */
district?: string, 
/**
 * The lamp, bin or tree.
 */
asset_ref?: string, 
/**
 * One of `PRIORITIES`.
 */
priority?: string, 
/**
 * What could hurt somebody; an empty text says that there is no danger.
 */
danger?: string, 
/**
 * One of `VISIBILITIES`.
 */
visibility?: string, 
/**
 * Answers by the codes of their questions.
 */
answers: { [key in string]: string }, };

/**
 * Fields of one ticket to write.
 */
export type TicketEdit = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Its `heads` when the person opened it: what came since then is not overwritten.
 */
seen: Array<string>, 
/**
 * Its fields.
 */
fields: Fields, };

/**
 * A note to add.
 */
export type NoteAdd = { 
/**
 * The ticket.
 */
id: string, 
/**
 * The text.
 */
text: string, };

/**
 * Which of the standing values is kept.
 */
export type ConflictKeep = { 
/**
 * The ticket.
 */
id: string, 
/**
 * The field.
 */
field: string, 
/**
 * The value.
 */
value_id: string, };

/**
 * The field whose latest write is taken back.
 */
export type FieldUndo = { 
/**
 * The ticket.
 */
id: string, 
/**
 * The field.
 */
field: string, };

/**
 * A tie to make or to undo.
 */
export type LinkSet = { 
/**
 * The ticket.
 */
id: string, 
/**
 * `duplicate_of`, `parent`, `related` or `different_from`.
 */
kind: string, 
/**
 * The other: its id or code.
 */
other: string, 
/**
 * Make it, or undo it.
 */
there: boolean, };

/**
 * "Me too", or following: said or taken back.
 */
export type Said = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Said, or taken back.
 */
there: boolean, };

/**
 * Something that happens at once, without photos; with photos it is a draft of kind `event`.
 */
export type EventDo = { 
/**
 * The ticket.
 */
id: string, 
/**
 * What happens.
 */
event: EventForm, 
/**
 * Where the person is.
 */
place?: Spot, };

/**
 * How far somebody is from a ticket.
 */
export type SiteCheck = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Where he is.
 */
place: Spot, };

/**
 * What a distance means.
 */
export type SiteDistance = { 
/**
 * Metres from the ticket; none when it has no place.
 */
distance_m: number | null, 
/**
 * Of the fix, in metres.
 */
accuracy_m: number | null, 
/**
 * How near counts as there, in metres.
 */
within_m: number, 
/**
 * `on_site`, `near`, `far` or `no_fix`.
 */
verdict: string, };

/**
 * A photo of a ticket.
 */
export type PhotoName = { 
/**
 * The ticket.
 */
id: string, 
/**
 * The photo.
 */
sha256: string, };

/**
 * Where a photo of this phone stands.
 */
export type PhotoStand = "delivered" | "queued" | "sending" | "retrying" | "waiting_for_wifi" | "refused" | "in_custody";

/**
 * Where a photo of this phone stands, and why.
 */
export type PhotoDelivery = { 
/**
 * The photo.
 */
sha256: string, 
/**
 * Its size.
 */
bytes: number, 
/**
 * Where it stands.
 */
stand: PhotoStand, 
/**
 * Why it waits or was refused: a fault's code, `photo_set_aside` or `photo_refused`.
 */
reason_code: string | null, 
/**
 * The same in a sentence (English), for whoever wants to know more.
 */
reason: string | null, };

/**
 * A ticket of which something waits.
 */
export type Waiting = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Its spoken code.
 */
code: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Category code.
 */
category: string, 
/**
 * Changes without a receipt.
 */
changes: number, 
/**
 * Photos without one.
 */
photos: Array<PhotoDelivery>, 
/**
 * When the oldest of it was saved.
 */
since: string | null, };

/**
 * An edit the office refused; it is kept, visible, to be done again or let go.
 */
export type Refused = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * Its spoken code, when it is on this phone.
 */
code: string | null, 
/**
 * The intent.
 */
intent: string, 
/**
 * When it was saved.
 */
at: string, 
/**
 * The office's code for the reason.
 */
reason_code: string, 
/**
 * The reason in a sentence.
 */
reason: string, 
/**
 * What was meant, each a few words.
 */
edits: unknown[], };

/**
 * A contact that the office's vault did not take; it cannot be read here, so it has to be asked for again.
 */
export type ContactRefused = { 
/**
 * Its ticket.
 */
ticket: string, 
/**
 * Its spoken code, when it is on this phone.
 */
code: string | null, 
/**
 * The reason in a sentence (English).
 */
reason: string, };

/**
 * A page of what waits.
 */
export type WaitingPage = { 
/**
 * The tickets.
 */
items: Array<Waiting>, 
/**
 * Ask for the next page with this; none after the last.
 */
next: string | null, 
/**
 * How many there are in all.
 */
total: number, };

/**
 * A page of what the office refused.
 */
export type RefusedPage = { 
/**
 * The edits.
 */
items: Array<Refused>, 
/**
 * Ask for the next page with this; none after the last.
 */
next: string | null, 
/**
 * How many there are in all.
 */
total: number, };

/**
 * A page of the contacts that the office's vault did not take.
 */
export type ContactsRefusedPage = { 
/**
 * The contacts.
 */
items: Array<ContactRefused>, 
/**
 * Ask for the next page with this; none after the last.
 */
next: string | null, 
/**
 * How many there are in all.
 */
total: number, };

/**
 * How sending stands.
 */
export type Delivery = { 
/**
 * What waits in numbers, what is being sent, why not.
 */
state: State, 
/**
 * Free bytes where the data lies.
 */
space_bytes: number | null, 
/**
 * For the office's help desk: versions, counts, moments; no contents.
 */
diagnostics: Array<string>, };

/**
 * How the emergency pack is made.
 */
export type ExportMake = { 
/**
 * The whole encrypted store, which needs no PIN; otherwise every ticket this phone wrote to.
 */
locked: boolean, };

/**
 * An emergency pack; only the office can open it.
 */
export type Exported = { 
/**
 * The file.
 */
path: string, 
/**
 * Its size.
 */
bytes: number, 
/**
 * Tickets in it; none for a locked one.
 */
tickets: number | null, 
/**
 * Photos in it; none for a locked one.
 */
photos: number | null, 
/**
 * Tickets that cannot be read, in it only as far as their changes are kept one by one.
 */
damaged_tickets: number, 
/**
 * Photos that cannot be read and are not in it.
 */
damaged_photos: number, };

/**
 * What an examination found.
 */
export type Diagnosis = { 
/**
 * Tickets examined.
 */
tickets: number, 
/**
 * Photos examined.
 */
photos: number, 
/**
 * What is wrong, each a sentence.
 */
faults: Array<string>, 
/**
 * What the person should know though nothing is wrong.
 */
advice: Array<string>, };

/**
 * A point in degrees (WGS 84).
 */
export type Point = { 
/**
 * Latitude.
 */
lat: number, 
/**
 * Longitude.
 */
lon: number, };

/**
 * What the city's areas say of a place.
 */
export type Whereabouts = { 
/**
 * Code of the district that holds it.
 */
district: string | null, 
/**
 * That district's name.
 */
district_name: string | null, 
/**
 * It is known to lie outside the municipality.
 */
outside: boolean, };

/**
 * Where an address came from that nobody typed.
 */
export type AddressSource = "street_index" | "house_numbers" | "asset";

/**
 * The address of a place.
 */
export type NearAddress = { 
/**
 * As it is written down.
 */
address: string, 
/**
 * Where it comes from; goes into the draft beside the address.
 */
source: AddressSource, 
/**
 * Metres between the two.
 */
distance_m: number, };

/**
 * What somebody types to find a place.
 */
export type PlaceSearch = { 
/**
 * Beginnings of words of a street, a street with a number, or a code.
 */
text: string, 
/**
 * The nearest first around this latitude; both or none.
 */
lat?: number, 
/**
 * And this longitude.
 */
lon?: number, };

/**
 * What a search found.
 */
export type FoundKind = "street" | "number" | "asset";

/**
 * A place by its name.
 */
export type FoundPlace = { 
/**
 * What it is.
 */
kind: FoundKind, 
/**
 * Its name; of an asset its code.
 */
label: string, 
/**
 * What tells it from others of that name.
 */
detail: string | null, 
/**
 * Latitude.
 */
lat: number, 
/**
 * Longitude.
 */
lon: number, 
/**
 * Metres from the place asked for.
 */
distance_m: number | null, };

/**
 * A lamp, a bin, a tree.
 */
export type NearAsset = { 
/**
 * What stands on its plate.
 */
code: string, 
/**
 * The layer.
 */
layer: string, 
/**
 * What people call it.
 */
label: string | null, 
/**
 * Latitude.
 */
lat: number, 
/**
 * Longitude.
 */
lon: number, 
/**
 * Metres from the place asked for.
 */
distance_m: number | null, };

/**
 * A code, typed or scanned.
 */
export type AssetCode = { 
/**
 * In whatever case.
 */
code: string, };

/**
 * A picture that may show a code; nothing of it is kept.
 */
export type CodePicture = { 
/**
 * The whole file in base64 (no `data:` prefix).
 */
file: string, };

/**
 * How a map stands on this phone.
 */
export type MapState = "available" | "downloading" | "paused" | "installed" | "outdated";

/**
 * A map. Where one is here, what it says is of the one that is here.
 */
export type MapPack = { 
/**
 * Its name, for the commands.
 */
name: string, 
/**
 * What it shows, in words.
 */
area: string, 
/**
 * The day of its data, such as `2026-11-25`.
 */
date: string, 
/**
 * Bytes to fetch, of the newest there is; of an installed one without a newer, of its file.
 */
bytes: number, 
/**
 * Such as `ODbL-1.0`.
 */
licence: string, 
/**
 * Who must be named wherever it is shown.
 */
attribution: string, 
/**
 * West, south, east and north in degrees.
 */
bounds: [number, number, number, number], 
/**
 * The least zoom it has.
 */
zoom_least: number, 
/**
 * The greatest zoom it has.
 */
zoom_most: number, 
/**
 * How it stands.
 */
state: MapState, 
/**
 * Bytes that are here of a file not yet whole.
 */
received_bytes: number, 
/**
 * The file that can be shown, as `map://localhost/FILE`.
 */
file: string | null, 
/**
 * Bytes of that file.
 */
file_bytes: number | null, 
/**
 * The day of the office's newer one.
 */
newer_date: string | null, };

/**
 * A map by its name.
 */
export type MapName = { 
/**
 * Its name.
 */
name: string, };

/**
 * A piece of map in degrees.
 */
export type MapBox = { 
/**
 * Least longitude.
 */
west: number, 
/**
 * Least latitude.
 */
south: number, 
/**
 * Greatest longitude.
 */
east: number, 
/**
 * Greatest latitude.
 */
north: number, };

/**
 * A ticket as a map shows it.
 */
export type MapTicket = { 
/**
 * The ticket.
 */
id: string, 
/**
 * Its spoken code.
 */
code: string, 
/**
 * Latitude.
 */
lat: number, 
/**
 * Longitude.
 */
lon: number, 
/**
 * Category code.
 */
category: string, 
/**
 * What its category belongs to: the code before the dot.
 */
category_group: string, 
/**
 * One of `STATUSES`, or one of a newer version.
 */
status: string, 
/**
 * Filed by this person.
 */
is_mine: boolean, 
/**
 * One of `PRIORITIES`.
 */
priority: string | null, 
/**
 * Somebody may get hurt.
 */
danger: boolean, 
/**
 * One line, often empty.
 */
title: string, };

/**
 * What a person chose.
 */
export type Settings = { 
/**
 * Language and theme.
 */
appearance: Appearance, 
/**
 * Photos wait for a network that costs nothing.
 */
photos_on_wifi_only: boolean, 
/**
 * Small pictures of other people's photos are fetched.
 */
thumbnails: boolean, 
/**
 * Minutes without a touch until the phone locks itself; 0 never.
 */
lock_after_min: number, };

/**
 * What the Comune can see and what this phone holds.
 */
export type Privacy = { 
/**
 * Who, and whose server.
 */
who: Who, 
/**
 * What leaves the phone, as codes: `position_at_save`, `position_at_closing`, `photos`, `texts`, `name`, `device_clock`, `free_space`.
 */
sent: Array<string>, 
/**
 * What never does: `track`, `contacts`, `photo_library`, `background_position`.
 */
never: Array<string>, 
/**
 * Tickets on this phone.
 */
tickets: number, 
/**
 * Photos on this phone.
 */
photos: number, 
/**
 * Drafts on this phone; they are never sent.
 */
drafts: number, 
/**
 * When it last spoke with the server.
 */
last_contact_at: string | null, };

/**
 * What the system says of the network: a hint, never a gate.
 */
export type Network = { 
/**
 * It says that there is one.
 */
online: boolean, 
/**
 * It costs money; none when the system does not say.
 */
metered?: boolean, };

/**
 * What the webview wrote to its console or failed with.
 */
export type LogLine = { 
/**
 * `error`, `warn` or `info`.
 */
level: string, 
/**
 * Without personal data.
 */
text: string, };

/**
 * News.
 */
export type News = { "news": "state", 
/**
 * The whole of it.
 */
state: State, } | { "news": "tickets", 
/**
 * Their ids.
 */
ids: Array<string>, } | { "news": "notices", 
/**
 * Tickets with unread ones.
 */
count: number, } | { "news": "fix", 
/**
 * Where.
 */
fix: Spot, } | { "news": "map", 
/**
 * The map.
 */
name: string, 
/**
 * Bytes that are here.
 */
received_bytes: number, 
/**
 * All its bytes.
 */
bytes: number, 
/**
 * How it stands now.
 */
state: MapState, 
/**
 * Why it ended without being installed; none while it runs, when it is whole, and when somebody stopped it.
 */
fault: Fault | null, } | { "news": "no_fix", 
/**
 * Why.
 */
fault: Fault, } | { "news": "locked", };

/**
 * What the sentence on top is made of. It never lies: every number is read from the disk after a commit.
 */
export type State = { 
/**
 * Changes and contacts of citizens without the server's receipt.
 */
changes_owed: number, 
/**
 * Photos without it.
 */
photos_owed: number, 
/**
 * Bytes of those photos.
 */
photo_bytes_owed: number, 
/**
 * When this phone last saved something in this run.
 */
saved_at: string | null, 
/**
 * When phone and server last agreed.
 */
last_contact_at: string | null, 
/**
 * A sync is running.
 */
syncing: boolean, 
/**
 * How far it is; only while it runs.
 */
progress: Progress | null, 
/**
 * Why the last one did not settle everything; otherwise why a photo of the camera was left in its folder.
 */
failure: Fault | null, 
/**
 * When it is tried again by itself.
 */
next_try_at: string | null, 
/**
 * Photos wait because of the setting "only on Wi-Fi".
 */
waiting_for_wifi: boolean, 
/**
 * Tickets with a field that waits for a decision.
 */
conflicts: number, 
/**
 * Drafts that wait to be finished.
 */
drafts: number, 
/**
 * Edits the office refused.
 */
refused: number, };

/**
 * How far a sync is.
 */
export type Progress = { 
/**
 * What it does now.
 */
step: Step, 
/**
 * Changes delivered and received so far.
 */
changes: number, 
/**
 * Changes that were to deliver when it began.
 */
changes_total: number, 
/**
 * Photos delivered so far.
 */
photos: number, 
/**
 * Photos that are to be delivered.
 */
photos_total: number, 
/**
 * Bytes of them that are through.
 */
bytes: number, 
/**
 * All their bytes.
 */
bytes_total: number, };

/**
 * A step of a sync.
 */
export type Step = "connecting" | "exchanging" | "uploading" | "thumbnails" | "waiting";

/**
 * What every command answers instead of its result.
 */
export type Fault = { 
/**
 * Stable; one of `Code`.
 */
code: Code, 
/**
 * In a sentence (English), for logs and as the last resort.
 */
message: string, 
/**
 * The part of the sentence that says what to do.
 */
cure: string | null, 
/**
 * Every broken rule, when several are.
 */
faults: Array<string>, 
/**
 * What an event breaks or lacks, in stable words; none for anything else.
 */
rules: Array<string>, 
/**
 * Milliseconds until the next PIN counts, or the next try is made.
 */
wait_ms: number | null, };

/**
 * What went wrong.
 */
export type Code = "locked" | "not_enrolled" | "already_enrolled" | "code_refused" | "bad_code" | "bad_server" | "impostor" | "short_pin" | "wrong_pin" | "pin_wait" | "keys_damaged" | "keys_dropped" | "home_in_use" | "home_fails" | "disk_full" | "store_fails" | "invalid" | "not_allowed" | "bad_photo" | "broken_photo" | "large_photo" | "no_ticket" | "ambiguous_code" | "no_photo" | "no_value" | "not_sound" | "too_much" | "no_draft" | "no_crew" | "no_reference" | "offline" | "server_busy" | "server_refused" | "revoked" | "still_differs" | "cancelled" | "no_location" | "location_denied" | "unexpected";

/** Every command: what it takes and what it answers; a failure rejects with a `Fault`. */
export interface Commands {
  /** Where the phone stands; answered at once, locked or not. */
  session: { request: null; answer: Session };
  /** Gives a one-time code to the server: answers whose code it is and whose server, to be looked at before a PIN is chosen. */
  enrol_begin: { request: EnrolBegin; answer: Who };
  /** Founds the home with a PIN, after `enrol_begin`; the first sync starts by itself. */
  enrol_finish: { request: Pin; answer: Who };
  /** Opens the home. */
  unlock: { request: Pin; answer: Who };
  /** Closes it; drafts are on the disk already. */
  lock: { request: null; answer: null };
  /** A person's hand is on the screen, or brought the app to the front: the lock by itself counts from here. */
  touch: { request: Touch; answer: null };
  /** Remembers the screen, so that a kill comes back to it. */
  route_write: { request: Route; answer: null };
  /** Chooses language and theme; allowed before the PIN. */
  appearance_write: { request: Appearance; answer: Appearance };
  /** What to know before going out. */
  shift_start: { request: null; answer: ShiftStart };
  /** What the shift came to. */
  shift_end: { request: null; answer: ShiftEnd };
  /** Leaves a note for the next shift on this phone. */
  hand_over_write: { request: HandOverText; answer: HandOver | null };
  /** Drafts, the last written first. */
  drafts: { request: null; answer: Array<Draft> };
  /** Begins a draft; for an event or an addition goes on with the one there is. */
  draft_begin: { request: DraftBegin; answer: Draft };
  /** One draft. */
  draft_read: { request: DraftId; answer: Draft };
  /** Writes everything typed so far; answered after it is on the disk. */
  draft_write: { request: DraftWrite; answer: DraftSaved };
  /** Keeps a photo; answered after it is on the disk, so that its preview may appear. */
  draft_photo_add: { request: DraftPhotoAdd; answer: DraftPhoto };
  /** Turns, captions, sketches, blacks out; undone by writing what was before. */
  draft_photo_write: { request: DraftPhotoWrite; answer: DraftPhoto };
  /** Takes one photo away; every other stays, also one that is just being added. */
  draft_photo_drop: { request: DraftPhotoDrop; answer: null };
  /** Makes the draft what it is to become; it is gone from the drafts in the same transaction. */
  draft_save: { request: DraftId; answer: Saved };
  /** Turns the draft of a report into an addition to a ticket that is there: its photos and text go there. */
  draft_aim: { request: DraftAim; answer: Draft };
  /** Throws a draft away. */
  draft_drop: { request: DraftId; answer: null };
  /** Categories in use that match every word, the best first. */
  categories: { request: Search; answer: Array<Category> };
  /** Those this person files most, at most eight; before he has filed, the first of the set. */
  categories_recent: { request: null; answer: Array<Category> };
  /** One category. */
  category: { request: CategoryCode; answer: Category };
  /** Districts, offices, crews, groups. */
  city: { request: null; answer: City };
  /** What a citizen is asked for before his contact is noted; none where this person may note none. */
  consent: { request: CategoryCode; answer: Consent | null };
  /** Tickets that are probably about the same trouble, the surest first; computed here. */
  duplicates: { request: DuplicatesOf; answer: Array<Similar> };
  /** A page of tickets. */
  tickets: { request: TicketQuery; answer: TicketPage };
  /** Everything of a ticket; it counts as looked at. */
  ticket: { request: TicketId; answer: Ticket };
  /** A page of what the person's crew is to do, the most pressing first, or the nearest. */
  today: { request: TodayQuery; answer: JobPage };
  /** A page of the tickets with contested fields, the last written first. */
  conflicts: { request: PageQuery; answer: ConflictsPage };
  /** A page of what this person has not read yet, the last written first. */
  notices: { request: PageQuery; answer: NoticesPage };
  /** Remembers that he has read what a ticket tells him. */
  notices_read: { request: TicketId; answer: null };
  /** Writes fields. */
  ticket_edit: { request: TicketEdit; answer: Saved };
  /** Adds a note. */
  note_add: { request: NoteAdd; answer: Saved };
  /** Decides a contested field. */
  conflict_keep: { request: ConflictKeep; answer: Saved };
  /** Takes the latest write of a field back. */
  field_undo: { request: FieldUndo; answer: Saved };
  /** Ties a ticket to another, or unties it. */
  link_set: { request: LinkSet; answer: Saved };
  /** Says "me too", or takes it back. */
  me_too: { request: Said; answer: Saved };
  /** Follows a ticket, or does no longer. */
  watch: { request: Said; answer: Saved };
  /** Makes something happen at once: accept, decline, start, resume, reopen and the like. */
  event_do: { request: EventDo; answer: Saved };
  /** How far a place is from a ticket and what that means. */
  site_distance: { request: SiteCheck; answer: SiteDistance };
  /** Brings the original of a photo from the server and keeps it. */
  photo_fetch: { request: PhotoName; answer: null };
  /** How sending stands, in numbers. */
  delivery: { request: null; answer: Delivery };
  /** A page of what waits, ticket by ticket, the oldest first. */
  waiting: { request: PageQuery; answer: WaitingPage };
  /** A page of the edits the office refused, the oldest first. */
  refused: { request: PageQuery; answer: RefusedPage };
  /** A page of the contacts of citizens that the office's vault did not take, the oldest first. */
  contacts_refused: { request: PageQuery; answer: ContactsRefusedPage };
  /** The state sentence, as the event `news` tells it. */
  state: { request: null; answer: State };
  /** Syncs now; answered when it has begun, `news` tells the rest. */
  sync_now: { request: null; answer: null };
  /** Stops a running sync at once; what was delivered stays delivered. */
  sync_cancel: { request: null; answer: null };
  /** What the system says of the network; regained, it starts a sync. */
  network: { request: Network; answer: null };
  /** Makes an emergency pack; a locked one before the PIN too. */
  export_make: { request: ExportMake; answer: Exported };
  /** Examines everything stored. */
  doctor: { request: null; answer: Diagnosis };
  /** What was chosen. */
  settings: { request: null; answer: Settings };
  /** Chooses. */
  settings_write: { request: Settings; answer: Settings };
  /** What the Comune can see. */
  privacy: { request: null; answer: Privacy };
  /** District of a place, and whether it lies outside the municipality. */
  locate_place: { request: Point; answer: Whereabouts };
  /** The nearest house number, or else the nearest street; none where there is neither. */
  address_at: { request: Point; answer: NearAddress | null };
  /** Streets, house numbers and assets by what is typed, the best first. */
  search_places: { request: PlaceSearch; answer: Array<FoundPlace> };
  /** Lamps, bins and trees around a place, the nearest first. */
  assets_near: { request: Point; answer: Array<NearAsset> };
  /** Those of a code, typed or scanned; the same code may stand in several layers. */
  asset_of_code: { request: AssetCode; answer: Array<NearAsset> };
  /** What the QR codes in a picture say, for web views that read none; answered before a PIN too. */
  codes_in: { request: CodePicture; answer: Array<string> };
  /** Every map of the office and of this phone. */
  maps: { request: null; answer: Array<MapPack> };
  /** Fetches a map, or goes on with it; answered when it has begun, `news` of kind `map` tells the rest. */
  download_map: { request: MapName; answer: null };
  /** Stops fetching it; what is here stays and is gone on with. */
  stop_map: { request: MapName; answer: null };
  /** Takes a map off this phone, and what was begun of it. */
  remove_map: { request: MapName; answer: null };
  /** The tickets of a piece of map, at most 5,000, the last arrivals first. */
  map_tickets: { request: MapBox; answer: Array<MapTicket> };
  /** Asks for the permission where needed and tells fixes by `news` until stopped. */
  location_start: { request: null; answer: null };
  /** No more fixes. */
  location_stop: { request: null; answer: null };
  /** Opens the system's navigator at a ticket. */
  navigate: { request: TicketId; answer: null };
  /** A line of the webview for the log. */
  log_line: { request: LogLine; answer: null };
}
