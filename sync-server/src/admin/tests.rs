// SPDX-License-Identifier: EUPL-1.2
//! Backup, restore and the doctor in real data folders.
