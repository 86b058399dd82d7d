//! RFC2833: digits travel as RTP telephone-event packets; the far end renders a tone for each event.
//! Packets and their rules are in `cxtone-line`.

use cxtone_line::telephone_event::{
    PACKET_LEN, ReceivedDigit, Receiver, ReceiverSettings, Sender, SenderSettings,
};

use super::{Command, GatewayError, Loss, Stage};

pub(super) fn carry(
    command: &Command,
    loss: &mut Loss,
    stage: &mut Stage,
) -> Result<(), GatewayError> {
    let settings = SenderSettings {
        tone_ms: command.tone_ms,
        gap_ms: command.pause_ms,
        ssrc: loss.origin(),
        first_timestamp: loss.origin(),
        ..SenderSettings::default()
    };
    for received in received(command, settings, loss)? {
        // The media clock runs at the recording's rate, so its ticks are samples.
        let at = received.timestamp.wrapping_sub(settings.first_timestamp) as usize;
        let samples = usize::try_from(received.duration_ticks).unwrap_or(usize::MAX);
        stage.tone(at, received.digit, samples)?;
    }
    Ok(())
}

/// Whether the sender takes such timing.
pub(super) fn check(command: &Command) -> Result<(), GatewayError> {
    let settings = SenderSettings {
        tone_ms: command.tone_ms,
        gap_ms: command.pause_ms,
        ..SenderSettings::default()
    };
    sender(command, settings).map(|_| ())
}

fn sender(command: &Command, settings: SenderSettings) -> Result<Sender, GatewayError> {
    Sender::new(&command.digits, settings)
        .map_err(|_| GatewayError("the telephone-event sender refused the timing"))
}

fn received(
    command: &Command,
    settings: SenderSettings,
    loss: &mut Loss,
) -> Result<Vec<ReceivedDigit>, GatewayError> {
    let mut sender = sender(command, settings)?;
    let mut receiver = Receiver::new(ReceiverSettings::default());
    let mut digits = Vec::new();
    let mut packet = [0; PACKET_LEN];
    while let Some(due) = sender.next_packet(&mut packet) {
        if !loss.is_lost() {
            receiver
                .receive(due, &packet, |digit| digits.push(digit))
                .map_err(|_| GatewayError("a telephone-event packet was refused"))?;
        }
    }
    receiver.finish(|digit| digits.push(digit));
    Ok(digits)
}
