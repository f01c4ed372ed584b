// SPDX-License-Identifier: EUPL-1.2
//! The only place that knows Automerge: a ticket as a document, its edits as changes, and the gate before them.

mod gate;
