// SPDX-License-Identifier: EUPL-1.2
//! A code enrols one phone within ten minutes, and every failure looks the same.

use ronda_shared::limits::ENROL_CODE_MS;
use ronda_shared::policy::Role;

use super::super::OfficeError;
use super::*;

#[tokio::test]
async fn a_wrong_used_or_lapsed_code_gets_one_and_the_same_answer() {
    let house = House::new().await;
    let person = house.hire("Ada Prova", Role::Agent).await;
    let key = SigningKey::from_seed(&Secret([21; 32]));
    let code = house.office.new_code(&person).await.unwrap().code;
    let good = enrol_request(&code, &key);
    let other_key = SigningKey::from_seed(&Secret([22; 32]));
    let stolen = EnrolRequest {
        public_key: to_hex(&other_key.public().0),
        ..good.clone()
    };
    let unknown = enrol_request("0000-0000-00000", &key);
    assert!(
        matches!(house.office.enrol(stolen).await, Err(OfficeError::BadCode)),
        "a key put in place of the phone's"
    );
    assert!(matches!(house.office.enrol(unknown).await, Err(OfficeError::BadCode)));
    assert!(house.office.enrol(good.clone()).await.is_ok());
    assert!(
        matches!(house.office.enrol(good).await, Err(OfficeError::BadCode)),
        "used"
    );
    let late = house.office.new_code(&person).await.unwrap().code;
    house.pass(ENROL_CODE_MS);
    assert!(
        matches!(
            house.office.enrol(enrol_request(&late, &other_key)).await,
            Err(OfficeError::BadCode)
        ),
        "lapsed"
    );
}

#[tokio::test]
async fn a_disabled_person_gets_no_code_and_no_access() {
    let house = House::new().await;
    let person = house.hire("Ada Prova", Role::Agent).await;
    let ada = Phone::of(&house, person, 11).await;
    house.office.disable_person(&person).await.unwrap();
    assert!(house.office.new_code(&person).await.is_err());
    assert!(matches!(
        house.office.asker(&ada.key.public().device()).await,
        Err(OfficeError::NoAccess)
    ));
}
