//! The fourth line of the demo: worse with every call, until not all digits are heard any more.
//! Noise and attenuation are the emulator's, and `line`'s behind it.

use cxtone_payload::DtmfType;

use super::{
    answer::{Rung, Spoiled},
    keepsakes::Keepsakes,
    stage::{Scene, Stage},
};
use crate::failure::Result;

/// The line attenuates, so that noise far above the tones does not clip.
const GAIN_DB: f32 = -20.0;

/// The noise of each call, in dBm0 between 0 and 4 kHz.
///
/// Two tones of −10 dBm0 arrive with −27 dBm0, so that the rungs are 9, 3, −3, −9 and −15 dB above
/// the noise. The ideal receiver of 40 ms tones ends at about −5 dB: the last is beyond any.
const NOISE_DBM0: [f32; 5] = [-36.0, -30.0, -24.0, -18.0, -12.0];

/// The level of both tones together behind the attenuation, in dBm0.
const TONES_DBM0: f32 = -27.0;

/// Places a call after another, each with more noise, until the recognition rate drops; keeps the
/// audio of the last.
pub(super) async fn spoil(stage: &Stage, keepsakes: &Keepsakes) -> Result<Spoiled> {
    let mut spoiled = Spoiled::default();
    for noise_dbm0 in NOISE_DBM0 {
        let call = stage.place(Scene::noisy(GAIN_DB, noise_dbm0)).await?;
        let injected = stage.inject(&call, DtmfType::Inband).await?;
        let dropped = injected.recognition_rate < 1.0;
        spoiled.climb(Rung {
            snr_db: TONES_DBM0 - noise_dbm0,
            injected,
        });
        if dropped {
            keepsakes.keep("spoiled", &stage.recording(&call).await?)?;
            break;
        }
    }
    Ok(spoiled)
}
