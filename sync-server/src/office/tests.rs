// SPDX-License-Identifier: EUPL-1.2
//! The office over a real SQLite store and real ticket documents.
