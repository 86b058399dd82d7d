//! SIPINFO: each digit travels in a SIP INFO body of its own; the far end renders a tone for it.
//! Bodies are written and read in `cxtone-line`; SIP repeats what is lost, so none is.

use cxtone_line::sip_info::{RENDERED_LEN_MAX, parse, render};

use super::{Command, GatewayError, SAMPLES_PER_MS, Stage};

pub(super) fn carry(command: &Command, stage: &mut Stage) -> Result<(), GatewayError> {
    let step = (command.tone_ms + command.pause_ms) as usize * SAMPLES_PER_MS;
    for (index, digit) in command.digits.iter().enumerate() {
        let mut buffer = [0; RENDERED_LEN_MAX];
        let body = render(digit, command.tone_ms, &mut buffer)
            .map_err(|_| GatewayError("a SIP INFO body could not be written"))?;
        let (digit, duration_ms) =
            parse(body).map_err(|_| GatewayError("a SIP INFO body could not be read"))?;
        stage.tone(index * step, digit, duration_ms as usize * SAMPLES_PER_MS)?;
    }
    Ok(())
}
