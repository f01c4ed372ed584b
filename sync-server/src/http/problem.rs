// SPDX-License-Identifier: EUPL-1.2
//! The one place where errors become HTTP: RFC 9457 problem details with a stable number, a name, and a sentence that says the cure.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ronda_shared::wire::WireError;
use serde::Serialize;

use crate::case_store::StoreError;
use crate::office::OfficeError;
use crate::photo_store::PhotoStoreError;

/// Media type of a problem.
pub(super) const PROBLEM_TYPE: &str = "application/problem+json";

/// Why a request was not carried out. Numbers and names never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    BadRequest(String),
    Protocol(String),
    NoToken,
    BadProof,
    Revoked,
    NoAccess,
    BadCode,
    NotFound,
    NoSuchMethod,
    TooSlow,
    WrongOffset,
    TusVersion,
    TooLarge(usize),
    WrongType(&'static str),
    PhotoRefused(String),
    /// Refused, and kept for the office: the phone owes it no more.
    PhotoSetAside(String),
    UploadBusy,
    TooMany {
        retry_after_s: u64,
    },
    Overloaded {
        retry_after_s: u64,
    },
    WrongChecksum,
    NoSuchRange,
    Unexpected,
    Busy,
    Full,
    Crowded,
}

/// A problem as it is sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ProblemBody {
    /// `/problems/` and the name.
    #[serde(rename = "type")]
    kind: String,
    /// What kind of problem, in a few words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// A sentence with the cure.
    detail: String,
    /// The stable number.
    code: u16,
    /// The stable name.
    name: &'static str,
}

impl Problem {
    /// Status, stable number, stable name, title.
    fn row(&self) -> (u16, u16, &'static str, &'static str) {
        match self {
            Self::BadRequest(_) => (400, 1, "bad_request", "The request cannot be read"),
            Self::Protocol(_) => (400, 2, "protocol", "The two sides speak different protocols"),
            Self::NoToken => (401, 3, "no_token", "An access token is needed"),
            Self::BadProof => (401, 4, "bad_proof", "The device did not prove who it is"),
            Self::Revoked => (403, 5, "revoked", "The device is revoked"),
            Self::NoAccess => (403, 6, "no_access", "The device has no access"),
            Self::BadCode => (403, 7, "bad_code", "The enrolment code is not valid"),
            Self::NotFound => (404, 8, "not_found", "There is nothing here"),
            Self::NoSuchMethod => (405, 9, "no_such_method", "The method is not offered here"),
            Self::TooSlow => (408, 10, "too_slow", "The request took too long"),
            Self::WrongOffset => (409, 11, "wrong_offset", "The offset is not the upload's"),
            Self::TusVersion => (412, 12, "tus_version", "The tus version is not offered"),
            Self::TooLarge(_) => (413, 13, "too_large", "The request is too large"),
            Self::WrongType(_) => (415, 14, "wrong_type", "The media type is not taken here"),
            Self::PhotoRefused(_) => (422, 15, "photo_refused", "The photo is refused"),
            Self::PhotoSetAside(_) => (
                422,
                23,
                "photo_set_aside",
                "The photo is refused and kept for the office",
            ),
            Self::NoSuchRange => (416, 24, "no_such_range", "The range lies outside the file"),
            Self::UploadBusy => (423, 16, "upload_busy", "Another request is writing this upload"),
            Self::TooMany { .. } => (429, 17, "too_many", "Too many requests"),
            Self::WrongChecksum => (460, 18, "wrong_checksum", "The chunk arrived damaged"),
            Self::Unexpected => (500, 19, "unexpected", "Something unexpected happened"),
            Self::Busy => (503, 20, "busy", "The server is busy"),
            Self::Full => (503, 21, "full", "The server's disk is full"),
            Self::Crowded => (503, 22, "crowded", "Too many connections"),
            Self::Overloaded { .. } => (503, 25, "overloaded", "The server has more to do than it can hold"),
        }
    }

    /// A sentence with the cure; never contents of a ticket, never a secret.
    fn detail(&self) -> String {
        match self {
            Self::BadRequest(detail) | Self::Protocol(detail) => detail.clone(),
            Self::PhotoRefused(detail) | Self::PhotoSetAside(detail) => detail.clone(),
            Self::TooLarge(most) => format!("at most {most} bytes are taken here: send less at once"),
            Self::WrongType(wanted) => format!("send the body as {wanted}"),
            other => other.fixed_detail().to_owned(),
        }
    }

    fn fixed_detail(&self) -> &'static str {
        match self {
            Self::NoToken => "the token is missing, unknown or lapsed: ask for a challenge, sign it and get a new one",
            Self::BadProof => {
                "the challenge lapsed or was used, or the signature or certificate is wrong: ask for a new challenge, and enrol again if it repeats"
            }
            Self::Revoked => {
                "this device was revoked: hand over what it holds through the drop box and bring it to the office"
            }
            Self::NoAccess => "this device has no access: ask the office to enrol it again",
            Self::BadCode => "the enrolment code is not valid: ask the office for a new one",
            Self::NotFound => "nothing is found at this address: check it, or synchronise first",
            Self::NoSuchMethod => "use one of the methods that the Allow header names",
            Self::TooSlow => "send the request again, in smaller parts or on a better connection",
            Self::WrongOffset => "ask for the offset with HEAD and go on from there",
            Self::TusVersion => "send `Tus-Resumable: 1.0.0`",
            Self::NoSuchRange => "ask for the file from its beginning: it has fewer bytes than the range names",
            Self::UploadBusy => "wait a moment, ask for the offset with HEAD and go on from there",
            Self::TooMany { .. } => "wait as many seconds as Retry-After says",
            Self::Overloaded { .. } => {
                "nothing of it was done: wait as many seconds as Retry-After says and send it again"
            }
            Self::WrongChecksum => "send the same chunk again from the same offset",
            Self::Busy => "send the same request again in a moment: nothing of it was done that repeating could double",
            Self::Full => "the office must free space on the server; keep your data and send it again later",
            Self::Crowded => "wait as many seconds as Retry-After says and connect again",
            _ => "the request was not carried out: try again later, and tell the office if it repeats",
        }
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after_s } | Self::Overloaded { retry_after_s } => Some(*retry_after_s),
            Self::UploadBusy | Self::Busy | Self::Crowded => Some(1),
            Self::Full => Some(60),
            _ => None,
        }
    }

    /// The problem of a bare error status, such as the router's own 404 and 405.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::NoToken,
            404 => Self::NotFound,
            405 => Self::NoSuchMethod,
            408 => Self::TooSlow,
            413 => Self::TooLarge(0),
            500.. => Self::Unexpected,
            _ => Self::BadRequest("the request cannot be read: check its address, headers and body".to_owned()),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.row().0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// One log line for what nobody expected; the client gets a generic answer.
    pub(super) fn unexpected(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "unexpected error");
        Self::Unexpected
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code, name, title) = self.row();
        let body = ProblemBody {
            kind: format!("/problems/{name}"),
            title,
            status,
            detail: self.detail(),
            code,
            name,
        };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        match self {
            Self::NoToken => drop(headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            Self::TusVersion => drop(headers.insert("tus-version", HeaderValue::from_static("1.0.0"))),
            _ => {}
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Full => Self::Full,
            other => Self::unexpected(&other),
        }
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Protocol { .. } => Self::Protocol(error.to_string()),
            OfficeError::Refused(detail) => Self::BadRequest(detail),
            OfficeError::NotFound(_) | OfficeError::Ambiguous(_) => Self::NotFound,
            OfficeError::Revoked => Self::Revoked,
            OfficeError::NoAccess => Self::NoAccess,
            OfficeError::BadCode => Self::BadCode,
            OfficeError::Store(error) => error.into(),
            OfficeError::Photos(error) => error.into(),
            OfficeError::Stopped(_) => Self::Busy,
            other => Self::unexpected(&other),
        }
    }
}

impl From<WireError> for Problem {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Damaged => Self::BadRequest(error.to_string()),
            WireError::TooLarge(most) => Self::TooLarge(most),
        }
    }
}

impl From<tokio::task::JoinError> for Problem {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::unexpected(&error)
    }
}

impl From<PhotoStoreError> for Problem {
    fn from(error: PhotoStoreError) -> Self {
        match error {
            PhotoStoreError::Full => Self::Full,
            PhotoStoreError::Absent => Self::NotFound,
            PhotoStoreError::WrongOffset { .. } => Self::WrongOffset,
            PhotoStoreError::WrongHash => Self::PhotoRefused(error.to_string()),
            PhotoStoreError::Other(_) => Self::unexpected(&error),
        }
    }
}
