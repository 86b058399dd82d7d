//! What a line does to the sound on it: twist, gain, echo, noise, dropouts, clipping.
//! Codecs and packets are other modules' business; this one works on samples alone.

mod dropouts;
mod echo;
mod line;
mod noise;
mod settings;
mod twist;

pub use echo::ECHO_SAMPLES_MAX;
pub use line::Line;
pub use settings::{
    DROPOUT_FRAME_MS, Dropouts, Echo, GAIN_DB_MAX, ImpairmentError, Impairments, NOISE_DBM0_MAX,
    NOISE_DBM0_MIN, TWIST_DB_MAX,
};
