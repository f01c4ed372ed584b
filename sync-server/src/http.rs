// SPDX-License-Identifier: EUPL-1.2
//! The door: HTTP in, problem details out; axum is known here alone, rules of the field live in the office.

mod auth;
mod body;
mod challenges;
mod connections;
mod drop_box;
mod enrol;
mod exchange;
mod front;
mod health;
mod metrics;
mod news;
mod openapi;
mod photo;
mod place;
mod problem;
mod rates;
mod rest;
mod room;
mod routes;
mod session;
mod tokens;
mod turns;
mod tus;
mod watch;

pub use connections::Connections;
pub use front::Front;
pub use openapi::description;
pub use routes::router;
pub use tus::understood;

/// What the door does beside answering, until the server stops: polls for news, drops lapsed uploads.
pub async fn upkeep(front: Front) {
    tokio::join!(news::poll(front.clone()), tus::sweep(front.clone()));
    std::future::pending().await
}
