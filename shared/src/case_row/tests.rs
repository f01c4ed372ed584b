// SPDX-License-Identifier: EUPL-1.2
//! Rows that older versions kept still read.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::wire::{from_cbor, to_cbor};

/// A row as it was kept before tickets had a workflow: keys 0 to 21.
const BEFORE_THE_WORKFLOW: &str = concat!(
    "b50050019c1a5e00007000800000000000002a016c46492d374b33512d39324d58026442756361036d726f6164732e706f74",
    "686f6c6504697375626d6974746564050206f408625131096b5669612050726f766120310afb4045e28f5c28f5c30bfb4026",
    "8000000000000c66706174726f6c0d50020202020202020202020202020202020e1b0000019c1c38a4000f1b0000019c1c38",
    "a400101b0000019c1c38a5f41171323032362f46492d374b33512d39324d5812654c61726761130014801501",
);

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

#[test]
fn a_row_kept_before_the_workflow_reads_with_nothing_happened() {
    let row: CaseRow = from_cbor(&bytes_of(BEFORE_THE_WORKFLOW)).unwrap();
    assert_eq!(
        (row.code.as_str(), row.title.as_str(), row.notes),
        ("FI-7K3Q-92MX", "Buca", 1)
    );
    assert_eq!((row.priority, row.lat), (Some(Priority::P2), Some(43.77)));
    assert_eq!((row.handoffs, row.reopened, row.notices, row.me_too), (0, 0, 0, 0));
    assert!(row.office.is_none() && row.crews.is_empty() && row.waits.is_empty() && row.tasks.is_empty());
    assert_eq!(from_cbor::<CaseRow>(&to_cbor(&row)).unwrap(), row);
}

#[test]
fn what_a_newer_version_adds_to_a_row_is_passed_over() {
    let mut bytes = bytes_of(BEFORE_THE_WORKFLOW);
    // One entry more in the map: key 99, the text "x".
    bytes[0] += 1;
    bytes.extend([0x18, 99, 0x61, b'x']);
    let row: CaseRow = from_cbor(&bytes).unwrap();
    assert_eq!(row.case_number.as_deref(), Some("2026/FI-7K3Q-92MX"));
}
