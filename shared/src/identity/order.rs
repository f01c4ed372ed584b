// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root key: what every replica must obey and may hand on, also to a store that forgot them.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::keys::{BadSignature, PublicKey, Signature, SigningKey};
use crate::ids::{DeviceId, OrderId, ReporterRef, TicketId};

const PURPOSE: &str = "ronda/order/1";

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum OrderKind {
    /// The device is out: no token, no reading; its home is wiped once it has handed over what it owed.
    #[n(0)]
    Revoke(#[n(0)] DeviceId),
    /// The ticket is forgotten everywhere.
    #[n(1)]
    Purge(#[n(0)] TicketId),
    /// The ticket is forgotten everywhere; another one stands in its place.
    #[n(2)]
    Supersede(#[n(0)] TicketId, #[n(1)] TicketId),
    /// A citizen's contact is erased everywhere.
    #[n(3)]
    EraseReporter(#[n(0)] ReporterRef, #[n(1)] ErasureReason),
}

/// Why a contact was erased: of a closed list, since an order cannot be erased itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "lowercase")]
pub enum ErasureReason {
    /// The person asked for it.
    #[n(0)]
    Request,
    /// It was kept long enough.
    #[n(1)]
    Retention,
    /// It should never have been taken.
    #[n(2)]
    Error,
}

impl ErasureReason {
    /// All reasons with their names on the command line.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("request", Self::Request),
        ("retention", Self::Retention),
        ("error", Self::Error),
    ];
}

/// What an order destroys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destroys {
    /// The ticket that is forgotten.
    pub ticket: TicketId,
    /// The one in its place.
    pub successor: Option<TicketId>,
}

impl OrderKind {
    /// The ticket it destroys; none when it destroys none.
    #[must_use]
    pub fn destroys(&self) -> Option<Destroys> {
        match *self {
            Self::Revoke(_) | Self::EraseReporter(..) => None,
            Self::Purge(ticket) => Some(Destroys {
                ticket,
                successor: None,
            }),
            Self::Supersede(ticket, successor) => Some(Destroys {
                ticket,
                successor: Some(successor),
            }),
        }
    }
}

/// An order with its date.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Order {
    /// Its own id.
    #[n(0)]
    pub id: OrderId,
    /// When it was given, in milliseconds since 1970.
    #[n(1)]
    pub at_ms: i64,
    /// What is ordered.
    #[n(2)]
    pub kind: OrderKind,
}

/// An order as it travels: its exact signed bytes beside the signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedOrder {
    /// CBOR of the [`Order`].
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// The root key's signature over `body`.
    #[n(1)]
    pub signature: Signature,
}

impl Order {
    /// Signs it with the root key.
    #[must_use]
    pub fn sign(&self, root: &SigningKey) -> SignedOrder {
        let body = crate::wire::to_cbor(self);
        let signature = root.sign(PURPOSE, &body);
        SignedOrder { body, signature }
    }
}

impl SignedOrder {
    /// The order, once its signature is seen to be the root key's.
    ///
    /// # Errors
    /// When it is not, or the body is no order.
    pub fn verify(&self, root: &PublicKey) -> Result<Order, BadSignature> {
        root.verify(PURPOSE, &self.body, &self.signature)?;
        minicbor::decode(&self.body).map_err(|_| BadSignature)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::identity::Secret;

    fn root() -> SigningKey {
        SigningKey::from_seed(&Secret([1; 32]))
    }

    fn order(kind: OrderKind) -> Order {
        Order {
            id: OrderId::from_bytes([5; 16]),
            at_ms: 9,
            kind,
        }
    }

    #[test]
    fn an_order_says_what_it_destroys_and_what_stands_in_its_place() {
        let (old, new) = (TicketId::from_bytes([1; 16]), TicketId::from_bytes([2; 16]));
        let of = |kind: OrderKind| kind.destroys().map(|destroys| (destroys.ticket, destroys.successor));
        assert_eq!(of(OrderKind::Revoke(DeviceId([3; 8]))), None);
        assert_eq!(of(OrderKind::Purge(old)), Some((old, None)));
        assert_eq!(of(OrderKind::Supersede(old, new)), Some((old, Some(new))));
    }

    #[test]
    fn nobody_but_the_root_can_give_one_and_none_can_be_altered() {
        let ticket = TicketId::from_bytes([1; 16]);
        let signed = order(OrderKind::Purge(ticket)).sign(&root());
        assert_eq!(signed.verify(&root().public()).unwrap().kind, OrderKind::Purge(ticket));
        let forged = order(OrderKind::Purge(ticket)).sign(&SigningKey::from_seed(&Secret([2; 32])));
        assert!(forged.verify(&root().public()).is_err());
        for at in 0..signed.body.len() {
            let mut altered = signed.clone();
            altered.body.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
            assert!(altered.verify(&root().public()).is_err(), "byte {at}");
        }
    }
}
