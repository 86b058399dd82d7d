//! A call's sound and digits as an RTP stream to a UDP port of this machine: what is asked for.
//! What is sent and when is in the files below.

mod network;
mod packetizer;
mod stream;

use core::net::SocketAddr;

use cxtone_line::{g711::Law, rtp::PayloadType};
use serde::Deserialize;

pub(crate) use stream::{StreamRefusal, send};

/// The most streams at one time.
pub const RTP_STREAMS_MAX: usize = 256;

/// A stream as the test API is asked for it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RtpOrder {
    /// Where to, on this machine.
    pub(crate) to: SocketAddr,
    #[serde(default)]
    pub(crate) payload: Payload,
    #[serde(default)]
    pub(crate) law: LawJson,
    /// How likely a packet is lost, 0 to 1.
    #[serde(default)]
    loss: f64,
    /// How likely a packet is sent twice, 0 to 1.
    #[serde(default)]
    duplicate: f64,
    /// How likely a packet comes after the one that follows it, 0 to 1.
    #[serde(default)]
    reorder: f64,
    /// What these are drawn from, and where the stream's numbers begin.
    #[serde(default)]
    pub(crate) seed: u64,
}

/// What the stream carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Payload {
    /// The call's sound, all tones in it.
    #[default]
    Audio,
    /// Telephone-events for the digits that travel as such, and nothing else.
    Events,
    /// Both: digits that travel as events are no tones in the sound.
    Both,
}

/// Which law of G.711 the sound is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum LawJson {
    #[default]
    Mulaw,
    Alaw,
}

impl RtpOrder {
    /// What is wrong with it.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if !self.to.ip().to_canonical().is_loopback() {
            return Err("to must be a loopback address, such as 127.0.0.1:40000");
        }
        let chances = [self.loss, self.duplicate, self.reorder];
        if !chances.iter().all(|chance| (0.0..=1.0).contains(chance)) {
            return Err("loss, duplicate and reorder must be 0 to 1");
        }
        Ok(())
    }
}

impl Payload {
    const fn has_audio(self) -> bool {
        !matches!(self, Self::Events)
    }

    const fn has_events(self) -> bool {
        !matches!(self, Self::Audio)
    }
}

impl LawJson {
    const fn law(self) -> Law {
        match self {
            Self::Mulaw => Law::Mu,
            Self::Alaw => Law::A,
        }
    }

    /// The payload type of the sound.
    pub(crate) const fn payload_type(self) -> PayloadType {
        match self {
            Self::Mulaw => PayloadType::PCMU,
            Self::Alaw => PayloadType::PCMA,
        }
    }
}
