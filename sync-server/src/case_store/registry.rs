// SPDX-License-Identifier: EUPL-1.2
//! Who is known to the store: people, enrolment codes, devices, certificates, orders and alarms.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ronda_shared::identity::{Order, SignedCertificate, SignedOrder};
use ronda_shared::ids::{DeviceId, OrderId, PersonId};
use ronda_shared::policy::Grants;
use ronda_shared::wire::QueueCounts;

use super::{By, StoreError};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Born in the office.
    pub id: PersonId,
    /// As the office writes it.
    pub name: String,
    /// What the city grants him or her.
    pub grants: Grants,
    /// Known only by a certificate, since a roll-back made the store forget the rest; until the office edits the person.
    pub known_again: bool,
    /// Since when no device of theirs gets in.
    pub disabled_at_ms: Option<i64>,
}

/// Names, and how many were given or changed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// By person.
    pub names: BTreeMap<PersonId, String>,
    /// Grows with every name that is given or changed.
    pub upto: u64,
}

/// A one-time enrolment code about to be given out.
#[derive(Clone, PartialEq, Eq)]
pub struct NewCode {
    /// Where it is found.
    pub lookup: [u8; 16],
    /// The code as shown; forgotten once used.
    pub code: String,
    /// For whom.
    pub person: PersonId,
    /// When it lapses, in milliseconds since 1970.
    pub expires_at_ms: i64,
}

impl std::fmt::Debug for NewCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewCode(.., person {}, until {})", self.person, self.expires_at_ms)
    }
}

/// A code that was not used yet (it may have lapsed: compare the clock).
pub type OpenCode = NewCode;

/// A device about to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDevice {
    /// The device.
    pub id: DeviceId,
    /// Whose.
    pub person: PersonId,
    /// Its certificate.
    pub certificate: SignedCertificate,
    /// What it calls itself.
    pub name: String,
}

/// An enrolment: the code is used up and the device known in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The code's name.
    pub lookup: [u8; 16],
    /// The device.
    pub device: NewDevice,
    /// Who and when.
    pub by: By,
}

/// A known device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The device.
    pub id: DeviceId,
    /// Whose.
    pub person: PersonId,
    /// Its certificate.
    pub certificate: SignedCertificate,
    /// What it calls itself.
    pub name: String,
    /// When it became known, in milliseconds since 1970.
    pub enrolled_at_ms: i64,
    /// Its last exchange.
    pub last_seen_ms: Option<i64>,
    /// When an order put it out.
    pub revoked_at_ms: Option<i64>,
    /// Since when it is taken for cloned or restored.
    pub flagged_at_ms: Option<i64>,
    /// Version of its app.
    pub app_version: String,
    /// What waited on it.
    pub queue: QueueCounts,
    /// Free bytes on its disk.
    pub space_bytes: Option<u64>,
    /// Its clock minus the office's.
    pub skew_ms: Option<i64>,
}

/// What one exchange tells of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The device.
    pub device: DeviceId,
    /// The nonce it presented; none in its first exchange.
    pub presented: Option<Vec<u8>>,
    /// This very request was answered before: a duplicate that the network delayed, whatever its nonce says.
    pub repeated: bool,
    /// 16 fresh random bytes for the nonce it gets.
    pub fresh: [u8; 16],
    /// The office's clock, in milliseconds since 1970.
    pub at_ms: i64,
    /// Version of its app.
    pub app_version: String,
    /// What waits on it.
    pub queue: QueueCounts,
    /// Free bytes on its disk.
    pub space_bytes: Option<u64>,
    /// Its clock minus the office's.
    pub skew_ms: Option<i64>,
    /// The highest watermark it relied on.
    pub relied_on: Option<u64>,
    /// Orders it has carried out.
    pub orders_done: Vec<OrderId>,
}

/// The store's word on a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// The session nonce to hand out.
    pub nonce: Vec<u8>,
    /// A nonce was presented whose successor, or whose twin, has been used: the phone was cloned or restored. The store has
    /// flagged the device and raised [`AlarmKind::ClonedDevice`], once until the flag is taken off.
    pub cloned: bool,
}

/// What kind of alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmKind {
    /// Two phones live under one key, or one came back from an older copy.
    ClonedDevice,
    /// A valid certificate whose device the store did not know.
    UnknownDevice,
    /// The store was found older than a phone's cursor.
    RolledBack,
    /// Phone and store differed after reconciling, or a digest did not match.
    Diverged,
    /// Anything else worth a person's eyes.
    Other,
}

impl AlarmKind {
    /// All kinds with their names as stored and shown.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("cloned-device", Self::ClonedDevice),
        ("unknown-device", Self::UnknownDevice),
        ("rolled-back", Self::RolledBack),
        ("diverged", Self::Diverged),
        ("other", Self::Other),
    ];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("other", |(name, _)| name)
    }

    /// The kind of a name; unknown names are [`Self::Other`].
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(Self::Other, |(_, kind)| *kind)
    }
}

/// An alarm for the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// What.
    pub kind: AlarmKind,
    /// Which device, where it concerns one.
    pub device: Option<DeviceId>,
    /// Ids and numbers only.
    pub detail: String,
}

/// An alarm as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaisedAlarm {
    /// 1, 2, 3 and so on.
    pub no: u64,
    /// The alarm.
    pub alarm: Alarm,
}

/// People, devices, orders and alarms.
#[async_trait]
pub trait Registry: Send + Sync + 'static {
    /// Adds a person, or replaces all that is known of the person but the id. `verb` as `person.added` goes on record.
    async fn put_person(&self, person: Person, verb: &str, by: By) -> Result<(), StoreError>;

    /// One person.
    async fn person(&self, id: &PersonId) -> Result<Option<Person>, StoreError>;

    /// Everybody, by name.
    async fn people(&self) -> Result<Vec<Person>, StoreError>;

    /// The names of these people, as far as they are known.
    async fn names(&self, people: &[PersonId]) -> Result<Names, StoreError>;

    /// The last contact of a device that was at least an hour before `ms`: what it heard in an earlier sync.
    async fn contact_before(&self, device: &DeviceId, ms: i64) -> Result<Option<i64>, StoreError>;

    /// Keeps a code until it is used; lapsed ones are forgotten on the way.
    async fn put_code(&self, code: NewCode, by: By) -> Result<(), StoreError>;

    /// The unused code of this name, lapsed or not.
    async fn code(&self, lookup: &[u8; 16]) -> Result<Option<OpenCode>, StoreError>;

    /// Uses up the code and makes the device known; false (and nothing done) when the code is gone or lapsed at `by.at_ms`.
    async fn enrol(&self, enrolment: Enrolment) -> Result<bool, StoreError>;

    /// Makes a device known without a code (the office's own; one a rolled-back store forgot), or renews its certificate.
    async fn put_device(&self, device: NewDevice, alarm: Option<Alarm>, by: By) -> Result<(), StoreError>;

    /// One device.
    async fn device(&self, id: &DeviceId) -> Result<Option<Device>, StoreError>;

    /// All devices, by enrolment.
    async fn devices(&self) -> Result<Vec<Device>, StoreError>;

    /// Takes note of an exchange and gives the next session nonce. Run it beside [`super::TicketLog::commit`]: they then
    /// share one transaction.
    async fn visit(&self, visit: Visit) -> Result<Visited, StoreError>;

    /// Takes the flag of a cloned or restored device off.
    async fn unflag(&self, device: &DeviceId, by: By) -> Result<(), StoreError>;

    /// The certificates of these devices, known or only seen as authors.
    async fn certificates(&self, devices: &[DeviceId]) -> Result<BTreeMap<DeviceId, SignedCertificate>, StoreError>;

    /// Keeps orders whose signature was checked; known ones change nothing. A revocation holds from here on, also for a
    /// device the store does not know; a ticket that an order destroys is destroyed in the same transaction.
    async fn put_orders(&self, orders: Vec<(Order, SignedOrder)>, by: By) -> Result<(), StoreError>;

    /// At most so many orders this device has not carried out yet, the oldest first.
    async fn orders_for(&self, device: &DeviceId, most: u32) -> Result<Vec<SignedOrder>, StoreError>;

    /// The revocation of a device, where there is one.
    async fn revocation(&self, device: &DeviceId) -> Result<Option<SignedOrder>, StoreError>;

    /// Every order, by date.
    async fn orders(&self) -> Result<Vec<SignedOrder>, StoreError>;

    /// Raises an alarm.
    async fn raise(&self, alarm: Alarm) -> Result<(), StoreError>;

    /// The newest alarms first.
    async fn alarms(&self, limit: u32) -> Result<Vec<RaisedAlarm>, StoreError>;
}
