// SPDX-License-Identifier: EUPL-1.2
//! The app's one worker: a thread that owns the desk, asked for one step at a time. No step waits for a network.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use ronda_field::engine::Engine;
use ronda_field::sync::Lend;
use ronda_shared::sync::Failure;
use tokio::sync::{Notify, oneshot};

use crate::bridge::fault::{Code, Fault};
use crate::desk::Desk;

type Step = Box<dyn FnOnce(&mut Desk) + Send>;

/// Asks the desk; cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    steps: Sender<Step>,
    /// Wakes the sync that sleeps.
    pub wake: Arc<Notify>,
    /// Stops the sync that runs, and the listening.
    pub cancel: Arc<Notify>,
    /// A sync got through: there is a server to listen to.
    pub reached: Arc<Notify>,
}

impl App {
    /// Starts the worker with its desk; it ends with the last `App`.
    pub fn start(make: impl FnOnce(&Self) -> Desk) -> Self {
        let (steps, todo) = channel();
        let app = Self {
            steps,
            wake: Arc::default(),
            cancel: Arc::default(),
            reached: Arc::default(),
        };
        let desk = make(&app);
        std::thread::spawn(move || work(desk, &todo));
        app
    }

    /// Has one step done and answers what it answers.
    ///
    /// # Errors
    /// When the worker has ended.
    pub async fn ask<T: Send + 'static>(&self, step: impl FnOnce(&mut Desk) -> T + Send + 'static) -> Result<T, Fault> {
        let (answer, answered) = oneshot::channel();
        self.tell(move |desk| drop(answer.send(step(desk))));
        let ended = |_| {
            Fault::new(
                Code::Unexpected,
                "the engine has stopped: close the app and open it again",
            )
        };
        answered.await.map_err(ended)
    }

    /// Has one step done, some time soon.
    pub fn tell(&self, step: impl FnOnce(&mut Desk) + Send + 'static) {
        drop(self.steps.send(Box::new(step)));
    }
}

fn work(mut desk: Desk, todo: &Receiver<Step>) {
    while let Ok(step) = todo.recv() {
        step(&mut desk);
    }
}

impl Lend for App {
    async fn lend<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let lent = self.ask(|desk| desk.engine_mut().map(step)).await;
        lent.and_then(|done| done)
            .map_err(|fault| Failure::Store(fault.message))
    }
}
