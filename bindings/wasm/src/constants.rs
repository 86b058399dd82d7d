//! The source's constants, taken from where they are decided.
//! The build of the npm package asks for them once and writes them into the facade for browsers.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use cxtone_dtmf::Digit;
use cxtone_payload::Limits;

use crate::{exchange::answered, told::Told};

/// The constants of `cxone-v2`.
#[unsafe(no_mangle)]
pub extern "C" fn constants() -> *const u8 {
    answered(|_, told| {
        let limits = Limits::CXONE_V2;
        told.object();
        told.text("keys");
        told.list();
        Digit::ALL.into_iter().for_each(|digit| tell(digit, told));
        told.end();
        told.text("types");
        told.list();
        limits.types.iter().for_each(|it| told.text(it.as_str()));
        told.end();
        told.text("digitsMax");
        told.number(u32::try_from(limits.digits_max).unwrap_or(u32::MAX).into());
        told.text("pauseMsMin");
        told.number(limits.pause_ms_min.into());
        told.text("pauseMsMax");
        told.number(limits.pause_ms_max.into());
        told.end();
        Ok(())
    })
}

fn tell(digit: Digit, told: &mut Told) {
    told.object();
    told.text("digit");
    told.text_of([digit.as_char()].into_iter());
    told.text("lowHz");
    told.number(digit.low_hz().into());
    told.text("highHz");
    told.number(digit.high_hz().into());
    told.end();
}
