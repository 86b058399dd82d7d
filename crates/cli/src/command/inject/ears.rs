//! Where a call is listened to, and what listening may settle.
//! Listening itself is `runner`'s.

use core::net::{IpAddr, Ipv4Addr, SocketAddr};

use cxtone_cxone::Client;
use cxtone_payload::CallId;
use cxtone_runner::{
    CALL_ID_PLACEHOLDER, InjectorBuilder, LATE_MARGIN, NoPlaceholder, PayloadType,
    RecordingFileTap, RecordingUrlTap, RtpTap, Settle,
};

use crate::{
    failure::{Failure, Result},
    options::Tenant,
    range, recording_address,
    recording_renders::RecordingRenders,
};

/// Accepted speeds of an emulator.
const SPEED: core::ops::RangeInclusive<f64> = 0.1..=1_000.0;

/// How the call is listened to.
#[derive(Debug, clap::Args)]
pub(super) struct Ears {
    /// Listen to the call and measure the recognition rate
    #[arg(long)]
    pub(super) verify: bool,

    /// Where the call's recording is, as WAV: a URL or a path with {callId} in it; for an API on
    /// this machine, the emulator's recording
    #[arg(long, value_name = "URL_OR_FILE")]
    recording: Option<String>,

    /// Where to listen: rtp:PORT or rtp:ADDRESS:PORT (G.711 and telephone-events that are sent
    /// there; PORT alone is on this machine; telephone-events of another payload type than 101
    /// with ;pt=NUMBER after it, 96 to 127), file:PATH or url:URL with {callId} in it
    #[arg(long, value_name = "TAP", conflicts_with = "recording")]
    tap: Option<String>,

    /// Where the answer leaves it open, listen whether the digits were played; what was
    /// verifiably not heard is sent again, within --attempts (see --recording-renders)
    #[arg(long)]
    settle: bool,

    /// Once it is proved that nothing was heard, try the next type: RFC2833, SIPINFO, INBAND
    #[arg(long, requires = "settle")]
    fallback: bool,

    #[command(flatten)]
    renders: RecordingRenders,

    /// How many times as fast as usual time passes in the calls of an emulator
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, allow_negative_numbers = true, value_parser = speed)]
    speed: f64,
}

/// A place to listen at.
enum Tap {
    /// The payload type is that of telephone-events.
    Rtp(SocketAddr, PayloadType),
    File(String),
    Url(String),
}

impl Ears {
    /// The injector with these ears.
    pub(super) async fn given_to(
        &self,
        builder: InjectorBuilder,
        client: Client,
        tenant: &Tenant,
        call: &CallId,
    ) -> Result<InjectorBuilder> {
        let builder = builder.speed(self.speed).settle(self.settling());
        if !self.listens() {
            return self.refuse_a_place().map(|()| builder);
        }
        let types = self.renders.types();
        Ok(match self.tap(tenant)? {
            Tap::Rtp(address, events) => {
                builder.tap(rtp(address, events, call).await?.rendering(types))
            }
            Tap::File(path) => {
                let tap = RecordingFileTap::new(&path).map_err(no_placeholder)?;
                builder.tap(tap.rendering(types))
            }
            Tap::Url(url) => {
                let tap = RecordingUrlTap::new(client, &url).map_err(no_placeholder)?;
                builder.tap(tap.rendering(types))
            }
        })
    }

    const fn listens(&self) -> bool {
        self.verify || self.settle
    }

    const fn settling(&self) -> Settle {
        if self.settle {
            Settle::Listen {
                late_margin: LATE_MARGIN,
                fallback: self.fallback,
            }
        } else {
            Settle::Off
        }
    }

    /// A place that nobody listens at is a mistake.
    fn refuse_a_place(&self) -> Result<()> {
        match (&self.recording, &self.tap) {
            (None, None) => Ok(()),
            _ => Err(Failure::usage("nothing is listened to")
                .help("--recording and --tap go with --verify or --settle")),
        }
    }

    fn tap(&self, tenant: &Tenant) -> Result<Tap> {
        if let Some(tap) = &self.tap {
            return parse(tap);
        }
        let place = match (&self.recording, tenant.api_url()?) {
            (Some(place), _) => place.clone(),
            (None, url) if url.is_loopback() => recording_address::of_emulator(url.as_str()),
            (None, _) => {
                return Err(
                    Failure::usage("--verify and --settle need the call's sound")
                        .help("tell where it is with --recording URL_OR_FILE or --tap TAP"),
                );
            }
        };
        Ok(if place.contains("://") {
            Tap::Url(place)
        } else {
            Tap::File(place)
        })
    }
}

fn parse(tap: &str) -> Result<Tap> {
    let unknown = || {
        Failure::usage("--tap names no place to listen at")
            .help("give rtp:PORT, rtp:ADDRESS:PORT, rtp:ADDRESS:PORT;pt=96, file:PATH or url:URL")
    };
    let (kind, place) = tap.split_once(':').ok_or_else(unknown)?;
    match kind {
        "rtp" => {
            let (place, events) = stream(place)?;
            let address = address(place).ok_or_else(unknown)?;
            Ok(Tap::Rtp(address, events))
        }
        "file" => Ok(Tap::File(place.to_owned())),
        "url" => Ok(Tap::Url(place.to_owned())),
        _ => Err(unknown()),
    }
}

/// A place for RTP, and after `;pt=` the payload type of telephone-events where it is not 101.
fn stream(place: &str) -> Result<(&str, PayloadType)> {
    let Some((place, number)) = place.split_once(";pt=") else {
        return Ok((place, PayloadType::TELEPHONE_EVENT));
    };
    let number = number.parse().ok().and_then(PayloadType::new);
    let events = number.filter(|events| events.is_dynamic());
    let events = events.ok_or_else(|| {
        Failure::usage("--tap has no payload type of telephone-events after ;pt=")
            .help("give the one that the call's two ends have agreed on, 96 to 127")
    })?;
    Ok((place, events))
}

/// A port alone is on this machine: whoever reaches it could pretend to be the call.
fn address(place: &str) -> Option<SocketAddr> {
    let port = place.parse().ok();
    let here = port.map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    here.or_else(|| place.parse().ok())
}

async fn rtp(address: SocketAddr, events: PayloadType, call: &CallId) -> Result<RtpTap> {
    let bound = RtpTap::bind_with(address, call.clone(), events).await;
    bound.map_err(|error| {
        Failure::failed(format_args!("cannot listen for RTP on {address}: {error}"))
            .help("give --tap another port")
    })
}

fn no_placeholder(error: NoPlaceholder) -> Failure {
    Failure::usage(error).help(format_args!(
        "it comes from --recording or --tap; write {CALL_ID_PLACEHOLDER} for the call's id"
    ))
}

fn speed(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &SPEED, "times as fast")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tap: &str, expected: Option<&str>) {
        let parsed = parse(tap).ok().map(|tap| match tap {
            Tap::Rtp(address, events) => format!("rtp {address} {}", events.number()),
            Tap::File(path) => format!("file {path}"),
            Tap::Url(url) => format!("url {url}"),
        });
        assert_eq!(parsed.as_deref(), expected, "{tap}");
    }

    #[test]
    fn a_tap_is_a_port_a_file_or_a_url() {
        check("rtp:5004", Some("rtp 127.0.0.1:5004 101"));
        check("rtp:0.0.0.0:5004", Some("rtp 0.0.0.0:5004 101"));
        check("rtp:[::1]:5004;pt=96", Some("rtp [::1]:5004 96"));
        check("rtp:5004;pt=127", Some("rtp 127.0.0.1:5004 127"));
        check("file:/tmp/{callId}.wav", Some("file /tmp/{callId}.wav"));
        check("url:https://h/{callId}", Some("url https://h/{callId}"));
        for wrong in [
            "rtp:",
            "rtp:5004;pt=0",
            "rtp:5004;pt=95",
            "rtp:5004;pt=128",
            "rtp:5004;pt=",
            "rtp:x",
            "rtp:70000",
            "sip:5060",
            "5004",
            "",
        ] {
            check(wrong, None);
        }
    }
}
