//! The four octets of one telephone-event (RFC 4733, 2.3).
//! Which packets an event becomes is decided in the sender.

use core::fmt;

use cxtone_dtmf::Digit;

/// Octets of one event.
pub const EVENT_LEN: usize = 4;

/// The softest volume that six bits hold, −63 dBm0.
pub const VOLUME_DBM0_MAX: u8 = 63;

/// One telephone-event as a value.
///
/// `Debug` shows neither the event, for 0 to 15 a digit, nor its duration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EventPayload {
    /// The event's code; 0 to 15 are the digits.
    pub event: u8,
    /// Whether the event has ended.
    pub end: bool,
    /// The tone's power without its sign: 10 means −10 dBm0; 0 to 63.
    pub volume_dbm0: u8,
    /// How long the event or its segment has lasted so far, in ticks of the media clock.
    pub duration: u16,
}

impl EventPayload {
    /// The digit, if the event is one.
    #[must_use]
    pub const fn digit(&self) -> Option<Digit> {
        Digit::from_event_code(self.event)
    }

    /// Reads one event; the reserved bit is ignored, as the standard asks.
    ///
    /// # Errors
    ///
    /// [`PayloadError`] unless there are exactly four octets.
    pub fn parse(octets: &[u8]) -> Result<Self, PayloadError> {
        let [event, flags, high, low] = *octets else {
            return Err(PayloadError { len: octets.len() });
        };
        Ok(Self {
            event,
            end: flags & 0x80 != 0,
            volume_dbm0: flags & VOLUME_DBM0_MAX,
            duration: u16::from_be_bytes([high, low]),
        })
    }

    /// The four octets. A volume above 63 is written as 63, the softest there is.
    #[must_use]
    pub fn emit(&self) -> [u8; EVENT_LEN] {
        let [high, low] = self.duration.to_be_bytes();
        let flags = (u8::from(self.end) << 7) | self.volume_dbm0.min(VOLUME_DBM0_MAX);
        [self.event, flags, high, low]
    }
}

impl fmt::Debug for EventPayload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EventPayload")
            .field("end", &self.end)
            .field("volume_dbm0", &self.volume_dbm0)
            .finish_non_exhaustive()
    }
}

/// A payload that is not the four octets of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayloadError {
    len: usize,
}

impl fmt::Display for PayloadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} octets are no telephone-event; one has exactly {EVENT_LEN}",
            self.len
        )
    }
}

impl core::error::Error for PayloadError {}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::format;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_pound_key_ended_after_160_ms_reads_as_written_in_the_standard() {
        let payload = EventPayload {
            event: 11,
            end: true,
            volume_dbm0: 10,
            duration: 1_280,
        };
        assert_eq!(payload.emit(), [11, 0x8a, 0x05, 0x00]);
        assert_eq!(payload.digit(), Digit::from_char('#'));
    }

    #[test]
    fn the_reserved_bit_is_ignored_and_flash_is_no_digit() {
        let payload = EventPayload::parse(&[16, 0x40, 0, 1]).expect("four octets");
        assert_eq!((payload.end, payload.volume_dbm0), (false, 0));
        assert_eq!(payload.digit(), None);
    }

    #[test]
    fn debug_does_not_show_the_event() {
        let payload = EventPayload::parse(&[15, 0, 0, 1]).expect("four octets");
        assert!(!format!("{payload:?}").contains("15"));
    }

    proptest! {
        #[test]
        fn any_octets_are_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..9)) {
            let parsed = EventPayload::parse(&octets);
            prop_assert_eq!(parsed.is_ok(), octets.len() == EVENT_LEN);
        }

        #[test]
        fn any_event_survives_the_wire(event: u8, end: bool, volume_dbm0 in 0u8..64, duration: u16) {
            let payload = EventPayload { event, end, volume_dbm0, duration };
            prop_assert_eq!(EventPayload::parse(&payload.emit()), Ok(payload));
        }
    }
}
