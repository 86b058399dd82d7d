//! One far end's language: what an injection looks like in it and what its answers mean.
//! What it can do stands in its capability table; sending is left to `cxone`.

use core::fmt;

use cxtone_payload::{CallId, Payload};
use secrecy::SecretString;

use crate::{
    Address, AddressKind, Answer, BaseUrl, CallControl, Capabilities, Interaction, Request,
    Response,
};

/// A dialect. It opens no connection, reads no clock and decides nothing about sending again.
pub trait Dialect: fmt::Debug + Send + Sync {
    /// What can be asked of the far end.
    fn capabilities(&self) -> &Capabilities;

    /// The request that injects digits.
    ///
    /// # Errors
    ///
    /// [`WrongAddress`] when the address is of another kind than
    /// [`addressed_by`](Capabilities::addressed_by).
    fn injection_request(&self, injecting: &Injecting<'_>) -> Result<Request, WrongAddress>;

    /// What the answer to an injection means: [`Answer::by_status`] unless the dialect knows more.
    fn injection_answer(&self, response: &Response) -> Answer {
        Answer::by_status(response)
    }

    /// What must not overlap: injections whose keys are equal. It is the id of the call, or of the
    /// session through which its call is addressed.
    fn lock_key(&self, address: &Address) -> CallId {
        match address {
            Address::Call(address) => address.call.clone(),
            Address::Session(address) => CallId::from(&address.session),
        }
    }

    /// What to do about [`Answer::Forbidden`].
    fn forbidden_help(&self) -> &'static str;

    /// The media commands, where the far end has them.
    fn call_control(&self) -> Option<&dyn CallControl> {
        None
    }

    /// The request for something else to be done with a contact, where the far end can do it.
    fn interaction_request(
        &self,
        _api_url: &BaseUrl,
        _contact: &CallId,
        _interaction: Interaction,
        _token: &SecretString,
    ) -> Option<Request> {
        None
    }
}

/// What an injection request is made of.
#[derive(Clone, Copy, Debug)]
pub struct Injecting<'a> {
    /// The root of the API.
    pub api_url: &'a BaseUrl,
    /// Where the digits go.
    pub address: &'a Address,
    /// The digits, and how to play them.
    pub payload: &'a Payload,
    /// The token to ask with. `Debug` hides it.
    pub token: &'a SecretString,
    /// The same for all attempts at one injection and for no other injection. Only a dialect whose
    /// far end deduplicates sends it.
    pub injection_key: &'a str,
}

/// An address of a kind that the far end does not understand; nothing can be sent to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{dialect} addresses an injection by {wanted}; give that instead of {given}")]
pub struct WrongAddress {
    /// The dialect's name.
    pub dialect: &'static str,
    /// What it understands.
    pub wanted: AddressKind,
    /// What it was given.
    pub given: AddressKind,
}

impl WrongAddress {
    /// The error of this dialect for this address.
    #[must_use]
    pub const fn new(capabilities: &Capabilities, address: &Address) -> Self {
        Self {
            dialect: capabilities.name,
            wanted: capabilities.addressed_by,
            given: address.kind(),
        }
    }
}
