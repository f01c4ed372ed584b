// SPDX-License-Identifier: EUPL-1.2
//! A ticket on its way to a phone: whole as a snapshot when new to it, otherwise the changes after its cursor.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::identity::AuthorProof;
use crate::ids::{ChangeHash, TicketId};

/// One ticket's news.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Delivered {
    /// The ticket.
    #[n(0)]
    pub ticket: TicketId,
    /// Its greatest server number.
    #[n(1)]
    pub last_no: u64,
    /// Its admitted heads at the page's cursor, sorted.
    #[n(2)]
    pub heads: Vec<ChangeHash>,
    /// The content.
    #[n(3)]
    pub body: Body,
    /// The authors' signatures, all of them.
    #[n(4)]
    pub proofs: Vec<AuthorProof>,
    /// The scopes of this phone it is in.
    #[n(5)]
    pub scopes: Vec<String>,
}

/// A ticket's content.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Body {
    /// Everything: the saved document, and its row so that it can be listed before the document is opened.
    #[n(0)]
    Snapshot {
        /// The Automerge document, saved without compression.
        #[cbor(n(0), with = "minicbor::bytes")]
        document: Vec<u8>,
        /// What lists and search need.
        #[n(1)]
        row: Box<RowPreview>,
    },
    /// What came after the phone's cursor, in server order.
    #[n(1)]
    Changes(#[n(0)] Vec<NumberedChange>),
}

/// An admitted change with its number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NumberedChange {
    /// Its number in the store.
    #[n(0)]
    pub server_no: u64,
    /// The raw change chunk.
    #[n(1)]
    pub bytes: ByteVec,
}

/// CBOR of the ticket's [`crate::case_row::CaseRow`]; verified by the phone before its first edit.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct RowPreview {
    /// The row.
    #[n(0)]
    pub row: crate::case_row::CaseRow,
}
