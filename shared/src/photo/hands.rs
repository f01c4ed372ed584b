// SPDX-License-Identifier: EUPL-1.2
//! Two pieces of work at a time: whoever runs the intake says whether there is a second hand for it. The result is the same.

use std::sync::{Mutex, PoisonError};

/// Does both and comes back when both are done.
pub type Hands<'a> = &'a (dyn Fn(&(dyn Fn() + Sync), &(dyn Fn() + Sync)) + Sync);

/// One after the other.
pub fn one_hand(one: &(dyn Fn() + Sync), other: &(dyn Fn() + Sync)) {
    one();
    other();
}

/// What both pieces of work come to. One that was not done is done here.
pub(super) fn both<A: Send, B: Send>(
    hands: Hands<'_>,
    one: impl Fn() -> A + Sync,
    other: impl Fn() -> B + Sync,
) -> (A, B) {
    let (first, second) = (Mutex::new(None), Mutex::new(None));
    hands(&|| put(&first, one()), &|| put(&second, other()));
    (taken(first).unwrap_or_else(one), taken(second).unwrap_or_else(other))
}

fn put<T>(place: &Mutex<Option<T>>, value: T) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
}

fn taken<T>(place: Mutex<Option<T>>) -> Option<T> {
    place.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_hands_do_both_are_done() {
        let other_first = |one: &(dyn Fn() + Sync), other: &(dyn Fn() + Sync)| {
            other();
            one();
        };
        let idle = |_: &(dyn Fn() + Sync), _: &(dyn Fn() + Sync)| {};
        let hands: [Hands<'_>; 3] = [&one_hand, &other_first, &idle];
        for hands in hands {
            assert_eq!(both(hands, || "one", || 2), ("one", 2));
        }
    }
}
