// SPDX-License-Identifier: EUPL-1.2
//! Enrolment: phone and server prove to each other that they know the one-time code, which itself is never sent.

use ronda_shared::identity::{EnrolmentCode, PublicKey, SigningKey, same_mac};
use ronda_shared::sync::Failure;
use ronda_shared::wire::{EnrolAnswer, EnrolReply, EnrolRequest, from_cbor};
use std::time::Duration;

use super::address::ServerAddress;
use super::hex::{fixed, hex, unhex};
use super::{SMALL_MS, client, faults, json, tls};

/// What an enrolled device knows of its server.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// Signs certificates and orders.
    pub root_key: PublicKey,
    /// The certificate, already checked, and who is who.
    pub answer: EnrolAnswer,
}

/// Enrols a device key under a one-time code.
///
/// # Errors
/// When the server cannot be reached, refuses the code, or cannot prove that it knows it.
pub async fn enrol(
    server: &ServerAddress,
    own_ca: Option<&[u8]>,
    code: &EnrolmentCode,
    key: &SigningKey,
    device_name: &str,
) -> Result<Enrolled, Failure> {
    let public = key.public();
    let request = EnrolRequest {
        lookup: hex(&code.lookup()),
        public_key: hex(&public.0),
        mac: hex(&code.phone_mac(&public)),
        device_name: device_name.to_owned(),
    };
    let post = client(tls::config(own_ca)?)?
        .post(server.at("/v1/enrol"))
        .json(&request)
        .timeout(Duration::from_millis(SMALL_MS));
    let reply: EnrolReply = json(post.send().await.map_err(faults::unreachable)?).await?;
    proven(code, &public, &reply)
}

/// What the reply says, once it is proven that its sender knows the code and that the root key signed the certificate.
fn proven(code: &EnrolmentCode, public: &PublicKey, reply: &EnrolReply) -> Result<Enrolled, Failure> {
    let root_key = PublicKey(fixed(&reply.root_key)?);
    let answer = unhex(&reply.answer)?;
    if !same_mac(&code.server_mac(public, &root_key, &answer), &fixed(&reply.mac)?) {
        return Err(impostor());
    }
    let answer: EnrolAnswer = from_cbor(&answer).map_err(|_| faults::not_understood())?;
    let certificate = answer.certificate.verify(&root_key).map_err(|_| impostor())?;
    if certificate.public_key != *public {
        return Err(impostor());
    }
    Ok(Enrolled { root_key, answer })
}

fn impostor() -> Failure {
    Failure::Refused("it could not prove that it is the server of this code: check the address with the office, and ask for a new code".into())
}
