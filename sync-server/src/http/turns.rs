// SPDX-License-Identifier: EUPL-1.2
//! Whose turn it is to work: a few exchanges at once, one after another, photos after the tickets that wait, and one drop box.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit, watch};

/// Exchanges answered at once for each core: enough to share a sync of the disk. More would only share the cores, so
/// that all of them end late.
const EACH_CORE: usize = 4;
/// Longer no photo lets tickets go first, so that a crowd that never ends does not keep photos from their receipts.
pub(super) const PHOTO_PATIENCE: Duration = Duration::from_secs(10);

/// The turns of exchanges, and how many wait for one.
pub(super) struct Turns {
    exchanges: Semaphore,
    drop_boxes: Semaphore,
    waiting: watch::Sender<usize>,
    photo_patience: Duration,
}

/// An exchange that waits; counted until it has its turn or is given up.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting -= 1);
    }
}

impl Turns {
    pub(super) fn new(cores: usize, photo_patience: Duration) -> Self {
        Self {
            exchanges: Semaphore::new(cores.max(1) * EACH_CORE),
            drop_boxes: Semaphore::new(1),
            waiting: watch::Sender::new(0),
            photo_patience,
        }
    }

    /// Waits for the turn of an exchange, in the order of asking; it lasts until dropped. None is refused.
    pub(super) async fn exchange(&self) -> Option<SemaphorePermit<'_>> {
        self.waiting.send_modify(|waiting| *waiting += 1);
        let _waiting = Waiting(&self.waiting);
        self.exchanges.acquire().await.ok()
    }

    /// Waits for the turn of a drop box: one at a time, and never that of an exchange, for whoever sends it has proved nothing.
    pub(super) async fn drop_box(&self) -> Option<SemaphorePermit<'_>> {
        self.drop_boxes.acquire().await.ok()
    }

    /// How many exchanges wait for their turn.
    pub(super) fn waiting(&self) -> usize {
        *self.waiting.borrow()
    }

    /// Lets the exchanges that wait go first.
    pub(super) async fn photo(&self) {
        let mut waiting = self.waiting.subscribe();
        let nobody = waiting.wait_for(|waiting| *waiting == 0);
        let _ = tokio::time::timeout(self.photo_patience, nobody).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Every turn there is.
    async fn all(turns: &Turns) -> Vec<Option<SemaphorePermit<'_>>> {
        let mut held = Vec::new();
        for _ in 0..EACH_CORE {
            held.push(turns.exchange().await);
        }
        held
    }

    #[tokio::test]
    async fn exchanges_go_in_the_order_of_asking_and_photos_after_them() {
        let (turns, order) = (Turns::new(1, Duration::from_secs(60)), RefCell::new(Vec::new()));
        let mut held = all(&turns).await;
        let exchange = async |name| {
            let _turn = turns.exchange().await;
            order.borrow_mut().push(name);
        };
        let photo = async {
            turns.photo().await;
            order.borrow_mut().push("photo");
        };
        let end = async {
            assert_eq!(turns.waiting(), 2);
            drop(held.pop());
        };
        tokio::join!(exchange("first"), photo, exchange("second"), end);
        assert_eq!(*order.borrow(), ["first", "second", "photo"]);
    }

    #[tokio::test]
    async fn a_photo_is_not_kept_waiting_for_ever() {
        let turns = Turns::new(1, Duration::from_millis(1));
        let _held = all(&turns).await;
        tokio::select! {
            _ = turns.exchange() => unreachable!("every turn is taken"),
            () = turns.photo() => {}
        }
    }

    #[tokio::test]
    async fn an_exchange_that_is_given_up_keeps_no_photo_waiting() {
        let turns = Turns::new(1, Duration::MAX);
        let _held = all(&turns).await;
        let given_up = tokio::time::timeout(Duration::from_millis(1), turns.exchange()).await;
        assert!(given_up.is_err());
        assert_eq!(turns.waiting(), 0);
        turns.photo().await;
    }
}
