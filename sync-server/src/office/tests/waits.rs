// SPDX-License-Identifier: EUPL-1.2
//! Which waits stop the SLA clock is the city's to say, and a case row does not depend on it.

use ronda_shared::policy::Role;
use ronda_shared::workflow::Told;

use super::super::CaseDeed;
use super::*;
use crate::case_store::CaseQuery;

#[tokio::test]
async fn which_waits_stop_the_clock_says_the_published_list_of_the_case_s_date() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let mut waiting = async |reason: &str| {
        let (id, _, change) = ada.files(reason);
        ada.exchanges(&house, vec![ada.pushes(id, &[&change])]).await;
        for (event, hold) in [("take_charge", None), ("hold", Some(reason.to_owned()))] {
            let told = Told {
                event: event.into(),
                office: Some("strade".into()),
                hold,
                ..Told::default()
            };
            let told = Box::new(told);
            let deed = CaseDeed::Happen { told, other: None };
            house.office.act(&id.to_string(), deed).await.unwrap();
        }
        id
    };
    let (weather, material) = (waiting("weather").await, waiting("material").await);
    let mut data = house.office.reference(None).await.unwrap().data;
    data.stop_clock.retain(|reason| reason.code == "permit");
    data.stop_clock[0].code = "material".into();
    house.office.stage_reference(&data).await.unwrap();
    house.pass(60_000);
    house.office.publish_staged().await.unwrap();
    house.pass(60_000);
    let (weather_later, material_later) = (waiting("weather").await, waiting("material").await);
    let cases = house.office.sla().await.unwrap();
    let stands = |id| {
        let case = cases.iter().find(|case| case.row.id == id).unwrap();
        case.clock.resolve.due_ms.is_none()
    };
    assert_eq!((stands(weather), stands(material)), (true, false), "the shipped list");
    assert_eq!(
        (stands(weather_later), stands(material_later)),
        (false, true),
        "the city's own"
    );
    let rows = house
        .office
        .cases(CaseQuery {
            limit: 9,
            ..CaseQuery::default()
        })
        .await
        .unwrap();
    assert!(
        rows.iter().all(|row| row.waits.len() == 1),
        "a row says what happened, under any list"
    );
}
