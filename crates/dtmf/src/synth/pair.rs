//! The two sines of one digit, in pieces of any length.
//! Where the tone begins and ends is the schedule's.

use super::oscillator::{BLOCK, Oscillator, sum_block};
use crate::{Digit, SampleRate};

/// A digit's steady sound. Blocks are counted from its first sample, so that how it is cut into
/// pieces never changes a bit of it.
#[derive(Clone)]
pub(super) struct Pair {
    low: Oscillator,
    high: Oscillator,
    /// The block that the last piece ended in, and how much of it is written.
    block: [f32; BLOCK],
    written: usize,
}

impl Pair {
    /// Both sines at phase zero, with their peak amplitudes.
    pub(super) fn new(digit: Digit, amplitudes: (f32, f32), rate: SampleRate) -> Self {
        let (low_amplitude, high_amplitude) = amplitudes;
        Self {
            low: Oscillator::new(digit.low_hz(), low_amplitude, rate),
            high: Oscillator::new(digit.high_hz(), high_amplitude, rate),
            block: [0.0; BLOCK],
            written: BLOCK,
        }
    }

    /// Writes the next samples.
    pub(super) fn fill(&mut self, out: &mut [f32]) {
        let out = self.write_left_over(out);
        let (blocks, rest) = out.as_chunks_mut::<BLOCK>();
        for block in blocks {
            sum_block(&mut self.low, &mut self.high, block);
        }
        if !rest.is_empty() {
            sum_block(&mut self.low, &mut self.high, &mut self.block);
            self.written = 0;
            self.write_left_over(rest);
        }
    }

    /// Writes what is left of the current block, as far as it fits, and gives what is left of
    /// `out`.
    fn write_left_over<'a>(&mut self, out: &'a mut [f32]) -> &'a mut [f32] {
        let left = self.block.get(self.written..).unwrap_or_default();
        let count = left.len().min(out.len());
        let (now, later) = out.split_at_mut_checked(count).unwrap_or_default();
        for (sample, value) in now.iter_mut().zip(left) {
            *sample = *value;
        }
        self.written += count;
        later
    }
}
