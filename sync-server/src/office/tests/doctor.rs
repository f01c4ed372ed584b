// SPDX-License-Identifier: EUPL-1.2
//! The doctor tells of cases that no queue and no name of the city leads to.

use ronda_shared::policy::Role;
use ronda_shared::workflow::Told;

use super::super::CaseDeed;
use super::*;

#[tokio::test]
async fn the_doctor_names_cases_whose_place_office_crew_or_category_the_city_does_not_know() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, _, change) = ada.files("Buca");
    ada.exchanges(&house, vec![ada.pushes(id, &[&change])]).await;
    let warnings = async || house.office.examine(house.folder.path()).await.unwrap().warnings;
    let unknown = |warnings: &[String], row: &str| warnings.iter().any(|warning| warning.contains(row));
    assert!(!unknown(&warnings().await, "has no row"), "{:?}", warnings().await);
    let told = Told {
        event: "take_charge".into(),
        office: Some("NOWHERE".into()),
        ..Told::default()
    };
    let deed = CaseDeed::Happen {
        told: Box::new(told),
        other: None,
    };
    let taken = house.office.act(&id.to_string(), deed).await.unwrap();
    let found = warnings().await;
    let code = taken["code"].as_str().unwrap();
    assert!(unknown(&found, "office NOWHERE has no row"), "{found:?}");
    assert!(
        found
            .iter()
            .any(|warning| warning.contains("NOWHERE") && warning.contains(code))
    );
    let told = Told {
        event: "assign".into(),
        crew: Some("NOBODY".into()),
        ..Told::default()
    };
    let deed = CaseDeed::Happen {
        told: Box::new(told),
        other: None,
    };
    house.office.act(&id.to_string(), deed).await.unwrap();
    assert!(unknown(&warnings().await, "crew NOBODY has no row"));
    assert_eq!(house.office.examine(house.folder.path()).await.unwrap().faults, []);
}
