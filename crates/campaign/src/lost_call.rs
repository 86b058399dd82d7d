//! A call whose worker was lost, as its journal tells of it.
//! What is done about it is the conductor's; what may be done is decided when it is taken over.

use core::time::Duration;

use crate::{
    Claimed,
    store::{LostEffect, LostRow},
};

/// What a call's row says of it whose worker was lost, in the store and from who looked after it.
pub(crate) const BETWEEN: &str =
    "its worker was lost between two commands, and the flow did not go on";
pub(crate) const WITHIN: &str = "its worker was lost while a command was on its way";
pub(crate) const MASKED_STILL: &str = "its recording may be masked still";

/// A call whose worker was lost.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LostCall {
    /// The call, with what it brought along.
    pub claimed: Claimed,
    /// Digits of which it is not known whether they were sent, and that listening may tell of.
    pub digits: Option<LostStep>,
    /// The steps of the flow whose digits were sent before, in their order.
    pub sent_before: Vec<String>,
    /// An entry of which it is not known whether it is still being collected.
    pub entry: Option<LostStep>,
    /// Whether the recording may be masked.
    pub may_be_masked: bool,
    /// Whether anything but `digits` is open: then the call stays ambiguous.
    pub is_open_besides: bool,
}

/// A step that a lost worker was about to carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LostStep {
    /// Under which id it stands in the journal and the audit log.
    pub id: String,
    /// The flow's step.
    pub step: String,
    /// How long ago it was written down, by the database's clock when the call was taken over;
    /// zero where that clock was put back since.
    pub ago: Duration,
}

impl LostCall {
    pub(crate) fn of(claimed: Claimed, lost: &LostRow) -> Self {
        let digits = lost.open_digits();
        let open = lost.effects.iter().filter(|effect| effect.is_open());
        let sent = |effect: &&LostEffect| {
            effect.kind == "digits" && effect.status.as_deref() == Some("done")
        };
        let names = lost.effects.iter().filter(sent);
        let last = lost.effects.last();
        Self {
            claimed,
            digits: digits.map(LostStep::of),
            sent_before: names.map(|effect| effect.name.clone()).collect(),
            entry: last
                .filter(|effect| effect.kind == "collect" && effect.is_open())
                .map(LostStep::of),
            may_be_masked: lost.may_be_masked(),
            is_open_besides: open.count() > usize::from(digits.is_some()),
        }
    }
}

impl LostStep {
    fn of(effect: &LostEffect) -> Self {
        Self {
            id: effect.id.clone(),
            step: effect.name.clone(),
            ago: Duration::from_millis(u64::try_from(effect.ago_ms).unwrap_or(0)),
        }
    }
}
