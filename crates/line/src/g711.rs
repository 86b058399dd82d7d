//! The two G.711 laws: one 16-bit sample to one byte and back (ITU-T G.711, 11/1988).
//! Files and packets that carry such bytes are the business of others.

/// Which companding law a line uses.
///
/// Samples are `i16` with full scale at ±32 768, four times µ-law's and eight times A-law's
/// own units, so every decoded value of either law is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Law {
    /// µ-law, of North America and Japan; silence is 0xFF.
    Mu,
    /// A-law, of Europe and international lines; silence is 0xD5.
    A,
}

impl Law {
    /// The byte in whose interval the sample lies.
    ///
    /// The standard leaves open where a sample right on a decision value goes: a positive one
    /// takes the greater magnitude and a negative one the smaller, as in the ITU-T's own software
    /// tool library (G.191).
    #[must_use]
    pub const fn encode(self, sample: i16) -> u8 {
        match self {
            Self::Mu => encode_mu(sample),
            Self::A => encode_a(sample),
        }
    }

    /// The sample that a byte stands for; every byte stands for one.
    #[must_use]
    pub const fn decode(self, byte: u8) -> i16 {
        match self {
            Self::Mu => decode_mu(byte),
            Self::A => decode_a(byte),
        }
    }
}

/// µ-law's bias, 33 in its own units, makes every segment start at a power of two.
const MU_BIAS: u32 = 33 * 4;

/// The greatest magnitude that still falls into µ-law's last interval once biased.
const MU_MAGNITUDE_MAX: u32 = 32_767 - MU_BIAS;

/// Even bits are inverted on an A-law line (G.711, table 1a, note 2).
const A_INVERTED_BITS: u8 = 0x55;

/// The bit that tells the sign, set for positive in the codes as transmitted.
const SIGN: u8 = 0x80;

const fn encode_mu(sample: i16) -> u8 {
    let magnitude = magnitude(sample);
    let clipped = if magnitude > MU_MAGNITUDE_MAX {
        MU_MAGNITUDE_MAX
    } else {
        magnitude
    };
    let code = !segment_and_interval(clipped + MU_BIAS) & !SIGN;
    code | sign_bit(sample)
}

const fn encode_a(sample: i16) -> u8 {
    let magnitude = magnitude(sample);
    let code = if magnitude < 256 {
        low_byte(magnitude >> 4)
    } else {
        segment_and_interval(magnitude)
    };
    (code | sign_bit(sample)) ^ A_INVERTED_BITS
}

const fn decode_mu(byte: u8) -> i16 {
    let code = !byte;
    let magnitude = ((interval(code) * 8 + 132) << segment(code)) - 132;
    if code & SIGN == 0 {
        magnitude
    } else {
        -magnitude
    }
}

const fn decode_a(byte: u8) -> i16 {
    let code = byte ^ A_INVERTED_BITS;
    let magnitude = match segment(code) {
        0 => interval(code) * 16 + 8,
        segment => (interval(code) * 16 + 264) << (segment - 1),
    };
    if code & SIGN == 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// The ones' complement of a negative sample puts −32 768 in range and moves a negative sample
/// on a decision value to the smaller magnitude.
const fn magnitude(sample: i16) -> u32 {
    let folded = if sample < 0 { !sample } else { sample };
    folded.unsigned_abs() as u32
}

const fn sign_bit(sample: i16) -> u8 {
    if sample < 0 { 0 } else { SIGN }
}

/// Three bits of segment and four of interval, of a magnitude of 128 to 32 767.
const fn segment_and_interval(magnitude: u32) -> u8 {
    let segment = magnitude.ilog2() - 7;
    low_byte((segment << 4) | ((magnitude >> (segment + 3)) & 0x0f))
}

const fn low_byte(value: u32) -> u8 {
    value.to_le_bytes()[0]
}

const fn segment(code: u8) -> u8 {
    (code >> 4) & 7
}

const fn interval(code: u8) -> i16 {
    (code & 0x0f) as i16
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    /// The first code of each segment and the ends, from tables 2a and 2b of G.711: byte as
    /// transmitted, value in µ-law's units.
    const MU_TABLE: [(u8, i16); 20] = [
        (0x80, 8031),
        (0x8f, 4191),
        (0x9f, 2079),
        (0xaf, 1023),
        (0xbf, 495),
        (0xcf, 231),
        (0xdf, 99),
        (0xef, 33),
        (0xfe, 2),
        (0xff, 0),
        (0x7f, 0),
        (0x7e, -2),
        (0x6f, -33),
        (0x5f, -99),
        (0x4f, -231),
        (0x3f, -495),
        (0x2f, -1023),
        (0x1f, -2079),
        (0x0f, -4191),
        (0x00, -8031),
    ];

    /// The same from tables 1a and 1b: byte before the even bits are inverted, value in A-law's
    /// units.
    const A_TABLE: [(u8, i16); 18] = [
        (0b1111_1111, 4032),
        (0b1111_0000, 2112),
        (0b1110_0000, 1056),
        (0b1101_0000, 528),
        (0b1100_0000, 264),
        (0b1011_0000, 132),
        (0b1010_0000, 66),
        (0b1000_0001, 3),
        (0b1000_0000, 1),
        (0b0000_0000, -1),
        (0b0000_0001, -3),
        (0b0010_0000, -66),
        (0b0011_0000, -132),
        (0b0100_0000, -264),
        (0b0101_0000, -528),
        (0b0110_0000, -1056),
        (0b0111_0000, -2112),
        (0b0111_1111, -4032),
    ];

    #[test]
    fn mu_law_bytes_have_the_values_of_table_two() {
        for (byte, value) in MU_TABLE {
            assert_eq!(Law::Mu.decode(byte), value * 4, "{byte:#04x}");
        }
    }

    #[test]
    fn a_law_bytes_have_the_values_of_table_one() {
        for (byte, value) in A_TABLE {
            assert_eq!(Law::A.decode(byte ^ 0x55), value * 8, "{byte:#010b}");
        }
    }

    #[test]
    fn silence_and_full_scale_have_their_bytes() {
        let encoded = |law: Law| [0, i16::MAX, i16::MIN].map(|sample| law.encode(sample));
        assert_eq!(encoded(Law::Mu), [0xff, 0x80, 0x00]);
        assert_eq!(encoded(Law::A), [0xd5, 0xaa, 0x2a]);
    }

    #[test]
    fn a_decoded_byte_survives_being_coded_again() {
        for law in [Law::Mu, Law::A] {
            for byte in 0..=u8::MAX {
                let sample = law.decode(byte);
                assert_eq!(
                    law.decode(law.encode(sample)),
                    sample,
                    "{law:?} {byte:#04x}"
                );
            }
        }
    }

    #[test]
    fn a_louder_sample_never_decodes_lower() {
        for law in [Law::Mu, Law::A] {
            let mut before = i16::MIN;
            for sample in i16::MIN..=i16::MAX {
                let decoded = law.decode(law.encode(sample));
                assert!(decoded >= before, "{law:?} falls at {sample}");
                before = decoded;
            }
        }
    }

    /// A decision value in the law's units, and the bytes above and below it.
    fn check_decision(law: Law, value: i16, above: u8, below: u8) {
        assert_eq!(law.encode(value), above, "{law:?} {value}");
        assert_eq!(law.encode(value - 1), below, "{law:?} {value} - 1");
        assert_eq!(law.encode(!value), above ^ 0x80, "{law:?} -{value} - 1");
        assert_eq!(law.encode(-value), below ^ 0x80, "{law:?} -{value}");
    }

    #[test]
    fn samples_part_at_the_decision_values_of_the_tables() {
        let mu = [(1, 0xfe), (31, 0xef), (95, 0xdf), (223, 0xcf), (479, 0xbf)];
        for (value, above) in mu
            .into_iter()
            .chain([(991, 0xaf), (2015, 0x9f), (4063, 0x8f)])
        {
            check_decision(Law::Mu, value * 4, above, above + 1);
        }
        let a = [(2, 0x81), (64, 0xa0), (128, 0xb0), (256, 0xc0), (512, 0xd0)];
        for (value, above) in a.into_iter().chain([(1024, 0xe0), (2048, 0xf0)]) {
            check_decision(Law::A, value * 8, above ^ 0x55, (above - 1) ^ 0x55);
        }
    }

    #[test]
    fn a_sine_keeps_the_33_db_that_g_712_asks_of_a_channel_over_30_db_of_level() {
        for law in [Law::Mu, Law::A] {
            for level_db in [-3.0, -13.0, -23.0, -33.0] {
                let ratio_db = sine_signal_to_noise_db(law, level_db);
                assert!(
                    ratio_db > 33.0,
                    "{law:?} at {level_db} dB: {ratio_db:.1} dB"
                );
            }
        }
    }

    fn sine_signal_to_noise_db(law: Law, level_db: f64) -> f64 {
        let amplitude = 32_767.0 * 10f64.powf(level_db / 20.0);
        let (mut signal, mut noise) = (0.0, 0.0);
        for index in 0..8_000 {
            let exact =
                amplitude * (f64::from(index) * 1_020.0 / 8_000.0 * core::f64::consts::TAU).sin();
            #[expect(
                clippy::cast_possible_truncation,
                reason = "within ±32 767 by its amplitude"
            )]
            let sample = exact.round() as i16;
            signal += exact * exact;
            noise += (f64::from(law.decode(law.encode(sample))) - exact).powi(2);
        }
        10.0 * (signal / noise).log10()
    }
}
