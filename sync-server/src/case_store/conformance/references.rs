// SPDX-License-Identifier: EUPL-1.2
//! The shelf of reference data.

use ronda_shared::identity::{Secret, SigningKey};
use ronda_shared::reference::Publication;
use ronda_shared::wire::ReferenceNews;

use super::*;
use crate::case_store::PublishedReference;

fn publication(published_at_ms: i64, data: &str) -> PublishedReference {
    let publication = Publication {
        published_at_ms,
        data: data.into(),
    };
    PublishedReference {
        name: publication.name(),
        signed: publication.sign(&SigningKey::from_seed(&Secret([1; 32]))),
    }
}

pub(crate) async fn every_publication_is_kept_and_the_newest_is_current(ground: &impl Ground) {
    let store = ground.open();
    assert_eq!(store.reference(None).await.unwrap(), None);
    let (shipped, first, second) = (publication(0, "a"), publication(10, "b"), publication(20, "c"));
    for reference in [&second, &shipped, &first] {
        assert!(
            store
                .put_reference(reference.clone(), false, By::office(1))
                .await
                .unwrap()
        );
    }
    assert!(
        !store.put_reference(first.clone(), false, By::office(2)).await.unwrap(),
        "known already"
    );
    assert!(
        !store
            .put_reference(publication(5, "b"), false, By::office(2))
            .await
            .unwrap(),
        "an older date of it"
    );
    assert_eq!(store.reference(None).await.unwrap(), Some(second.clone()));
    assert_eq!(
        store.references().await.unwrap(),
        [second, first.clone(), shipped.clone()]
    );
    assert_eq!(
        store.reference(Some(shipped.name.version)).await.unwrap(),
        Some(shipped)
    );
    let again = publication(30, "b");
    assert!(store.put_reference(again.clone(), false, By::office(3)).await.unwrap());
    assert_eq!(
        store.reference(None).await.unwrap(),
        Some(again),
        "an old set published again is the newest"
    );
    assert_eq!(store.references().await.unwrap().len(), 3);
    let facts = store.facts_after(0, 10).await.unwrap();
    let verbs: Vec<&str> = facts.iter().map(|stored| stored.fact.verb.as_str()).collect();
    assert_eq!(verbs, ["reference.published"; 4]);
    assert_eq!(facts[3].fact.object, first.name.version.to_string());
    store.close().await;
    drop(store);
    assert_eq!(ground.open().references().await.unwrap().len(), 3);
}

pub(crate) async fn a_draft_waits_for_its_publication(ground: &impl Ground) {
    let store = ground.open();
    assert_eq!(store.staged_reference().await.unwrap(), None);
    store.stage_reference(b"one".to_vec(), By::office(1)).await.unwrap();
    store.stage_reference(b"two".to_vec(), By::office(2)).await.unwrap();
    assert_eq!(store.staged_reference().await.unwrap(), Some(b"two".to_vec()));
    store
        .put_reference(publication(5, "x"), false, By::office(3))
        .await
        .unwrap();
    assert!(
        store.staged_reference().await.unwrap().is_some(),
        "what a phone gave back is no draft"
    );
    store
        .put_reference(publication(6, "two"), true, By::office(3))
        .await
        .unwrap();
    assert_eq!(store.staged_reference().await.unwrap(), None);
}

pub(crate) async fn a_phone_hears_of_what_it_lacks_and_is_asked_for_what_the_store_lost(ground: &impl Ground) {
    let store = ground.open();
    assert_eq!(store.reference_news(None).await.unwrap(), ReferenceNews::default());
    let (old, new, lost) = (publication(10, "a"), publication(20, "b"), publication(30, "c"));
    for reference in [&old, &new] {
        store
            .put_reference(reference.clone(), false, By::office(1))
            .await
            .unwrap();
    }
    let news = async |held| store.reference_news(held).await.unwrap();
    assert_eq!(news(Some(new.name.version)).await, ReferenceNews::default());
    for held in [None, Some(old.name.version)] {
        let heard = news(held).await;
        assert_eq!((heard.current, heard.asked), (Some(new.signed.clone()), false));
    }
    let heard = news(Some(lost.name.version)).await;
    assert_eq!((heard.current, heard.asked), (Some(new.signed.clone()), true));
}
