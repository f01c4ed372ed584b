// SPDX-License-Identifier: EUPL-1.2
//! Sessions: a challenge, its signature by the device key, a short token; no refresh tokens.

use axum::Json;
use axum::extract::{Request, State};
use ronda_shared::identity::{Certificate, Signature, SignedCertificate};
use ronda_shared::limits::TOKEN_MS;
use ronda_shared::wire::{Challenge, ChallengeRequest, TokenGrant, TokenRequest, from_cbor};

use super::body;
use super::challenges::Nonce;
use super::front::Front;
use super::problem::{Problem, ProblemBody};
use crate::office::{OfficeError, from_hex, random, to_hex};

/// Nobody guesses 128 bits in the ten minutes they hold, and every request carries them twice over, in hex.
const TOKEN_BYTES: usize = 16;

/// Gives a nonce to sign, to whoever asks: it says nothing about whether the device is known.
#[utoipa::path(post, path = "/v1/session/challenge", tag = "sessions", request_body = ChallengeRequest,
    responses((status = 200, body = Challenge), (status = 400, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(super) async fn challenge(State(front): State<Front>, request: Request) -> Result<Json<Challenge>, Problem> {
    let (parts, body) = request.into_parts();
    let asked: ChallengeRequest = body::json(&parts.headers, body, front.silence()).await?;
    let nonce: Nonce = random()?;
    front.challenges().give(nonce, asked.device, front.office().now_ms());
    Ok(Json(Challenge { nonce: to_hex(&nonce) }))
}

/// Gives a token for a signed nonce. A device that a rolled-back store forgot is known again by its certificate.
#[utoipa::path(post, path = "/v1/session/token", tag = "sessions", request_body = TokenRequest,
    responses((status = 200, body = TokenGrant), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 413, body = ProblemBody), (status = 415, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(super) async fn token(State(front): State<Front>, request: Request) -> Result<Json<TokenGrant>, Problem> {
    let (parts, body) = request.into_parts();
    let asked: TokenRequest = body::json(&parts.headers, body, front.silence()).await?;
    let signed = proven(&front, &asked)?;
    let asker = match front.office().asker(&asked.device).await {
        Err(OfficeError::NoAccess) if front.office().store().device(&asked.device).await?.is_none() => {
            front.office().know_again(&signed).await
        }
        known => known,
    }?;
    let token = to_hex(&random::<TOKEN_BYTES>()?);
    if front.tokens().give(&token, asker.device, front.office().now_ms()) {
        Ok(Json(TokenGrant {
            token,
            lives_ms: TOKEN_MS,
        }))
    } else {
        Err(Problem::Busy)
    }
}

/// The certificate, once the device has proven to hold its key. The nonce is used up first, whatever else is wrong.
fn proven(front: &Front, asked: &TokenRequest) -> Result<SignedCertificate, Problem> {
    let nonce: Nonce = from_hex(&asked.nonce).ok_or(Problem::BadProof)?;
    if !front.challenges().redeem(&nonce, asked.device, front.office().now_ms()) {
        return Err(Problem::BadProof);
    }
    let (signed, certificate) = certified(front, &asked.certificate).ok_or(Problem::BadProof)?;
    let signature = Signature(from_hex(&asked.signature).ok_or(Problem::BadProof)?);
    if certificate.device != asked.device || certificate.office {
        return Err(Problem::BadProof);
    }
    certificate
        .public_key
        .verify(TokenRequest::PURPOSE, &nonce, &signature)
        .map_err(|_| Problem::BadProof)?;
    Ok(signed)
}

fn certified(front: &Front, hex: &str) -> Option<(SignedCertificate, Certificate)> {
    let pairs = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| from_hex::<1>(std::str::from_utf8(pair).ok()?));
    let bytes: Vec<u8> = pairs.map(|byte| byte.map(|[byte]| byte)).collect::<Option<_>>()?;
    let signed: SignedCertificate = from_cbor(&bytes).ok()?;
    let certificate = signed.verify(&front.office().root_public()).ok()?;
    Some((signed, certificate))
}
