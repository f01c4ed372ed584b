// SPDX-License-Identifier: EUPL-1.2
//! Photos on their way, several at a time; each receipt is kept as soon as it is there.

use ronda_shared::ids::PhotoHash;
use ronda_shared::sync::{Failure, Uploaded};
use tokio::sync::mpsc;

use super::{Lend, News as Told, stored};
use crate::engine::Engine;
use crate::transport::{Outcome, Refused, Transport, Upload};

/// Uploads at a time: enough to fill a slow link between two answers, few enough to hold in memory.
const AT_ONCE: usize = 3;

/// What uploading came to.
#[derive(Default)]
pub(super) struct Came {
    pub(super) report: Uploaded,
    /// Photos the server holds, whose numbers it has not said.
    pub(super) unnumbered: u64,
}

/// What an upload says while it runs.
enum News {
    Began(PhotoHash, String),
    Ended(PhotoHash, Result<Outcome, Failure>),
}

impl Came {
    fn add(&mut self, more: &Self) {
        self.report.photos += more.report.photos;
        self.report.bytes += more.report.bytes;
        self.report.refused += more.report.refused;
        self.unnumbered += more.unnumbered;
    }
}

impl News {
    /// The photo that is through, one way or the other.
    fn photo(&self) -> Option<PhotoHash> {
        match self {
            Self::Ended(photo, Ok(_)) => Some(*photo),
            Self::Ended(_, Err(_)) | Self::Began(..) => None,
        }
    }
}

/// Uploads all of them. What fails does not stop the others, unless it would fail them all; a failure is told at the end.
pub(super) async fn all<L: Lend>(
    lender: &L,
    transport: &Transport,
    photos: &[PhotoHash],
    tell: &(dyn Fn(Told) + Send + Sync),
) -> Result<Came, Failure> {
    let (mut came, mut ended) = (Came::default(), Ok(()));
    for batch in photos.chunks(AT_ONCE) {
        let mut uploads = Vec::new();
        for photo in batch {
            let photo = *photo;
            match lender.lend(move |engine| upload_of(engine, photo)).await? {
                Ok(upload) => uploads.extend(upload),
                Err(failure) => {
                    tracing::warn!(%photo, "a photo cannot be read: {failure}");
                    ended = graver(ended, Err(failure));
                }
            }
        }
        let sent = some(lender, transport, uploads, &mut came, tell).await;
        ended = graver(ended, sent);
        if ended.as_ref().is_err_and(fails_all) {
            break;
        }
    }
    ended.map(|()| came)
}

/// What keeps one photo from its server keeps all of them.
fn fails_all(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Unreachable(_) | Failure::Busy { .. } | Failure::Revoked
    )
}

/// Of two failures the one that stops all; otherwise the first.
fn graver(first: Result<(), Failure>, second: Result<(), Failure>) -> Result<(), Failure> {
    let stops = |ended: &Result<(), Failure>| ended.as_ref().is_err_and(fails_all);
    if stops(&second) && !stops(&first) {
        second
    } else {
        first.and(second)
    }
}

/// Nothing when the photo was destroyed meanwhile.
fn upload_of(engine: &mut Engine, photo: PhotoHash) -> Result<Option<Upload>, Failure> {
    let store = engine.store_mut();
    let Some(state) = store.photo(&photo).map_err(stored)? else {
        return Ok(None);
    };
    let jpeg = store.photo_jpeg_or_reopen(&photo).map_err(stored)?;
    let jpeg = jpeg.ok_or_else(|| Failure::Store("the bytes of a photo are missing: run ronda doctor".into()))?;
    let url = state.upload_url;
    Ok(Some(Upload { photo, jpeg, url }))
}

async fn some<L: Lend>(
    lender: &L,
    transport: &Transport,
    uploads: Vec<Upload>,
    came: &mut Came,
    tell_all: &(dyn Fn(Told) + Send + Sync),
) -> Result<(), Failure> {
    let (tell, mut hear) = mpsc::unbounded_channel();
    let one = async |upload: Option<Upload>, tell: mpsc::UnboundedSender<News>| {
        let Some(upload) = upload else { return };
        let began = |url: &str| drop(tell.send(News::Began(upload.photo, url.to_owned())));
        let outcome = transport.upload(&upload, began).await;
        drop(tell.send(News::Ended(upload.photo, outcome)));
    };
    let mut uploads = uploads.into_iter();
    let (first, second, third) = (uploads.next(), uploads.next(), uploads.next());
    let sending = async {
        tokio::join!(
            one(first, tell.clone()),
            one(second, tell.clone()),
            one(third, tell.clone())
        );
        drop(tell);
    };
    let keeping = async {
        let mut result = Ok(());
        while let Some(news) = hear.recv().await {
            let photo = news.photo();
            let (kept, now) = lender
                .lend(move |engine| {
                    let mut came = Came::default();
                    (keep(engine, news, &mut came), came)
                })
                .await?;
            came.add(&now);
            photo.into_iter().for_each(|photo| tell_all(Told::Photo(photo)));
            result = graver(result, kept);
        }
        result
    };
    tokio::join!(sending, keeping).1
}

fn keep(engine: &mut Engine, news: News, came: &mut Came) -> Result<(), Failure> {
    let store = engine.store_mut();
    match news {
        News::Began(photo, url) => store.note_upload(&photo, &url).map_err(stored),
        News::Ended(photo, Ok(Outcome::Held { server_no, sent_bytes })) => {
            came.report.photos += 1;
            came.report.bytes += sent_bytes;
            came.unnumbered += u64::from(server_no.is_none());
            server_no.map_or(Ok(()), |number| store.photo_held(&photo, number).map_err(stored))
        }
        News::Ended(photo, Ok(Outcome::Refused(refused))) => {
            came.report.refused += 1;
            let Refused { reason, in_custody } = refused;
            tracing::warn!(%photo, in_custody, "the server refused a photo: {reason}");
            store.photo_refused(&photo, &reason, in_custody).map_err(stored)
        }
        News::Ended(_, Err(failure)) => Err(failure),
    }
}
