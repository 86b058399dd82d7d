//! A sine of one frequency, a block of samples at a time, that neither drifts nor decays.
//! Adding two of them up is the pair's, their edges are the edge's.

use super::phasor::Phasor;
use crate::SampleRate;

/// Samples of one block: enough that the turn from block to block hides behind the samples' own
/// arithmetic, and few enough that making the table does not weigh on a tone of 40 ms.
pub(super) const BLOCK: usize = 16;

/// One sine. The phase at the start of each block is kept in double precision; the samples within
/// follow by the addition theorem from a table of sines and cosines.
#[derive(Clone)]
pub(super) struct Oscillator {
    /// Amplitude and phase at the start of the next block.
    start: Phasor,
    /// The turn of one block.
    turn: Phasor,
    sines: [f32; BLOCK],
    cosines: [f32; BLOCK],
}

/// The start of a block in single precision.
#[derive(Clone, Copy)]
struct Start {
    sine: f32,
    cosine: f32,
}

impl Oscillator {
    /// A sine of a peak amplitude that starts at phase zero.
    pub(super) fn new(hz: f32, amplitude: f32, rate: SampleRate) -> Self {
        let radians = core::f64::consts::TAU * f64::from(hz) / f64::from(rate.hz());
        let step = Phasor::from_radians(radians);
        let mut turn = Phasor::ONE;
        let (mut sines, mut cosines) = ([0.0; BLOCK], [0.0; BLOCK]);
        for (sine, cosine) in sines.iter_mut().zip(&mut cosines) {
            (*sine, *cosine) = (narrow(turn.im), narrow(turn.re));
            turn = turn * step;
        }
        Self {
            start: Phasor::ONE.scale(f64::from(amplitude)),
            turn,
            sines,
            cosines,
        }
    }

    /// Where the next block starts; the one after it follows.
    fn advance(&mut self) -> Start {
        let start = Start {
            sine: narrow(self.start.im),
            cosine: narrow(self.start.re),
        };
        self.start = self.start * self.turn;
        start
    }
}

/// Writes the sum of the next blocks of two sines.
pub(super) fn sum_block(low: &mut Oscillator, high: &mut Oscillator, out: &mut [f32; BLOCK]) {
    let (from_low, from_high) = (low.advance(), high.advance());
    let low_table = low.sines.iter().zip(&low.cosines);
    let high_table = high.sines.iter().zip(&high.cosines);
    for ((sample, (sine, cosine)), (high_sine, high_cosine)) in
        out.iter_mut().zip(low_table).zip(high_table)
    {
        let low = from_low.sine * cosine + from_low.cosine * sine;
        let high = from_high.sine * high_cosine + from_high.cosine * high_sine;
        *sample = low + high;
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "samples are in single precision; the value is at most 1"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}
