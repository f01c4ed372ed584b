// SPDX-License-Identifier: EUPL-1.2
//! Every limit of the house, each with its reason. Both sides check the same numbers, so whatever a phone lets a
//! person save can also be admitted.

/// Longest title, in characters: what fits one line of the desk's list.
pub const TITLE_CHARS: usize = 120;
/// Longest description or note, in characters: the Open311 limit, so nothing is cut on the way out.
pub const TEXT_CHARS: usize = 4_000;
/// Longest short text (address, asset, reason, answer), in characters.
pub const SHORT_TEXT_CHARS: usize = 500;
/// Longest code (category, district, asset), in bytes.
pub const CODE_BYTES: usize = 64;
/// Photos in one action: what a person takes before saving once.
pub const PHOTOS_PER_ACTION: usize = 12;

/// Largest sketch over a photo, in CBOR: twelve of them beside a full description fit into one change.
pub const SKETCH_BYTES: usize = 1024;

/// Largest raw change, in bytes. The largest legal action (a full description) stays under half of it.
pub const CHANGE_BYTES: usize = 64 * 1024;
/// Operations of one change that are not text.
pub const PLAIN_OPS: u64 = 512;
/// Characters inserted by one change.
pub const TEXT_INSERTIONS: u64 = 8_192;
/// Characters deleted by one change.
pub const TEXT_DELETIONS: u64 = 8_192;
/// Dependencies of one change: more concurrent branches than any crew can make.
pub const CHANGE_DEPS: usize = 256;
/// Actors named in one change besides its own.
pub const CHANGE_ACTORS: usize = 512;
/// Greatest operation number: far from `u32::MAX`, near which Automerge panics on the next local edit.
pub const MAX_OP: u64 = 1 << 30;
/// Changes of one ticket: loading stays under 20 ms, and a ticket with more is not one case any longer.
pub const TICKET_CHANGES: usize = 2_000;
/// Raw bytes of all changes of one ticket.
pub const TICKET_BYTES: usize = 2 * 1024 * 1024;
/// Workflow events of one ticket: folding any graph of so many stays under a few milliseconds.
pub const TICKET_EVENTS: usize = 256;
/// Orphans kept waiting for their dependencies, per ticket of one request.
pub const TICKET_ORPHANS: usize = 256;

/// Changes of one exchange request or reply; more continue in the next.
pub const BATCH_CHANGES: usize = 2_000;
/// Raw change bytes after which a batch is full.
pub const BATCH_BYTES: usize = 1024 * 1024;
/// Tickets in one exchange.
pub const BATCH_TICKETS: usize = 2_000;
/// Largest compressed exchange body: one whole ticket at its limit beside a full batch.
pub const EXCHANGE_WIRE_BYTES: usize = 8 * 1024 * 1024;
/// Largest decompressed exchange body.
pub const EXCHANGE_DECODED_BYTES: usize = 16 * 1024 * 1024;
/// CBOR items of one exchange request, keys and containers included: more than all its lists at their limits have, so that none
/// unpacks to millions of empty ones.
pub const EXCHANGE_ITEMS: usize = 512 * 1024;
/// Scopes one person may hold.
pub const PERSON_SCOPES: usize = 128;
/// People whose names a phone asks about at once: more than a municipality has in the field.
pub const NAMED_PEOPLE: usize = 5_000;
/// Changes in custody a phone asks about at once; it asks about the next ones when these are decided.
pub const CUSTODY_ASKED: usize = 256;
/// A change whose author could have seen news for so long is flagged.
pub const OLD_FRONTIER_MS: i64 = 30 * 24 * 3600 * 1000;
/// Photos in one request to the drop box; the phone sends the rest in the next.
pub const DROP_BOX_PHOTOS: usize = 64;
/// Orders that a revoked phone hands back in one parcel.
pub const DROP_BOX_ORDERS: usize = 1_000;
/// Photo hashes in one manifest page.
pub const MANIFEST_PHOTOS: usize = 2_000;
/// Hashes offered after a roll-back in one request.
pub const OFFERED_HASHES: usize = 20_000;

/// Largest set of reference data, in CBOR: some 40 times the shipped one.
pub const REFERENCE_BYTES: usize = 512 * 1024;
/// Points of all areas of a set: a large city's outline and districts, drawn finely.
pub const AREA_POINTS: usize = 20_000;
/// Largest catalogue of public files about places, in CBOR: some two hundred of them.
pub const CATALOGUE_BYTES: usize = 64 * 1024;
/// Largest street index, list of house numbers or layer of assets, as it travels.
pub const PLACE_FILE_BYTES: usize = 16 * 1024 * 1024;
/// The same, unpacked.
pub const PLACE_DECODED_BYTES: usize = 64 * 1024 * 1024;
/// Pieces of street, house numbers or assets of one file: a city of a million people.
pub const PLACE_ITEMS: usize = 500_000;
/// Largest map: what a phone keeps as one file everywhere.
pub const MAP_BYTES: u64 = 4 * 1024 * 1024 * 1024 - 1;
/// Free bytes that stay on the phone beside public files: capture and sync must go on.
pub const MAP_ROOM_BYTES: u64 = 200 * 1024 * 1024;
/// A house number so near is the address, in metres.
pub const HOUSE_NUMBER_M: f64 = 40.0;
/// A street so near is the address where no house number is, in metres.
pub const STREET_M: f64 = 150.0;
/// An asset farther from the place of its ticket is worth a word, in metres.
pub const ASSET_M: f64 = 200.0;
/// Tickets a map shows at once.
pub const MAP_TICKETS: usize = 5_000;
/// Publications a phone keeps: some years of them.
pub const REFERENCE_KEPT: u32 = 8;
/// Longest term of a priority, in its own unit.
pub const TERM_AMOUNT: u32 = 1_000;

/// Longest name of a reporter, in characters.
pub const REPORTER_NAME_CHARS: usize = 120;
/// Longest telephone number of a reporter, in characters: with an extension and a word beside it.
pub const REPORTER_PHONE_CHARS: usize = 40;
/// Longest e-mail address: what mail servers take.
pub const REPORTER_EMAIL_CHARS: usize = 254;
/// Largest sealed contact: every field at its maximum, four bytes a character, and the seal.
pub const REPORTER_SEALED_BYTES: usize = 4 * 1024;
/// Contacts in one exchange; more continue in the next.
pub const BATCH_REPORTERS: usize = 200;
/// Contacts the vault takes of one device: beyond it lies a broken or hostile phone.
pub const DEVICE_REPORTERS: u64 = 20_000;

/// Largest decompressed emergency pack: a season of one phone, photos included.
pub const PACK_DECODED_BYTES: usize = 2 * 1024 * 1024 * 1024;

/// Lifetime of a one-time enrolment code.
pub const ENROL_CODE_MS: i64 = 10 * 60 * 1000;
/// Lifetime of an access token: a revocation cannot be outlived by more (and is checked at each request besides).
pub const TOKEN_MS: i64 = 10 * 60 * 1000;
/// Lifetime of a session challenge.
pub const CHALLENGE_MS: i64 = 60 * 1000;

/// Largest file offered as a photo.
pub const PHOTO_FILE_BYTES: usize = 25 * 1024 * 1024;
/// Largest stored photo (2048 px JPEG).
pub const PHOTO_STORED_BYTES: usize = 4 * 1024 * 1024;
/// Largest thumbnail (320 px JPEG).
pub const THUMBNAIL_BYTES: usize = 256 * 1024;
/// Thumbnails of other people's photos that one sync fetches at most; the next sync fetches more.
pub const THUMBNAILS_A_SYNC: usize = 200;
/// A thumbnail that the server had none of is asked for again after this.
pub const THUMBNAIL_AGAIN_MS: i64 = 60 * 60 * 1000;
/// Bytes of refused photos that the store keeps of one device.
pub const REFUSED_PHOTO_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes of photos that no ticket names yet, taken of one revoked device: a season of work whose tickets are in quarantine. What
/// is beyond it comes as an emergency pack.
pub const REVOKED_PHOTO_BYTES: u64 = 1024 * 1024 * 1024;
/// A photo upload nobody continued is dropped after this; the phone simply begins again.
pub const UPLOAD_IDLE_MS: i64 = 7 * 24 * 3600 * 1000;

/// The command line gives up without a connection after this long.
pub const CONNECT_PATIENCE_MS: i64 = 15_000;
/// Buckets of a scope's digest.
pub const DIGEST_BUCKETS: usize = 256;
