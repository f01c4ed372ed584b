// SPDX-License-Identifier: EUPL-1.2
//! The verbs that need the server: enrol, sync, photo-get.

use std::fs;

use ronda_shared::identity::{EnrolmentCode, Secret, SigningKey};
use ronda_shared::ids::PhotoHash;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tokio::runtime::{Builder, Runtime};

use super::args::{Enrol, PhotoGet};
use super::failed::Failed;
use super::session::{Session, clock, unreadable};
use crate::engine::{Engine, Identity};
use crate::error::Error;
use crate::home::write_durably;
use crate::keystore::random;
use crate::sync;
use crate::transport::{self, ServerAddress};

/// Enrols: the device's key is born here, and nothing is kept before the server has proven itself.
pub(super) fn enrol(session: &Session, args: &Enrol) -> Result<Json, Failed> {
    let code = EnrolmentCode::read(&args.code).map_err(|error| Failed::from(error.to_string()))?;
    let server: ServerAddress = args
        .server
        .parse()
        .map_err(|error: transport::InvalidServer| Failed::from(error.to_string()))?;
    let keystore = session.keystore();
    if keystore.is_founded() {
        return Err(Failed::from(
            "somebody is enrolled in this home already: use another --home",
        ));
    }
    let home = session.home()?;
    let pin = session.pin()?;
    let own_ca = args
        .ca
        .as_ref()
        .map(|file| fs::read(file).map_err(|error| unreadable(file, &error)))
        .transpose()?;
    let seed = Secret(random().map_err(Error::from)?);
    let key = SigningKey::from_seed(&seed);
    let enrolled = runtime()?.block_on(transport::enrol(&server, own_ca.as_deref(), &code, &key, &args.name))?;
    let identity = Identity::enrolled(seed, enrolled.root_key, &enrolled.answer, server.to_string(), own_ca)?;
    let engine = Engine::found(home, &keystore, &pin, identity, clock())?;
    let identity = engine.identity();
    Ok(json!({
        "device": engine.device(),
        "person": { "id": engine.person(), "name": identity.person_name, "role": identity.role },
        "jurisdiction": { "code": identity.jurisdiction(), "name": identity.jurisdiction_name },
        "server": identity.server_url,
    }))
}

/// Delivers and hears everything.
pub(super) fn sync(engine: &mut Engine) -> Result<Json, Failed> {
    let report = runtime()?.block_on(sync::run(engine))?;
    let conflicts = engine.status()?.tally.contested;
    Ok(json!({
        "pushed": report.pushed,
        "pulled": report.pulled,
        "photos": report.photos,
        "bytes": report.photo_bytes,
        "conflicts": conflicts,
        "refused": report.refused,
        "exchanges": report.exchanges,
    }))
}

/// Writes a photo to a file: from this phone, or else from the server.
pub(super) fn photo_get(engine: &mut Engine, args: &PhotoGet) -> Result<Json, Failed> {
    let photo: PhotoHash = args
        .sha256
        .parse()
        .map_err(|error: ronda_shared::ids::InvalidId| Failed::from(error.to_string()))?;
    let ticket = engine.find(&args.id)?;
    let (bytes, from) = match engine.photo_bytes(&ticket, &photo) {
        Ok(bytes) => (bytes, "phone"),
        Err(Error::NoPhoto)
            if engine
                .store()
                .ticket_names_photo(&ticket, &photo)
                .map_err(Error::from)? =>
        {
            (fetched(engine, &photo)?, "server")
        }
        Err(error) => return Err(error.into()),
    };
    if <[u8; 32]>::from(Sha256::digest(&bytes)) != photo.0 {
        return Err(Failed::from(
            "the photo's bytes are not those the ticket names: run ronda doctor and tell the office",
        ));
    }
    write_durably(&args.out, &bytes)
        .map_err(|error| Failed::from(format!("{} cannot be written ({})", args.out.display(), error.kind())))?;
    Ok(json!({ "sha256": photo, "bytes": bytes.len(), "from": from, "out": args.out }))
}

fn fetched(engine: &Engine, photo: &PhotoHash) -> Result<Vec<u8>, Failed> {
    let transport = sync::transport(engine.identity())?;
    runtime()?.block_on(transport.photo(photo)).map_err(|failure| {
        let Failed { sentence, transient } = failure.into();
        Failed {
            sentence: format!("the photo is not on this phone and cannot be fetched now: {sentence}"),
            transient,
        }
    })
}

fn runtime() -> Result<Runtime, Failed> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| Failed::from("the network cannot be used on this device"))
}
