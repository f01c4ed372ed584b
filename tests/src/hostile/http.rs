// SPDX-License-Identifier: EUPL-1.2
//! Requests as no client of ours sends them, to one office, and what an answer says.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

use crate::office::Office;

/// The shipped limits guard against guessing; here one address asks as many do.
pub const CONFIG: &str = "[limits]\nenrol_per_minute = 10000\nper_ip_per_s = 10000000\nper_ip_burst = 10000000\nper_device_per_s = 1000000\nper_device_burst = 1000000\n";
/// Only tells slow from endless. News are told for as long as somebody listens: of them only the beginning is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// The way to an office.
pub struct Http {
    client: Client,
    url: String,
}

impl Http {
    pub fn to(office: &Office) -> Self {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().timeout(PATIENCE).build();
        Self {
            client: client.expect("a client"),
            url: office.url(),
        }
    }

    /// A request; an empty token is none.
    pub fn asks(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        if token.is_empty() {
            request
        } else {
            request.bearer_auth(token)
        }
    }

    /// The office's own description.
    pub async fn description(&self) -> Value {
        let asked = self.asks(Method::GET, "/openapi.json", "").send().await;
        asked.expect("an answer").json().await.expect("JSON")
    }

    /// Its paths, sorted, each with its operations.
    pub async fn described(&self) -> BTreeMap<String, BTreeMap<String, Value>> {
        serde_json::from_value(self.description().await["paths"].clone()).expect("operations by path")
    }
}

/// What an answer says, without what every answer has of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Said {
    /// An answer about `what`, whose name is put out of it, so that two answers can be held against each other.
    pub async fn about(what: &str, response: Response) -> Self {
        let plain = |text: &str| text.replace(what, "{it}");
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter(|(name, _)| *name != "date" && *name != "x-request-id");
        let headers = headers
            .map(|(name, value)| {
                // It tells when it was asked, to the second.
                let value = if name == "upload-expires" {
                    "later"
                } else {
                    value.to_str().unwrap_or_default()
                };
                (name.to_string(), plain(value))
            })
            .collect();
        let body = response.bytes().await.expect("a body").to_vec();
        let body = String::from_utf8(body).map_or_else(|other| other.into_bytes(), |text| plain(&text).into_bytes());
        Self { status, headers, body }
    }

    /// The name of a problem; empty where it is none.
    pub fn problem(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        body["name"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}
