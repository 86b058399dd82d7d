//! Audio at 8 kHz in the two forms that detectors take: full scale 1, and 16 bits.
//! What is in it is the workload's.

/// Samples a second.
pub const RATE_HZ: usize = 8_000;

/// Samples of a frame of 20 ms, as a media server hands them over.
pub const FRAME: usize = 160;

/// Full scale of 16 bits.
const FULL_SCALE: f32 = 32_768.0;

/// The same samples in both forms, rounded to 16 bits, so that all hear the same.
#[derive(Clone, Debug, Default)]
pub struct Audio {
    float: Vec<f32>,
    integer: Vec<i16>,
}

/// A piece of audio in both forms.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Full scale = 1.
    pub float: &'a [f32],
    /// 16 bits.
    pub integer: &'a [i16],
}

impl Audio {
    /// From samples with full scale 1; what is louder is clipped.
    pub fn from_float(samples: &[f32]) -> Self {
        Self::from_integer(samples.iter().copied().map(to_integer).collect())
    }

    /// From samples of 16 bits.
    pub fn from_integer(integer: Vec<i16>) -> Self {
        Self {
            float: integer
                .iter()
                .map(|&sample| f32::from(sample) / FULL_SCALE)
                .collect(),
            integer,
        }
    }

    /// Full scale = 1.
    pub fn float(&self) -> &[f32] {
        &self.float
    }

    /// 16 bits.
    pub fn integer(&self) -> &[i16] {
        &self.integer
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.integer.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.integer.is_empty()
    }

    /// How long it lasts.
    pub fn seconds(&self) -> f64 {
        self.len() as f64 / RATE_HZ as f64
    }

    /// The whole frames in order.
    pub fn frames(&self) -> impl ExactSizeIterator<Item = Frame<'_>> {
        let frames = self.float.chunks_exact(FRAME);
        frames
            .zip(self.integer.chunks_exact(FRAME))
            .map(|(float, integer)| Frame { float, integer })
    }
}

/// A sample in 16 bits, to the nearest; what is louder than full scale is clipped.
pub fn to_integer(sample: f32) -> i16 {
    let scaled = sample * FULL_SCALE;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "to 16 bits; beyond them the cast clips"
    )]
    let rounded = (scaled + 0.5_f32.copysign(scaled)) as i16;
    rounded
}
