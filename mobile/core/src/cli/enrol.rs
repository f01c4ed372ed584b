// SPDX-License-Identifier: EUPL-1.2
//! `ronda enrol`: a key is born on this device, the code proves both sides, the home is founded.

use ronda_shared::identity::EnrolmentCode;
use serde_json::json;

use super::args::{Enrol, Home as HomeArgs};
use super::output::{Answer, Fault};
use super::{clock, folder, online, pin};
use crate::engine::{Engine, Identity};
use crate::enrolment;
use crate::error::Error;
use crate::home::Home;
use crate::keystore::{Keystore, KeystoreError, PIN_CHARS};
use crate::transport::{self, ServerAddress};

/// Enrols this device.
pub(super) fn enrol(args: &HomeArgs, enrol: &Enrol) -> Result<Answer, Fault> {
    let server: ServerAddress = enrol
        .server
        .parse()
        .map_err(|fault: transport::InvalidServer| Fault::plain(fault.to_string()))?;
    let code = EnrolmentCode::read(&enrol.code).map_err(|fault| Fault::plain(fault.to_string()))?;
    let own_ca = enrol.ca.as_ref().map(std::fs::read).transpose();
    let own_ca = own_ca.map_err(|_| Fault::plain("the CA file cannot be read: check --ca"))?;
    let folder = folder(args);
    let (home, keystore) = (Home::enter(&folder).map_err(Error::from)?, Keystore::of(&folder));
    if keystore.is_founded() {
        return Err(Error::from(KeystoreError::AlreadyEnrolled).into());
    }
    // A code serves once: everything that can go wrong without it is looked at before.
    let pin = pin::chosen(args)?;
    if pin.chars().count() < PIN_CHARS {
        return Err(Error::from(KeystoreError::ShortPin).into());
    }
    let identity = online(enrolment::enrol(&server, own_ca, &code, &enrol.name))?;
    let engine = Engine::found(home, &keystore, &pin, identity, clock())?;
    Ok(answer(engine.identity()))
}

fn answer(identity: &Identity) -> Answer {
    let shown = json!({
        "device": identity.device(),
        "person": identity.person(),
        "person_name": identity.person_name,
        "role": identity.grants.role,
        "jurisdiction": identity.jurisdiction(),
        "jurisdiction_name": identity.jurisdiction_name,
        "server": identity.server_url,
    });
    let words = format!(
        "Enrolled {} for {} as device {}.\nNext: ronda sync",
        identity.person_name,
        identity.jurisdiction_name,
        identity.device()
    );
    Answer::new(shown, words)
}
