// SPDX-License-Identifier: EUPL-1.2
//! A row that is not its ticket's any more is computed anew; everything else stays as it is.

use std::collections::BTreeMap;

use ronda_shared::policy::Role;

use super::*;
use crate::case_store::{By, Deposit, TicketState, WholeTicket};

/// Writes a ticket's row as no program of this version would.
async fn spoil(house: &House, whole: &WholeTicket) {
    let (held, mut row) = (whole.held.clone(), whole.row.clone());
    row.title = "Titolo di una versione più vecchia".into();
    let deposit = Deposit {
        ticket: whole.ticket,
        based_on: held.last_no,
        accepted: Vec::new(),
        certificates: BTreeMap::new(),
        state: Some(TicketState {
            saved: held.saved,
            heads: held.heads,
            proofs: held.proofs,
            row,
            photographers: BTreeMap::new(),
            scopes: held.scopes,
        }),
        quarantined: Vec::new(),
        releases: Vec::new(),
        by: By::office(START_MS),
    };
    house.office.store().commit(vec![deposit]).await.unwrap();
}

#[tokio::test]
async fn rebuilding_writes_the_rows_that_differ_and_no_other() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    for title in ["Buca", "Lampione spento"] {
        let (id, _, genesis) = ada.files(title);
        ada.exchanges(&house, vec![ada.pushes(id, &[&genesis])]).await;
    }
    let sound = house.office.store().tickets_after(None, 10).await.unwrap();
    let end = house.office.store().meta().await.unwrap();
    spoil(&house, &sound[0]).await;
    let data = house.folder.path();
    assert_eq!(house.office.examine(data).await.unwrap().faults.len(), 1);

    let rebuilt = house.office.rebuild().await.unwrap();
    assert_eq!((rebuilt.tickets, rebuilt.rewritten), (2, 1));
    assert!(rebuilt.faults.is_empty() && rebuilt.overtaken == 0);
    assert_eq!(house.office.store().tickets_after(None, 10).await.unwrap(), sound);
    assert_eq!(house.office.examine(data).await.unwrap().faults, []);
    assert_eq!(house.office.store().meta().await.unwrap(), end, "no number and no fact");
    assert_eq!(house.office.rebuild().await.unwrap().rewritten, 0);
}
