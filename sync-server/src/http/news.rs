// SPDX-License-Identifier: EUPL-1.2
//! News: a wake-up with the store's greatest number, never content; whoever hears it makes an exchange.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::Stream;
use futures::stream;
use tokio::sync::watch;

use super::auth::Caller;
use super::front::Front;
use super::problem::{Problem, ProblemBody};
use crate::office::Asker;

/// How often a silent line is kept open.
const KEEP_ALIVE: Duration = Duration::from_secs(25);
/// How often the store is asked while somebody listens: deeds of the command line are news too.
const POLL: Duration = Duration::from_secs(2);

/// Sends an event `news` whose data is the store's greatest number: at once, and whenever it grows.
#[utoipa::path(get, path = "/v1/news", tag = "sync", security(("token" = [])),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 401, body = ProblemBody)))]
pub(super) async fn news(
    State(front): State<Front>,
    Caller(asker): Caller,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let mut numbers = front.news().subscribe();
    refresh(&front).await?;
    numbers.mark_changed();
    let events = stream::unfold(Listener { front, asker, numbers }, Listener::next);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Listener {
    front: Front,
    asker: Asker,
    numbers: watch::Receiver<u64>,
}

impl Listener {
    /// The next event; none when the server stops or the device has lost its access.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        tokio::select! {
            biased;
            () = self.front.stopping().cancelled() => return None,
            changed = self.numbers.changed() => changed.ok()?,
        }
        self.front.office().asker(&self.asker.device).await.ok()?;
        let number = *self.numbers.borrow_and_update();
        Some((Ok(Event::default().event("news").data(number.to_string())), self))
    }
}

/// Tells the listeners, where there are any, how far the store is.
pub(super) async fn tell(front: &Front) {
    if front.news().receiver_count() > 0 {
        // A store that cannot answer now is asked again by the next poll.
        let _ = refresh(front).await;
    }
}

async fn refresh(front: &Front) -> Result<(), Problem> {
    let last_no = front.office().store().meta().await?.last_no;
    front
        .news()
        .send_if_modified(|known| std::mem::replace(known, last_no) != last_no);
    Ok(())
}

/// Asks the store now and then while somebody listens, until the server stops.
pub(super) async fn poll(front: Front) {
    let mut beat = tokio::time::interval(POLL);
    loop {
        tokio::select! {
            () = front.stopping().cancelled() => return,
            _ = beat.tick() => tell(&front).await,
        }
    }
}
