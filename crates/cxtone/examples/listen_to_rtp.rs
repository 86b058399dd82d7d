//! Hears the digits in a call's RTP on a UDP port, as tones and as telephone-events:
//! `cargo run -p cxtone --example listen_to_rtp -- 127.0.0.1:4000 10`
//!
//! It prints the digits, which is what it is for.

use core::{error::Error, net::SocketAddr, time::Duration};
use std::env;

use cxtone::{
    dtmf::{Detector, Event, Profile, SampleRate},
    payload::CallId,
    runner::{AudioTap, Overheard, RtpTap},
};
use tokio::time::{sleep, timeout};

/// How long the first packet is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(address), Some(seconds)) = (arguments.next(), arguments.next()) else {
        return Err("give the address to listen on and for how many seconds".into());
    };
    let address: SocketAddr = address.parse()?;
    let call: CallId = "call-1".parse()?;
    let tap = RtpTap::bind(address, call.clone()).await?;
    println!("listening on {}", tap.address());
    let seconds = Duration::from_secs(seconds.parse()?);
    let digits = listen(&tap, &call, seconds).await?;
    println!("tones: {}; events: {}", digits.tones, digits.events);
    Ok(())
}

/// What was heard, each way.
pub(crate) struct Heard {
    pub(crate) tones: String,
    pub(crate) events: String,
}

/// What comes within this time from the first packet on.
pub(crate) async fn listen(
    tap: &RtpTap,
    call: &CallId,
    duration: Duration,
) -> Result<Heard, Box<dyn Error>> {
    let mark = timeout(PATIENCE, tap.mark(call)).await??;
    sleep(duration).await;
    let overheard = tap.since(call, mark).await?;
    Ok(Heard {
        tones: tones(&overheard)?,
        events: overheard
            .signalled()
            .iter()
            .map(|it| it.as_char())
            .collect(),
    })
}

fn tones(overheard: &Overheard) -> Result<String, Box<dyn Error>> {
    let recording = overheard.recording();
    let rate = SampleRate::new(recording.sample_rate_hz())?;
    let mut heard = String::new();
    for channel in recording.channels() {
        let mut listen = |event| {
            if let Event::Ended(tone) = event {
                heard.push(tone.digit.as_char());
            }
        };
        let mut detector = Detector::new(rate, Profile::default());
        detector.feed(channel, &mut listen);
        detector.finish(&mut listen);
    }
    Ok(heard)
}
