// SPDX-License-Identifier: EUPL-1.2
//! Activation, PIN and lock.

use ronda_field::engine::{Engine, Identity};
use ronda_field::home::Home;
use ronda_field::keystore::{KeystoreError, PIN_CHARS};
use ronda_shared::identity::EnrolmentCode;
use sha2::{Digest, Sha256};

use super::Desk;
use crate::bridge::fault::{Code, Fault};
use crate::bridge::news::News;
use crate::bridge::session::{Appearance, EnrolBegin, Phase, Pin, Route, Session, Who};
use crate::clock::clock;

const ROUTE: &str = "route";

/// An enrolment that may be sent: everything that can go wrong without the code was looked at.
#[derive(Debug)]
pub struct Enrolment {
    /// Where to.
    pub server: ronda_field::transport::ServerAddress,
    /// The code.
    pub code: EnrolmentCode,
    /// The municipality's own certificate authority.
    pub own_ca: Option<Vec<u8>>,
    /// What the office will call this device.
    pub device_name: String,
}

impl Desk {
    pub fn session(&mut self, (): ()) -> Result<Session, Fault> {
        let route = self.engine.as_ref().and_then(|engine| engine.store().meta(ROUTE).ok()?);
        Ok(Session {
            phase: self.phase()?,
            who: self.engine.as_ref().map(|engine| who(engine.identity())),
            wait_ms: self.keystore.wait_ms(crate::clock::now_ms()).unwrap_or_default() as f64,
            appearance: self.appearance(),
            server: std::env::var("RONDA_SERVER").ok(),
            route,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    pub(super) fn phase(&self) -> Result<Phase, Fault> {
        Ok(match &self.engine {
            Some(engine) if engine.store().wiped_by()?.is_some() => Phase::Revoked,
            Some(_) => Phase::Open,
            None if self.keystore.is_founded() => Phase::Locked,
            None => Phase::New,
        })
    }

    /// Looks at an enrolment before its code is spent.
    pub fn enrolment(&mut self, request: EnrolBegin) -> Result<Enrolment, Fault> {
        if self.keystore.is_founded() {
            return Err(KeystoreError::AlreadyEnrolled.into());
        }
        let (link, code) = request.code.rsplit_once('#').unwrap_or(("", &request.code));
        let server = Some(link.to_owned()).filter(|link| !link.is_empty()).or(request.server);
        let server = server
            .or_else(|| std::env::var("RONDA_SERVER").ok())
            .unwrap_or_default();
        let bad_server = |fault: ronda_field::transport::InvalidServer| Fault::new(Code::BadServer, fault.to_string());
        Ok(Enrolment {
            server: server.parse().map_err(bad_server)?,
            code: EnrolmentCode::read(code).map_err(|fault| Fault::new(Code::BadCode, fault.to_string()))?,
            own_ca: request.own_ca.map(String::into_bytes),
            device_name: request.device_name,
        })
    }

    /// Remembers who enrolled until a PIN is chosen.
    pub fn enrolled(&mut self, identity: Identity) -> Who {
        let shown = who(&identity);
        self.newcomer = Some(identity);
        shown
    }

    pub fn enrol_finish(&mut self, request: Pin) -> Result<Who, Fault> {
        if request.pin.chars().count() < PIN_CHARS {
            return Err(KeystoreError::ShortPin.into());
        }
        let home = Home::enter(&self.folder)?;
        let identity = self.newcomer.take().ok_or(KeystoreError::NotEnrolled)?;
        let founded = Engine::found(home, &self.keystore, &request.pin, identity.clone(), clock());
        match founded {
            Ok(engine) => Ok(self.opened(engine)),
            Err(error) => {
                self.newcomer = Some(identity);
                Err(error.into())
            }
        }
    }

    pub fn unlock(&mut self, request: Pin) -> Result<Who, Fault> {
        if let Some(engine) = &self.engine {
            return Ok(who(engine.identity()));
        }
        let home = Home::enter(&self.folder)?;
        let engine = Engine::open(home, &self.keystore, &request.pin, clock())?;
        Ok(self.opened(engine))
    }

    fn opened(&mut self, engine: Engine) -> Who {
        let shown = who(engine.identity());
        self.engine = Some(engine);
        self.idle_begins();
        if let Err(fault) = self.recover_photos() {
            tracing::warn!("photos the camera left could not be recovered: {}", fault.message);
        }
        self.wake.notify_one();
        self.tell_state();
        shown
    }

    pub fn lock(&mut self, (): ()) -> Result<(), Fault> {
        self.shut();
        Ok(())
    }

    pub(super) fn shut(&mut self) {
        self.cancel.notify_waiters();
        self.stop_maps();
        self.engine = None;
        (self.tell)(News::Locked {});
    }

    pub fn route_write(&mut self, request: Route) -> Result<(), Fault> {
        Ok(self.engine_mut()?.store_mut().keep_meta(ROUTE, &request.route)?)
    }

    pub fn appearance_write(&mut self, request: Appearance) -> Result<Appearance, Fault> {
        self.keep_appearance(&request)?;
        Ok(request)
    }
}

/// The person of an identity.
pub fn who(identity: &Identity) -> Who {
    let grants = &identity.grants;
    Who {
        person: identity.person().to_string(),
        person_name: identity.person_name.clone(),
        role: grants.role.name().to_owned(),
        crew: grants.crew.clone(),
        office: grants.office.clone(),
        districts: grants.districts.clone(),
        jurisdiction: identity.jurisdiction().to_owned(),
        jurisdiction_name: identity.jurisdiction_name.clone(),
        device: identity.device().to_string(),
        server: identity.server_url.clone(),
        fingerprint: fingerprint(&identity.root_key.0),
    }
}

/// Sixteen bytes of the root key's hash in groups of four, short enough to be read aloud.
fn fingerprint(root_key: &[u8]) -> String {
    let digest = Sha256::digest(root_key);
    let groups: Vec<String> = digest
        .chunks(2)
        .take(8)
        .map(|pair| pair.iter().map(|byte| format!("{byte:02X}")).collect())
        .collect();
    groups.join(" ")
}
