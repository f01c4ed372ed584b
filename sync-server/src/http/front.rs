// SPDX-License-Identifier: EUPL-1.2
//! What the door keeps while the server runs: tokens, challenges, rates, uploads being written, listeners. Nothing durable.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ronda_shared::ids::DeviceId;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio_util::sync::CancellationToken;

use super::challenges::Challenges;
use super::problem::Problem;
use super::rates::Rates;
use super::room::{ARRIVING_GROWTH, PHOTO_GROWTH, Room, Rooms, come_again_in_s};
use super::tokens::Tokens;
use super::turns::{PHOTO_PATIENCE, Turns};
use super::tus::Writers;
use crate::config::{Config, Limits, Metrics};
use crate::office::{Office, cores};

const MIB: usize = 1024 * 1024;
/// MiB that drop boxes may take at once while they arrive, and again while they are answered: they are rare, and whoever sends
/// one has proved nothing yet, so that they share no budget with exchanges.
const DROP_BOX_MIB: usize = 16;
/// What an exchange takes is reckoned before it enters the room where it is answered.
const RECKONED: usize = 1;

/// What making a thumbnail takes: the photo, and its pixels. As many are made at once as there are cores.
const THUMBNAIL_BYTES: usize = 16 * MIB;
/// Phones wait for a thumbnail no longer than five seconds: so many are made before.
const THUMBNAILS_WAITING: usize = 64;
const THUMBNAIL_PATIENCE: Duration = Duration::from_secs(3);

/// The state shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct Front(Arc<Inner>);

struct Inner {
    office: Office,
    data: PathBuf,
    limits: Limits,
    metrics: Metrics,
    challenges: Challenges,
    tokens: Tokens,
    per_ip: Rates<IpAddr>,
    per_device: Rates<DeviceId>,
    enrolments: Rates<IpAddr>,
    writers: Writers,
    exchanges: Rooms,
    drop_boxes: Rooms,
    arrivals: Room,
    photo_checks: Room,
    thumbnails: Room,
    turns: Turns,
    news: watch::Sender<u64>,
    stopping: CancellationToken,
}

impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Front({:?})", self.0.office)
    }
}

impl Front {
    /// The door of an office whose data lies in `data`.
    #[must_use]
    pub fn new(office: Office, data: &Path, config: &Config) -> Self {
        let limits = config.limits.clone();
        Self(Arc::new(Inner {
            office,
            data: data.to_owned(),
            metrics: config.metrics.clone(),
            challenges: Challenges::default(),
            tokens: Tokens::default(),
            per_ip: Rates::new(f64::from(limits.per_ip_per_s), limits.per_ip_burst),
            per_device: Rates::new(f64::from(limits.per_device_per_s), limits.per_device_burst),
            enrolments: Rates::new(f64::from(limits.enrol_per_minute) / 60.0, limits.enrol_per_minute),
            writers: Writers::default(),
            exchanges: Rooms {
                arriving: room(&limits, limits.exchange_mib * MIB / 2, ARRIVING_GROWTH),
                working: room(&limits, limits.exchange_mib * MIB, RECKONED),
            },
            drop_boxes: Rooms {
                arriving: room(&limits, DROP_BOX_MIB * MIB, ARRIVING_GROWTH),
                working: room(&limits, DROP_BOX_MIB * MIB, RECKONED),
            },
            arrivals: room(&limits, limits.upload_mib * MIB, ARRIVING_GROWTH),
            photo_checks: room(&limits, limits.photo_mib * MIB, PHOTO_GROWTH),
            thumbnails: Room::new(
                cores() * THUMBNAIL_BYTES,
                RECKONED,
                THUMBNAILS_WAITING,
                THUMBNAIL_PATIENCE,
            ),
            turns: Turns::new(cores(), PHOTO_PATIENCE),
            news: watch::Sender::new(0),
            stopping: CancellationToken::new(),
            limits,
        }))
    }

    pub(super) fn office(&self) -> &Office {
        &self.0.office
    }

    pub(super) fn data(&self) -> &Path {
        &self.0.data
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(super) fn challenges(&self) -> &Challenges {
        &self.0.challenges
    }

    pub(super) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    pub(super) fn per_ip(&self) -> &Rates<IpAddr> {
        &self.0.per_ip
    }

    pub(super) fn per_device(&self) -> &Rates<DeviceId> {
        &self.0.per_device
    }

    pub(super) fn enrolments(&self) -> &Rates<IpAddr> {
        &self.0.enrolments
    }

    pub(super) fn writers(&self) -> &Writers {
        &self.0.writers
    }

    /// For exchanges from their first byte until they are answered.
    pub(super) fn exchanges(&self) -> &Rooms {
        &self.0.exchanges
    }

    /// The same for drop boxes.
    pub(super) fn drop_boxes(&self) -> &Rooms {
        &self.0.drop_boxes
    }

    /// For pieces of photos from their first byte until they are on the disk.
    pub(super) fn arrivals(&self) -> &Room {
        &self.0.arrivals
    }

    /// For photos while they are made small. Pictures that everybody can do without for a while: whoever delivers goes first.
    pub(super) async fn thumbnail_room(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let delivering = self.0.turns.waiting() + self.0.photo_checks.waiting();
        if delivering > 0 {
            let retry_after_s = come_again_in_s(delivering);
            return Err(Problem::Overloaded { retry_after_s });
        }
        self.0.thumbnails.enter(THUMBNAIL_BYTES).await
    }

    /// For whole photos while they are checked.
    pub(super) fn photo_checks(&self) -> &Room {
        &self.0.photo_checks
    }

    /// For exchanges while they are worked on, and photos that let them go first.
    pub(super) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    pub(super) fn news(&self) -> &watch::Sender<u64> {
        &self.0.news
    }

    /// Cancelled when the server begins to stop, so that listeners let go of their connections.
    #[must_use]
    pub fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    pub(super) fn silence(&self) -> Duration {
        Duration::from_secs(self.0.limits.body_silence_s)
    }

    /// The disk of the data folder has space for more; yes where the system does not tell.
    pub(super) fn has_space(&self) -> bool {
        fs4::available_space(self.data()).map_or(true, |free| free >= self.0.limits.min_free_bytes)
    }
}

fn room(limits: &Limits, bytes: usize, growth: usize) -> Room {
    let patience = Duration::from_secs(limits.waiting_s);
    Room::new(bytes, growth, limits.waiting, patience)
}
