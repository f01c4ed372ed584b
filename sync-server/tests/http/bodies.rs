// SPDX-License-Identifier: EUPL-1.2
//! Bodies that only want memory: some do not end, some unpack to millions of nothings. The other phones sync on meanwhile.

use minicbor::bytes::ByteVec;
use reqwest::{Method, Response, StatusCode};
use ronda_shared::ids::TicketId;
use ronda_shared::limits::EXCHANGE_WIRE_BYTES;
use ronda_shared::policy::Role;
use ronda_shared::wire::{DropBoxRequest, EXCHANGE_TYPE, ExchangeRequest, PROTOCOL, PushedTicket, encode};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::photos::jpeg;
use crate::town::{Phone, Town, is_problem};

/// A connection that announces the largest body there may be and sends all of it but its end. More than the buffers between
/// hold: once it is sent, the server has begun to read it.
async fn endless(town: &Town, path: &str, token: &str) -> TcpStream {
    let address = town.url("").replace("http://", "");
    let head = [
        format!("POST {path} HTTP/1.1"),
        format!("Host: {address}"),
        format!("Authorization: Bearer {token}"),
        format!("Content-Type: {EXCHANGE_TYPE}"),
        format!("Content-Length: {EXCHANGE_WIRE_BYTES}\r\n\r\n"),
    ];
    let mut connection = TcpStream::connect(&address).await.unwrap();
    connection.write_all(head.join("\r\n").as_bytes()).await.unwrap();
    connection.write_all(&vec![7; EXCHANGE_WIRE_BYTES - 1]).await.unwrap();
    connection
}

async fn exchange(town: &Town, phone: &Phone, request: &ExchangeRequest) -> Response {
    let asked = town.asks(phone, Method::POST, "/v1/exchange");
    let typed = asked.header("content-type", EXCHANGE_TYPE);
    typed.body(encode(request)).send().await.unwrap()
}

async fn drop_off(town: &Town, request: &DropBoxRequest) -> Response {
    let asked = town.web.post(town.url("/v1/drop-box"));
    let typed = asked.header("content-type", EXCHANGE_TYPE);
    typed.body(encode(request)).send().await.unwrap()
}

fn idle() -> ExchangeRequest {
    ExchangeRequest {
        protocol: PROTOCOL,
        ..ExchangeRequest::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_do_not_end_keep_no_phone_from_syncing() {
    let town = Town::with("[limits]\nwaiting = 0\n").await;
    let (slow, phone) = (
        town.phone(Role::Agent, &[], 71).await,
        town.phone(Role::Agent, &[], 72).await,
    );
    let _dropping = endless(&town, "/v1/drop-box", "none").await;
    let after_a_drop_box = exchange(&town, &phone, &idle()).await;
    assert_eq!(after_a_drop_box.status(), StatusCode::OK);
    let _pushing = endless(&town, "/v1/exchange", &slow.token).await;
    let after_an_exchange = exchange(&town, &phone, &idle()).await;
    assert_eq!(after_an_exchange.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_unpacks_to_millions_of_nothings_is_not_read() {
    let town = Town::open().await;
    let phone = town.phone(Role::Agent, &[], 73).await;
    let nothings = || {
        vec![PushedTicket {
            id: TicketId::from_bytes([7; 16]),
            changes: vec![ByteVec::from(Vec::new()); 1 << 20],
            proofs: Vec::new(),
        }]
    };
    let pushed = ExchangeRequest {
        tickets: nothings(),
        ..idle()
    };
    assert!(encode(&pushed).len() < 1 << 10);
    is_problem(exchange(&town, &phone, &pushed).await, 413, "too_large").await;
    let dropped = DropBoxRequest {
        certificate: phone.certificate.clone(),
        tickets: nothings(),
        photos: Vec::new(),
        reporters: Vec::new(),
        offers: Vec::new(),
        orders_known: Vec::new(),
    };
    is_problem(drop_off(&town, &dropped).await, 413, "too_large").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drop_box_of_photos_waits_for_space() {
    let town = Town::with("[limits]\nmin_free_bytes = 1125899906842624").await;
    let phone = town.phone(Role::Agent, &[], 74).await;
    town.office().revoke(&phone.device()).await.unwrap();
    let photos = |photos| DropBoxRequest {
        certificate: phone.certificate.clone(),
        tickets: Vec::new(),
        photos,
        reporters: Vec::new(),
        offers: Vec::new(),
        orders_known: Vec::new(),
    };
    let some = photos(vec![ByteVec::from(jpeg(74))]);
    is_problem(drop_off(&town, &some).await, 503, "full").await;
    assert_eq!(drop_off(&town, &photos(Vec::new())).await.status(), StatusCode::OK);
}
