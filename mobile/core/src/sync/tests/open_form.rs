// SPDX-License-Identifier: EUPL-1.2
//! A form that stands open while a sync brings a colleague's edit: what he wrote is never overwritten unseen.

use ronda_shared::ids::{ChangeHash, TicketId};

use super::*;

const FILED: &str = "Larga un metro, chiedere perché nessuno la chiude";

/// Two phones that hold the same ticket; the second has its form open.
struct Form {
    one: Engine,
    two: Engine,
    office: Office,
    ticket: TicketId,
    seen: Vec<ChangeHash>,
}

impl Form {
    fn opened() -> Self {
        let (mut one, mut two) = (Bench::new().found(Role::Agent), Bench::new().found(Role::Agent));
        let mut office = Office::new(1);
        let ticket = filed(&mut one);
        settle(&mut one, &mut office).unwrap();
        settle(&mut two, &mut office).unwrap();
        let seen = two.store().ticket(&ticket).unwrap().unwrap().heads;
        Self {
            one,
            two,
            office,
            ticket,
            seen,
        }
    }

    /// The colleague writes, and it arrives behind the open form.
    fn meanwhile(&mut self, field: Field, text: &str) {
        let value = Value::Text(text.into());
        self.one.edit(&self.ticket, vec![(field, value)]).unwrap();
        settle(&mut self.one, &mut self.office).unwrap();
        settle(&mut self.two, &mut self.office).unwrap();
    }

    fn saved(&mut self, field: Field, text: &str) {
        let value = Value::Text(text.into());
        self.two
            .edit_seen(&self.ticket, &self.seen, vec![(field, value)])
            .unwrap();
    }

    /// Both phones have it all, and stand alike.
    fn agree(&mut self) {
        for _ in 0..2 {
            settle(&mut self.two, &mut self.office).unwrap();
            settle(&mut self.one, &mut self.office).unwrap();
        }
        let (one, two) = (&mut self.one, &mut self.two);
        assert_eq!(one.show(&self.ticket).unwrap(), two.show(&self.ticket).unwrap());
        assert_eq!(two.store().tally().unwrap().changes_owed, 0);
        assert!(two.store().set_aside().unwrap().is_empty());
        assert!(one.doctor().unwrap().faults.is_empty() && two.doctor().unwrap().faults.is_empty());
    }

    fn contested(&self) -> Vec<String> {
        let found = self.two.conflicts(Some(&self.ticket)).unwrap();
        let values = found[0]["conflicts"][0]["values"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let mut texts: Vec<String> = values.iter().map(|one| one["value"].as_str().unwrap().into()).collect();
        texts.sort();
        texts
    }
}

#[test]
fn a_sentence_that_came_behind_an_open_form_merges_with_what_is_saved() {
    let mut form = Form::opened();
    form.meanwhile(Field::Description, &format!("{FILED}. Transenna posata."));
    form.saved(Field::Description, &format!("Attenzione: {FILED}"));
    let merged = format!("Attenzione: {FILED}. Transenna posata.");
    assert_eq!(form.two.show(&form.ticket).unwrap()["description"], *merged);
    form.agree();
    assert_eq!(form.one.show(&form.ticket).unwrap()["description"], *merged);
}

#[test]
fn a_title_that_came_behind_an_open_form_stands_beside_the_one_that_is_saved() {
    let mut form = Form::opened();
    form.meanwhile(Field::Title, "Buca transennata");
    form.saved(Field::Title, "Buca profonda");
    assert_eq!(form.contested(), ["Buca profonda", "Buca transennata"]);
    form.agree();
    assert_eq!(form.contested(), ["Buca profonda", "Buca transennata"]);
    let now = form.two.store().ticket(&form.ticket).unwrap().unwrap().heads;
    form.seen = now;
    form.saved(Field::Title, "Buca profonda, transennata");
    assert!(form.contested().is_empty(), "who has seen both decides");
    form.agree();
}

#[test]
fn fields_nobody_else_wrote_are_contested_by_nobody_and_own_work_of_before_stays_proven() {
    let mut form = Form::opened();
    form.two.note(&form.ticket, "visto da vicino").unwrap();
    form.meanwhile(Field::Title, "Buca transennata");
    form.saved(Field::Address, "Via Roma 12");
    assert!(form.contested().is_empty());
    let shown = form.two.show(&form.ticket).unwrap();
    assert_eq!(
        (&shown["title"], &shown["address"]),
        (&"Buca transennata".into(), &"Via Roma 12".into())
    );
    assert_eq!(shown["notes"][0]["text"], "visto da vicino");
    form.agree();
}

#[test]
fn what_was_seen_and_then_refused_does_not_make_the_colleague_s_edit_count_as_seen() {
    let mut form = Form::opened();
    retitle(&mut form.two, &form.ticket, "Rifiutato");
    form.seen = form.two.store().ticket(&form.ticket).unwrap().unwrap().heads;
    form.office.refuse(form.seen[0]);
    form.meanwhile(Field::Title, "Buca transennata");
    form.saved(Field::Title, "Buca profonda");
    assert_eq!(form.contested(), ["Buca profonda", "Buca transennata"]);
}
