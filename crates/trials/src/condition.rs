//! How digits are sent and what happens to them on the way: one condition, its parts and defaults.
//! Making audio of it is `trial`'s, drawing conditions at random is `family`'s.

use std::sync::Arc;

/// How the digits of one trial are sent, and what their line does to them.
///
/// The default is what every receiver must hear: ten digits of 50 ms with pauses of 50 ms at
/// −10 dBm0 a tone, in 16-bit samples at 8 kHz, over a noise floor of −70 dBm0.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Samples a second; 8 000 by default.
    pub rate_hz: u32,
    /// How many digits are sent; 10 by default.
    pub digits: usize,
    /// Which digits are sent; drawn one by one by default.
    pub order: Order,
    /// Length of a digit, from half amplitude to half amplitude.
    pub tone_ms: f64,
    /// Pause between digits.
    pub gap_ms: f64,
    /// Level of the stronger tone; a full-scale sine has +3.14 dBm0.
    pub level_dbm0: f64,
    /// High tone less low tone.
    pub twist_db: f64,
    /// How far the low tone is off.
    pub low_offset: Offset,
    /// How far the high tone is off.
    pub high_offset: Offset,
    /// How digits begin and end; abruptly by default.
    pub edges: Edges,
    /// A silent break inside every digit; none by default.
    pub interruption: Option<Interruption>,
    /// Tones beside the pair; none by default.
    pub extras: Vec<Extra>,
    /// What else is on the line; nothing by default.
    pub background: Option<Background>,
    /// White noise that is always there, power between 0 and 4 kHz; −70 dBm0 by default.
    pub floor_dbm0: Option<f64>,
    /// The sound once more, later; none by default.
    pub echo: Option<Echo>,
    /// Steps of gain; none by default.
    pub gain_steps: Option<GainSteps>,
    /// A constant added to every sample, full scale = 1; 0 by default.
    pub dc: f64,
    /// Where samples are clipped, full scale = 1; at full scale by default.
    pub clip: f64,
    /// What samples are carried in; 16-bit samples by default.
    pub coding: Coding,
    /// Lost packets; none by default.
    pub loss: Loss,
}

/// Which digits are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Each is drawn from all sixteen.
    Drawn,
    /// All sixteen in the order of their event codes, and again.
    InTurn,
    /// Each drawn digit is sent twice, so that a pause between equal digits is heard or missed.
    Twice,
}

/// How far a tone is from its nominal frequency: percent of it, and Hz on top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Offset {
    /// Percent of the nominal frequency.
    pub percent: f64,
    /// Hz besides.
    pub hz: f64,
}

/// How a tone begins and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edges {
    /// At full amplitude from one sample to the next.
    Abrupt,
    /// Half a cosine; digits are labelled where it has half the amplitude.
    Ramp {
        /// From none to the full amplitude.
        ms: f64,
    },
}

/// A silent break inside a digit, at a random place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interruption {
    /// Its length.
    pub ms: f64,
    /// What is left of the tone before and after it, at least.
    pub clear_ms: f64,
}

/// A tone beside the pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extra {
    /// Its frequency.
    pub hz: f64,
    /// Its level against the stronger tone of the digits.
    pub relative_db: f64,
    /// When it sounds.
    pub during: During,
}

/// When a tone beside the pair sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    /// From the onset of each digit to its end.
    Digits,
    /// All the time.
    All,
}

/// What else is on the line, and how loud it is.
#[derive(Clone, Debug)]
pub struct Background {
    /// What it is.
    pub kind: BackgroundKind,
    /// Power of both tones over that of the background: of white noise between 0 and 4 kHz, of
    /// voices and recordings where they are active, of all else as it is.
    pub snr_db: f64,
}

/// Kinds of background.
#[derive(Clone, Debug)]
pub enum BackgroundKind {
    /// White Gaussian noise.
    White,
    /// Noise that falls by 3 dB an octave.
    Pink,
    /// Mains hum with harmonics.
    Hum {
        /// 50 or 60 Hz.
        hz: f64,
    },
    /// Voice-like sound: glottal pulses through moving resonances, in syllables.
    Voices {
        /// How many speak at once.
        count: usize,
    },
    /// A stretch of a recording at the condition's rate, from a random place.
    Recording(Arc<[f32]>),
}

/// The sound once more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Echo {
    /// How much later.
    pub delay_ms: f64,
    /// Against the sound itself; below 0.
    pub level_db: f64,
}

/// Gain that jumps up and down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GainSteps {
    /// How often it changes.
    pub every_ms: f64,
    /// By how much, down and up again.
    pub db: f64,
}

/// What samples are carried in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As they are computed.
    Float,
    /// 16 bits.
    Pcm16,
    /// µ-law (ITU-T G.711).
    Mu,
    /// A-law (ITU-T G.711).
    A,
}

/// Which packets of 20 ms are lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// None.
    None,
    /// Each with this probability.
    Random {
        /// 0 to 1.
        probability: f64,
        /// What is heard instead.
        concealment: Concealment,
    },
    /// One of those that hold a part of each digit.
    OneEachDigit {
        /// What is heard instead.
        concealment: Concealment,
    },
}

/// What is heard instead of a lost packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concealment {
    /// Zeros.
    Silence,
    /// The packet before it at 0.8 of its amplitude.
    Repeat,
}

impl Condition {
    /// Dial tone, 350 + 440 Hz, under the digits all the time, each tone at a level against the
    /// digits' stronger one.
    #[must_use]
    pub fn with_dial_tone(mut self, relative_db: f64) -> Self {
        self.extras.extend([350.0, 440.0].map(|hz| Extra {
            hz,
            relative_db,
            during: During::All,
        }));
        self
    }

    /// White noise at a signal-to-noise ratio over 0 to 4 kHz.
    #[must_use]
    pub fn with_white_noise(self, snr_db: f64) -> Self {
        self.with_background(BackgroundKind::White, snr_db)
    }

    /// A background at a signal-to-noise ratio.
    #[must_use]
    pub fn with_background(mut self, kind: BackgroundKind, snr_db: f64) -> Self {
        self.background = Some(Background { kind, snr_db });
        self
    }

    /// Both tones off by as much.
    #[must_use]
    pub fn with_offsets(mut self, low: Offset, high: Offset) -> Self {
        self.low_offset = low;
        self.high_offset = high;
        self
    }

    /// Level of the low tone.
    #[must_use]
    pub fn low_dbm0(&self) -> f64 {
        self.level_dbm0 - self.twist_db.max(0.0)
    }

    /// Level of the high tone.
    #[must_use]
    pub fn high_dbm0(&self) -> f64 {
        self.level_dbm0 + self.twist_db.min(0.0)
    }
}

impl Default for Condition {
    fn default() -> Self {
        Self {
            rate_hz: 8_000,
            digits: 10,
            order: Order::Drawn,
            tone_ms: 50.0,
            gap_ms: 50.0,
            level_dbm0: -10.0,
            twist_db: 0.0,
            low_offset: Offset::default(),
            high_offset: Offset::default(),
            edges: Edges::Abrupt,
            interruption: None,
            extras: Vec::new(),
            background: None,
            floor_dbm0: Some(-70.0),
            echo: None,
            gain_steps: None,
            dc: 0.0,
            clip: 1.0,
            coding: Coding::Pcm16,
            loss: Loss::None,
        }
    }
}

impl Offset {
    /// So many percent.
    #[must_use]
    pub const fn percent(percent: f64) -> Self {
        Self { percent, hz: 0.0 }
    }

    /// The frequency that is sent instead of the nominal one.
    #[must_use]
    pub fn applied_to(self, nominal_hz: f64) -> f64 {
        nominal_hz * (1.0 + self.percent / 100.0) + self.hz
    }
}
