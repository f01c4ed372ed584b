// SPDX-License-Identifier: EUPL-1.2
//! The engine, lent for one step at a time: no step waits for a network, so that saving never waits for a sync.

use std::cell::RefCell;
use std::future::{Future, ready};

use ronda_shared::sync::Failure;

use crate::engine::Engine;

/// Lends the engine for a step.
pub trait Lend {
    /// Does one step; others may use the engine between this and the next.
    ///
    /// # Errors
    /// When the engine is gone: its home was locked.
    fn lend<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> impl Future<Output = Result<T, Failure>> + Send;
}

/// An engine that nobody else uses while it syncs.
#[derive(Debug)]
pub struct Held<'a>(RefCell<&'a mut Engine>);

impl<'a> Held<'a> {
    /// Holds an engine.
    pub fn new(engine: &'a mut Engine) -> Self {
        Self(RefCell::new(engine))
    }
}

impl Lend for Held<'_> {
    fn lend<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> impl Future<Output = Result<T, Failure>> + Send {
        let done = self.0.try_borrow_mut().map(|mut engine| step(&mut engine));
        ready(done.map_err(|_| Failure::Store("the phone is busy: sync again".into())))
    }
}
