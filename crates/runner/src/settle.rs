//! Whether listening may settle what an answer left open, and what follows from what was heard.
//! Listening itself is in `listening`, what was heard in `hearing`; sending is the injector's part.

use core::time::Duration;

use cxtone_audit::Settlement;
use cxtone_payload::DtmfType;

/// How long after their expected end digits may still come late, unless told otherwise: 5 s.
///
/// A far end may have taken a request whose answer was lost, and play it once it gets to it. Until
/// this much more of the call was listened to, nothing counts as not heard. Digits that are played
/// later still would be heard twice: that risk remains, and a longer margin makes it smaller. What
/// a recording lags behind by, beyond [`SETTLING_MARGIN`](crate::SETTLING_MARGIN), comes off it.
pub const LATE_MARGIN: Duration = Duration::from_secs(5);

/// What is done about an injection whose outcome is ambiguous, where there is a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Settle {
    /// Nothing: it stays ambiguous, and nothing is ever sent again.
    #[default]
    Off,
    /// The call is listened to. Digits that were heard are delivered; digits of which provably
    /// nothing was heard may be sent again, within the attempts and the time that the client's
    /// policy leaves; all else stays ambiguous.
    Listen {
        /// How much more of the call is listened to before nothing counts as not heard.
        late_margin: Duration,
        /// Whether the next type is tried, in the order RFC2833, SIPINFO, INBAND, once it is proved
        /// that nothing was heard of the present one; also where the far end answered with a 2xx status.
        fallback: bool,
    },
}

impl Settle {
    /// Listens, with [`LATE_MARGIN`] and no other type than the one asked for.
    #[must_use]
    pub const fn listen() -> Self {
        Self::Listen {
            late_margin: LATE_MARGIN,
            fallback: false,
        }
    }

    /// How long nothing must be heard, if anything is to be settled by it.
    pub(crate) const fn late_margin(self, ambiguous: bool) -> Option<Duration> {
        match self {
            Self::Listen {
                late_margin,
                fallback,
            } if ambiguous || fallback => Some(late_margin),
            _ => None,
        }
    }

    const fn falls_back(self) -> bool {
        matches!(self, Self::Listen { fallback: true, .. })
    }
}

/// One send of an injection that was listened to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unheard<'a> {
    pub(crate) settlement: Option<&'a Settlement>,
    /// Whether the answer left it open; else it was a 2xx.
    pub(crate) ambiguous: bool,
    /// The type it was sent as.
    pub(crate) dtmf_type: DtmfType,
    /// Whether attempts with this type are left.
    pub(crate) attempts_left: bool,
    /// Whether the deadline for all sends has not passed.
    pub(crate) time_left: bool,
}

/// As which type the digits are sent again, if they may be.
///
/// They may only where listening has proved that nothing of them was heard.
pub(crate) fn again(settle: Settle, unheard: Unheard<'_>) -> Option<DtmfType> {
    if unheard.settlement != Some(&Settlement::NotHeard) || !unheard.time_left {
        return None;
    }
    match settle {
        Settle::Off => None,
        // A far end that said yes and played nothing would do so again: the type is at fault.
        Settle::Listen { .. } if unheard.ambiguous && unheard.attempts_left => {
            Some(unheard.dtmf_type)
        }
        Settle::Listen { .. } => settle
            .falls_back()
            .then(|| next_type(unheard.dtmf_type))
            .flatten(),
    }
}

const fn next_type(dtmf_type: DtmfType) -> Option<DtmfType> {
    match dtmf_type {
        DtmfType::Rfc2833 => Some(DtmfType::SipInfo),
        DtmfType::SipInfo => Some(DtmfType::Inband),
        DtmfType::Inband => None,
    }
}

#[cfg(test)]
mod tests {
    use cxtone_audit::ShortText;

    use super::*;

    const FALLBACK: Settle = Settle::Listen {
        late_margin: LATE_MARGIN,
        fallback: true,
    };

    fn unheard(settlement: &Settlement) -> Unheard<'_> {
        Unheard {
            settlement: Some(settlement),
            ambiguous: true,
            dtmf_type: DtmfType::Rfc2833,
            attempts_left: true,
            time_left: true,
        }
    }

    #[test]
    fn only_what_was_verified_not_to_be_heard_is_sent_again() {
        let open = Settlement::Open(ShortText::new("the tap failed"));
        for settle in [Settle::Off, Settle::listen(), FALLBACK] {
            for settlement in [Settlement::Heard, Settlement::PartlyHeard, open.clone()] {
                assert_eq!(again(settle, unheard(&settlement)), None);
            }
            let unlistened = Unheard {
                settlement: None,
                ..unheard(&open)
            };
            assert_eq!(again(settle, unlistened), None);
        }
    }

    #[test]
    fn the_same_type_is_sent_again_while_attempts_and_time_are_left() {
        let base = unheard(&Settlement::NotHeard);
        let spent = Unheard {
            attempts_left: false,
            ..base
        };
        let late = Unheard {
            time_left: false,
            ..base
        };
        assert_eq!(again(Settle::Off, base), None);
        assert_eq!(again(Settle::listen(), base), Some(DtmfType::Rfc2833));
        assert_eq!(again(Settle::listen(), spent), None);
        assert_eq!(again(Settle::listen(), late), None);
        assert_eq!(again(FALLBACK, late), None);
    }

    #[test]
    fn another_type_is_tried_only_where_it_was_asked_for() {
        let answered = Unheard {
            ambiguous: false,
            ..unheard(&Settlement::NotHeard)
        };
        assert_eq!(again(Settle::listen(), answered), None);
        for (dtmf_type, next) in [
            (DtmfType::Rfc2833, Some(DtmfType::SipInfo)),
            (DtmfType::SipInfo, Some(DtmfType::Inband)),
            (DtmfType::Inband, None),
        ] {
            let unheard = Unheard {
                dtmf_type,
                ..answered
            };
            assert_eq!(again(FALLBACK, unheard), next);
        }
    }
}
