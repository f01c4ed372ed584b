// SPDX-License-Identifier: EUPL-1.2
//! What every implementer of [`CaseStore`](super::CaseStore) must do, written once and run against each.
//!
//! An implementer calls [`conforms!`] with the type of its ground: how to make, and make again, the same store.
#![cfg(test)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

pub(crate) mod catalogues;
pub(crate) mod log;
pub(crate) mod pulls;
pub(crate) mod purges;
pub(crate) mod references;
pub(crate) mod registry;
pub(crate) mod tickets;
pub(crate) mod upkeep;
pub(crate) mod vault;

use std::path::Path;
use std::sync::Arc;

use ronda_shared::case_row::CaseRow;
use ronda_shared::ids::{ChangeHash, DeviceId, Epoch, PersonId, PhotoHash, TicketId};
use ronda_shared::wire::{Refusal, RefusalCode};
use sha2::{Digest, Sha256};

use super::{AcceptedChange, By, CaseStore, Deposit, Deposited, Jurisdiction, Outcome, QuarantinedChange, TicketState};

/// A place where one store lives: opening it again finds what was kept.
pub(crate) trait Ground {
    fn new() -> Self;
    fn open(&self) -> Arc<dyn CaseStore>;
    /// An empty folder beside the store.
    fn folder(&self) -> &Path;
}

/// Runs every behaviour as a test of its own.
macro_rules! conforms {
    ($ground:ty) => {
        crate::case_store::conformance::conforms!(@each $ground;
            log::numbers_have_no_gaps_whoever_writes_at_once,
            log::a_stale_deposit_does_nothing,
            log::the_same_change_again_keeps_its_number_and_adds_no_fact,
            log::every_number_has_its_link_and_none_lies_beyond_the_end,
            log::custody_takes_each_once_and_counts_by_carrier,
            tickets::photos_that_no_ticket_names_are_counted_by_device,
            log::custody_ends_by_a_decision_or_an_admission,
            log::a_new_life_begins_once_and_numbers_go_on,
            log::the_audit_trail_has_one_fact_for_each_deed,
            pulls::pages_bring_everything_once_and_in_order,
            pulls::a_new_scope_starts_at_nothing_while_others_go_on,
            pulls::nobody_gets_his_own_echo,
            pulls::leaving_and_entering_scopes_is_told,
            pulls::digests_are_those_of_the_tickets,
            pulls::buckets_that_differ_are_listed_with_their_heads,
            references::every_publication_is_kept_and_the_newest_is_current,
            references::a_draft_waits_for_its_publication,
            references::a_phone_hears_of_what_it_lacks_and_is_asked_for_what_the_store_lost,
            catalogues::the_newest_catalogue_stands_alone_with_the_fact_that_made_it,
            catalogues::layers_wait_for_their_publication,
            registry::people_codes_and_devices_are_kept,
            registry::a_copied_phone_is_flagged_once,
            registry::a_copied_phone_gets_its_orders_again_for_the_other_copy,
            registry::orders_reach_each_device_until_done_and_revoke_unknown_ones_too,
            tickets::cases_are_found_by_filters_words_and_place,
            tickets::cases_are_found_by_office_crew_and_what_people_must_be_told,
            tickets::a_code_may_name_two_cases_and_a_case_number_one,
            tickets::photos_are_seen_by_who_brought_them_or_holds_a_ticket,
            tickets::naming_a_photo_shows_it_to_nobody_before_the_namer_brought_it,
            tickets::one_upload_for_each_photo_and_device,
            upkeep::a_store_opened_again_has_everything,
            upkeep::a_copy_is_whole_and_the_watermark_never_goes_back,
            upkeep::a_row_is_written_again_alone_unless_its_ticket_moved,
            upkeep::a_merged_backup_is_on_record_once_and_ends_what_phones_rely_on,
            purges::a_destroyed_ticket_is_gone_and_the_chain_and_the_trail_go_on,
            purges::a_destroyed_ticket_is_not_kept_again,
            purges::a_successor_comes_with_the_order_or_neither_does,
            purges::many_purges_leave_a_sound_store,
            purges::photos_of_a_superseded_ticket_wait_for_the_one_in_its_place,
            purges::photos_wait_for_nothing_that_will_not_come,
            upkeep::a_closed_store_says_that_it_is_busy,
            vault::a_contact_is_kept_once_and_every_reading_is_a_fact,
            vault::an_erased_contact_leaves_no_byte_and_never_comes_back,
            vault::a_contact_stays_when_its_ticket_is_replaced_and_goes_when_what_replaced_it_is_purged,
        );
    };
    (@each $ground:ty; $($part:ident :: $behaviour:ident,)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $behaviour() {
            let ground = <$ground as crate::case_store::conformance::Ground>::new();
            crate::case_store::conformance::$part::$behaviour(&ground).await;
        })*
    };
}
pub(crate) use conforms;

pub(crate) const PHONE: DeviceId = DeviceId([1; 8]);
pub(crate) const OTHER_PHONE: DeviceId = DeviceId([2; 8]);
pub(crate) const EPOCH: Epoch = Epoch([7; 16]);

pub(crate) fn jurisdiction() -> Jurisdiction {
    Jurisdiction {
        code: "FI".into(),
        name: "Comune di Prova".into(),
    }
}

pub(crate) fn ticket(no: u16) -> TicketId {
    let [high, low] = no.to_be_bytes();
    TicketId::from_bytes([1, 2, 3, 4, 5, 6, 0x70, 7, 0x80, 8, 9, 10, 11, 12, high, low])
}

pub(crate) fn person(no: u8) -> PersonId {
    PersonId::from_bytes([no; 16])
}

/// The hash of the `step`th change of a ticket.
pub(crate) fn hash(ticket: TicketId, step: u32) -> ChangeHash {
    ChangeHash(
        Sha256::new()
            .chain_update(ticket.bytes())
            .chain_update(step.to_be_bytes())
            .finalize()
            .into(),
    )
}

pub(crate) fn photo(no: u8) -> PhotoHash {
    PhotoHash([no; 32])
}

pub(crate) fn by(at_ms: i64) -> By {
    By {
        who: person(1).to_string(),
        device: Some(PHONE),
        at_ms,
    }
}

pub(crate) fn row(id: TicketId) -> CaseRow {
    CaseRow {
        id,
        code: "FI-7K3Q-92MX".into(),
        title: "Buca".into(),
        category: "roads.pothole".into(),
        status: "submitted".into(),
        priority: None,
        danger: false,
        visibility: None,
        district: "Q1".into(),
        address: "Via Prova 1".into(),
        lat: None,
        lon: None,
        channel: "agent".into(),
        created_by: person(1),
        created_at_ms: i64::from(id.bytes()[15]) + 256 * i64::from(id.bytes()[14]),
        updated_at_ms: 0,
        received_at_ms: None,
        case_number: None,
        description: String::new(),
        conflicts: 0,
        photos: Vec::new(),
        notes: 0,
        office: None,
        crews: Vec::new(),
        outcome: None,
        handoffs: 0,
        reopened: 0,
        notices: 0,
        me_too: 0,
        asset_ref: None,
        different_from: Vec::new(),
        duplicate_of: None,
        taken_at_ms: None,
        ended_at_ms: None,
        waits: Vec::new(),
        sealed_originals: Vec::new(),
        approvers: Vec::new(),
        tasks: Vec::new(),
    }
}

/// A deposit of the changes `steps` of a ticket, the last of which is its head; in the scopes `all` and `district:Q1`.
pub(crate) fn deposit(id: TicketId, based_on: u64, steps: std::ops::Range<u32>) -> Deposit {
    let head = hash(id, steps.end - 1);
    let accepted = steps.map(|step| AcceptedChange {
        hash: hash(id, step),
        bytes: vec![u8::try_from(step % 251).unwrap(); 40],
        author: PHONE,
        who: person(1).to_string(),
    });
    let scopes = vec!["all".to_owned(), "district:Q1".to_owned()];
    let state = TicketState {
        saved: head.bytes().to_vec(),
        heads: vec![head],
        proofs: Vec::new(),
        row: row(id),
        photographers: Default::default(),
        scopes,
    };
    Deposit {
        ticket: id,
        based_on,
        accepted: accepted.collect(),
        state: Some(state),
        quarantined: Vec::new(),
        releases: Vec::new(),
        certificates: Default::default(),
        by: by(1_000),
    }
}

/// A deposit with the ticket's scopes set.
pub(crate) fn scoped(mut deposit: Deposit, scopes: &[&str]) -> Deposit {
    deposit.state.as_mut().unwrap().scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    deposit
}

pub(crate) fn refused(id: TicketId, step: u32) -> QuarantinedChange {
    let refusal = Refusal::new(RefusalCode::NotAllowed, "not yours");
    QuarantinedChange {
        hash: hash(id, step),
        bytes: vec![9; 30],
        refusal,
        proofs: Arc::default(),
    }
}

/// Keeps one deposit, which must not be stale; the greatest number it got.
pub(crate) async fn keep(store: &dyn CaseStore, deposit: Deposit) -> u64 {
    let kept = store.commit(vec![deposit]).await.unwrap();
    numbers(&kept[0]).last().copied().unwrap_or_default()
}

pub(crate) fn numbers(kept: &Deposited) -> Vec<u64> {
    assert_ne!(kept.outcome, Outcome::Stale);
    match &kept.outcome {
        Outcome::Kept(numbers) => numbers.iter().map(|(_, no)| *no).collect(),
        Outcome::Stale => Vec::new(),
    }
}
