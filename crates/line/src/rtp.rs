//! The RTP fixed header: a checked view of a packet and the header as a value (RFC 3550, 5.1).
//! What the payload means is left to its format, such as [`telephone_event`](crate::telephone_event).

use core::fmt;

/// Octets of the fixed header.
pub const HEADER_LEN: usize = 12;

/// The only version in use.
const VERSION: u8 = 2;

/// Octets of one contributing source and of an extension's own header.
const WORD_LEN: usize = 4;

/// Which format the payload has, 0 to 127.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PayloadType(u8);

impl PayloadType {
    /// G.711 µ-law at 8 kHz (RFC 3551, section 6).
    pub const PCMU: Self = Self(0);

    /// G.711 A-law at 8 kHz (RFC 3551, section 6).
    pub const PCMA: Self = Self(8);

    /// Comfort noise, in place of silence that is left out (RFC 3389, section 5).
    pub const COMFORT_NOISE: Self = Self(13);

    /// 101, which most of the field negotiates for telephone-event. It is a habit, not a rule.
    pub const TELEPHONE_EVENT: Self = Self(101);

    /// A payload type, if it fits seven bits.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number < 128 {
            Some(Self(number))
        } else {
            None
        }
    }

    /// Whether the two ends agree on what it means, 96 to 127, as they must for telephone-event
    /// (RFC 3551, section 6; RFC 4733, section 2.1). The others mean audio or video, or nothing.
    #[must_use]
    pub const fn is_dynamic(self) -> bool {
        self.0 >= 96
    }

    /// The number, 0 to 127.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// The fixed header as a value; what is written from it has no padding, extension or
/// contributing source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The format of the payload.
    pub payload_type: PayloadType,
    /// For telephone-event: the first packet of an event.
    pub marker: bool,
    /// Counts packets, wrapping.
    pub sequence: u16,
    /// The instant of the payload's first sample in ticks of the media clock, wrapping.
    pub timestamp: u32,
    /// Who sends.
    pub ssrc: u32,
}

impl Header {
    /// Reads the header of a packet.
    #[must_use]
    pub fn parse(packet: &Packet<'_>) -> Self {
        Self {
            payload_type: packet.payload_type(),
            marker: packet.marker(),
            sequence: packet.sequence(),
            timestamp: packet.timestamp(),
            ssrc: packet.ssrc(),
        }
    }

    /// The twelve octets of the header.
    #[must_use]
    pub fn emit(&self) -> [u8; HEADER_LEN] {
        let [sequence_high, sequence_low] = self.sequence.to_be_bytes();
        let [t0, t1, t2, t3] = self.timestamp.to_be_bytes();
        let [s0, s1, s2, s3] = self.ssrc.to_be_bytes();
        let marker_and_type = (u8::from(self.marker) << 7) | self.payload_type.number();
        [
            VERSION << 6,
            marker_and_type,
            sequence_high,
            sequence_low,
            t0,
            t1,
            t2,
            t3,
            s0,
            s1,
            s2,
            s3,
        ]
    }
}

/// A view of a whole packet whose lengths have been checked.
///
/// `Debug` shows the header and the payload's length: the payload of a telephone-event is a digit.
#[derive(Clone, Copy)]
pub struct Packet<'a> {
    fixed: &'a [u8; HEADER_LEN],
    contributing: &'a [u8],
    extension: Option<Extension<'a>>,
    payload: &'a [u8],
}

/// A header extension (RFC 3550, 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Sixteen bits that the profile defines.
    pub profile: u16,
    /// The extension without its four octets of header; a multiple of four octets.
    pub data: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Checks that a datagram is an RTP packet, padding, extension and sources included.
    ///
    /// # Errors
    ///
    /// [`PacketError`] says which part does not fit.
    pub fn parse(datagram: &'a [u8]) -> Result<Self, PacketError> {
        let (fixed, rest) =
            datagram
                .split_first_chunk::<HEADER_LEN>()
                .ok_or(PacketError::TooShort {
                    len: datagram.len(),
                })?;
        let version = fixed[0] >> 6;
        if version != VERSION {
            return Err(PacketError::Version { version });
        }
        let contributing_len = usize::from(fixed[0] & 0x0f) * WORD_LEN;
        let (contributing, rest) = rest
            .split_at_checked(contributing_len)
            .ok_or(PacketError::ContributingSources)?;
        let (extension, rest) = if fixed[0] & 0x10 == 0 {
            (None, rest)
        } else {
            let (extension, rest) = split_extension(rest).ok_or(PacketError::Extension)?;
            (Some(extension), rest)
        };
        let payload = if fixed[0] & 0x20 == 0 {
            rest
        } else {
            without_padding(rest).ok_or(PacketError::Padding)?
        };
        Ok(Self {
            fixed,
            contributing,
            extension,
            payload,
        })
    }

    /// The format of the payload.
    #[must_use]
    pub fn payload_type(&self) -> PayloadType {
        PayloadType(self.fixed[1] & 0x7f)
    }

    /// The marker bit.
    #[must_use]
    pub fn marker(&self) -> bool {
        self.fixed[1] & 0x80 != 0
    }

    /// The sequence number.
    #[must_use]
    pub fn sequence(&self) -> u16 {
        u16::from_be_bytes([self.fixed[2], self.fixed[3]])
    }

    /// The timestamp in ticks of the media clock.
    #[must_use]
    pub fn timestamp(&self) -> u32 {
        word(&self.fixed[4..8])
    }

    /// The synchronisation source.
    #[must_use]
    pub fn ssrc(&self) -> u32 {
        word(&self.fixed[8..12])
    }

    /// The contributing sources, 15 at most.
    pub fn contributing_sources(&self) -> impl Iterator<Item = u32> + 'a {
        self.contributing.chunks_exact(WORD_LEN).map(word)
    }

    /// The header extension, if there is one.
    #[must_use]
    pub fn extension(&self) -> Option<Extension<'a>> {
        self.extension
    }

    /// The payload without padding.
    #[must_use]
    pub fn payload(&self) -> &'a [u8] {
        self.payload
    }
}

impl fmt::Debug for Packet<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Packet")
            .field("header", &Header::parse(self))
            .field("payload_len", &self.payload.len())
            .finish_non_exhaustive()
    }
}

/// Why a datagram is no RTP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PacketError {
    /// Shorter than the fixed header.
    TooShort {
        /// Octets that there are.
        len: usize,
    },
    /// Not version 2.
    Version {
        /// The version it claims, 0 to 3.
        version: u8,
    },
    /// The contributing sources reach beyond the packet.
    ContributingSources,
    /// The header extension reaches beyond the packet.
    Extension,
    /// The padding is longer than what follows the header, or has no length.
    Padding,
}

impl fmt::Display for PacketError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { len } => write!(
                formatter,
                "{len} octets are no RTP packet; its header alone has {HEADER_LEN}"
            ),
            Self::Version { version } => write!(
                formatter,
                "RTP version {version} is not supported; only version {VERSION} is in use"
            ),
            Self::ContributingSources => {
                formatter.write_str("the RTP packet ends within its contributing sources")
            }
            Self::Extension => formatter.write_str("the RTP packet ends within its extension"),
            Self::Padding => {
                formatter.write_str("the RTP packet's padding does not fit into the packet")
            }
        }
    }
}

impl core::error::Error for PacketError {}

fn split_extension(bytes: &[u8]) -> Option<(Extension<'_>, &[u8])> {
    let (header, rest) = bytes.split_first_chunk::<WORD_LEN>()?;
    let words = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let (data, rest) = rest.split_at_checked(words * WORD_LEN)?;
    let profile = u16::from_be_bytes([header[0], header[1]]);
    Some((Extension { profile, data }, rest))
}

/// The last octet of the padding counts the padding, itself included.
fn without_padding(bytes: &[u8]) -> Option<&[u8]> {
    let padding_len = usize::from(*bytes.last()?);
    if padding_len == 0 {
        return None;
    }
    bytes.get(..bytes.len().checked_sub(padding_len)?)
}

/// Big-endian, of four octets by every caller's slicing.
fn word(octets: &[u8]) -> u32 {
    octets
        .iter()
        .fold(0, |value, octet| (value << 8) | u32::from(*octet))
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{format, vec::Vec};

    use proptest::prelude::*;

    use super::*;

    const PLAIN: [u8; 12] = [0x80, 0xe5, 0x12, 0x34, 0, 1, 2, 3, 0xca, 0xfe, 0xba, 0xbe];

    fn check_refused(first_octet: u8, rest: &[u8], expected: PacketError) {
        let mut datagram = PLAIN.to_vec();
        datagram[0] = first_octet;
        datagram.extend_from_slice(rest);
        assert_eq!(Packet::parse(&datagram).err(), Some(expected));
    }

    #[test]
    fn the_fixed_header_is_read_field_by_field() {
        let packet = Packet::parse(&PLAIN).expect("a packet without payload");
        let header = Header {
            payload_type: PayloadType::TELEPHONE_EVENT,
            marker: true,
            sequence: 0x1234,
            timestamp: 0x0001_0203,
            ssrc: 0xcafe_babe,
        };
        assert_eq!(Header::parse(&packet), header);
        assert_eq!(header.emit(), PLAIN);
        assert_eq!(packet.payload(), &[] as &[u8]);
    }

    #[test]
    fn sources_extension_and_padding_are_taken_off_the_payload() {
        let mut datagram = PLAIN.to_vec();
        datagram[0] = 0x80 | 0x20 | 0x10 | 2;
        datagram.extend([0, 0, 0, 7, 0, 0, 0, 8]);
        datagram.extend([0xbe, 0xde, 0, 1, 9, 9, 9, 9]);
        datagram.extend([1, 2, 3, 4, 0, 0, 0, 4]);
        let packet = Packet::parse(&datagram).expect("a full packet");
        assert_eq!(packet.contributing_sources().collect::<Vec<_>>(), [7, 8]);
        let extension = packet.extension().expect("the X bit is set");
        assert_eq!((extension.profile, extension.data), (0xbede, &[9; 4][..]));
        assert_eq!(packet.payload(), [1, 2, 3, 4]);
    }

    #[test]
    fn what_does_not_fit_is_refused_by_kind() {
        assert_eq!(
            Packet::parse(&PLAIN[..11]).err(),
            Some(PacketError::TooShort { len: 11 })
        );
        check_refused(0x40, &[], PacketError::Version { version: 1 });
        check_refused(0x82, &[0; 7], PacketError::ContributingSources);
        check_refused(0x90, &[0; 3], PacketError::Extension);
        check_refused(0x90, &[0, 0, 0, 2, 0, 0, 0, 0], PacketError::Extension);
        check_refused(0xa0, &[], PacketError::Padding);
        check_refused(0xa0, &[0], PacketError::Padding);
        check_refused(0xa0, &[0, 3], PacketError::Padding);
    }

    #[test]
    fn debug_shows_no_payload() {
        let mut datagram = PLAIN.to_vec();
        datagram.extend([201, 202, 203]);
        let shown = format!("{:?}", Packet::parse(&datagram).expect("a packet"));
        assert!(shown.contains("payload_len: 3"), "{shown}");
        assert!(!shown.contains("201"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_header_survives_the_wire(
            number in 0u8..128, marker: bool, sequence: u16, timestamp: u32, ssrc: u32,
        ) {
            let payload_type = PayloadType::new(number).expect("below 128");
            let header = Header { payload_type, marker, sequence, timestamp, ssrc };
            let datagram = header.emit();
            let packet = Packet::parse(&datagram).expect("just written");
            prop_assert_eq!(Header::parse(&packet), header);
        }

        #[test]
        fn any_octets_are_read_or_refused(first: u8, rest in proptest::collection::vec(any::<u8>(), 0..96)) {
            let mut datagram = std::vec![first];
            datagram.extend(rest);
            if let Ok(packet) = Packet::parse(&datagram) {
                prop_assert!(packet.payload().len() + HEADER_LEN <= datagram.len());
            }
        }
    }
}
