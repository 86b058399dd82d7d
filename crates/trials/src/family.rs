//! Families of conditions, drawn at random: a standard's column, its corners, lines of all kinds.
//! What the parts of a condition mean stands in `condition`.

use crate::condition::{
    Background, BackgroundKind, Coding, Concealment, Condition, During, Echo, Edges, Extra,
    GainSteps, Interruption, Loss, Offset,
};
use crate::random::Random;

/// A kind of conditions of which each draw is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// All that ITU-T Q.24's column AT&T says must be accepted, its ends favoured: 0 to −25 dBm0 a
    /// tone, where the loudest are clipped, twist −8 to +4 dB, each tone ±(1.5 % + 2 Hz), tones and
    /// pauses from 40 ms.
    Att,
    /// The same through µ-law.
    AttMu,
    /// The same with a break of 10 ms inside each digit, at least 30 ms from its edges.
    AttBreak,
    /// The same in white noise at 5 to 25 dB.
    AttNoisy,
    /// Must be rejected: both tones 3.5 to 6 % off.
    OffFrequency,
    /// Must be rejected: tones of 8 to 23 ms.
    TooShort,
    /// Lines of all kinds, from good to hardly bearable: noise, hum, voices, dial tone, third
    /// tones, echo, offset, clipping, gain steps, codecs, lost packets.
    Impaired,
    /// Digits of 35 to 100 ms in white noise at −5 to 25 dB.
    Noisy,
    /// Digits of 35 to 100 ms over one or several voice-like sounds at −3 to 20 dB.
    OverVoices,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 9] = [
        Self::Att,
        Self::AttMu,
        Self::AttBreak,
        Self::AttNoisy,
        Self::OffFrequency,
        Self::TooShort,
        Self::Impaired,
        Self::Noisy,
        Self::OverVoices,
    ];

    /// The name, as in `att-break`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Att => "att",
            Self::AttMu => "att-mu",
            Self::AttBreak => "att-break",
            Self::AttNoisy => "att-noisy",
            Self::OffFrequency => "off-frequency",
            Self::TooShort => "too-short",
            Self::Impaired => "impaired",
            Self::Noisy => "noisy",
            Self::OverVoices => "over-voices",
        }
    }

    /// The family of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// Whether its digits must be heard (`accept`), must not (`reject`), or are outside of what a
    /// receiver must hear (`info`).
    #[must_use]
    pub const fn expectation(self) -> &'static str {
        match self {
            Self::Att | Self::AttMu | Self::AttBreak => "accept",
            Self::OffFrequency | Self::TooShort => "reject",
            Self::AttNoisy | Self::Impaired | Self::Noisy | Self::OverVoices => "info",
        }
    }

    /// One condition.
    #[must_use]
    pub fn draw(self, random: &mut Random) -> Condition {
        match self {
            Self::Att => att(random),
            Self::AttMu => Condition {
                coding: Coding::Mu,
                ..att(random)
            },
            Self::AttBreak => Condition {
                tone_ms: random.within(70.0, 140.0),
                interruption: Some(Interruption {
                    ms: 10.0,
                    clear_ms: 30.0,
                }),
                ..att(random)
            },
            Self::AttNoisy => {
                let snr_db = random.within(5.0, 25.0);
                att(random).with_white_noise(snr_db)
            }
            Self::OffFrequency => off_frequency(random),
            Self::TooShort => Condition {
                tone_ms: random.favouring_ends(8.0, 23.0),
                gap_ms: random.within(60.0, 100.0),
                ..att(random)
            },
            Self::Impaired => impaired(random),
            Self::Noisy => {
                let snr_db = random.within(-5.0, 25.0);
                plain(random).with_white_noise(snr_db)
            }
            Self::OverVoices => {
                let count = 1 + random.below(4);
                let snr_db = random.within(-3.0, 20.0);
                plain(random).with_background(BackgroundKind::Voices { count }, snr_db)
            }
        }
    }
}

fn att(random: &mut Random) -> Condition {
    let twist_db = random.favouring_ends(-8.0, 4.0);
    // Each tone has −25 dBm0 at least, so the stronger one may not be weaker than the twist allows.
    let level_dbm0 = random.favouring_ends(-25.0 + twist_db.abs(), 0.0);
    Condition {
        tone_ms: random.favouring_ends(40.0, 100.0),
        gap_ms: random.favouring_ends(40.0, 100.0),
        level_dbm0,
        twist_db,
        low_offset: att_offset(random),
        high_offset: att_offset(random),
        edges: edges(random),
        floor_dbm0: Some(random.within(-75.0, -60.0)),
        dc: if random.chance(0.3) {
            random.within(-0.1, 0.1)
        } else {
            0.0
        },
        ..Condition::default()
    }
}

fn att_offset(random: &mut Random) -> Offset {
    let share = random.favouring_ends(-1.0, 1.0);
    Offset {
        percent: 1.5 * share,
        hz: 2.0 * share,
    }
}

fn off_frequency(random: &mut Random) -> Condition {
    let mut offset = || {
        let percent = random.favouring_ends(3.5, 6.0);
        Offset::percent(percent * random.sign())
    };
    let (low, high) = (offset(), offset());
    att(random).with_offsets(low, high)
}

fn edges(random: &mut Random) -> Edges {
    if random.chance(0.5) {
        Edges::Abrupt
    } else {
        Edges::Ramp {
            ms: random.within(0.5, 4.0),
        }
    }
}

/// Digits as senders send them, beyond the standards by a little.
fn plain(random: &mut Random) -> Condition {
    Condition {
        tone_ms: random.within(35.0, 100.0),
        gap_ms: random.within(35.0, 100.0),
        level_dbm0: random.within(-32.0, -3.0),
        twist_db: random.within(-10.0, 8.0),
        low_offset: Offset::percent(random.within(-1.8, 1.8)),
        high_offset: Offset::percent(random.within(-1.8, 1.8)),
        edges: edges(random),
        coding: [Coding::Pcm16, Coding::Mu, Coding::A][random.below(3)],
        ..Condition::default()
    }
}

/// One to three impairments on top of plain digits.
fn impaired(random: &mut Random) -> Condition {
    let mut condition = plain(random);
    for _ in 0..=random.below(3) {
        impair(&mut condition, random);
    }
    condition
}

fn impair(condition: &mut Condition, random: &mut Random) {
    match random.below(10) {
        0 | 1 => condition.background = Some(background(random)),
        2 => {
            *condition = core::mem::take(condition).with_dial_tone(random.within(-20.0, 15.0));
        }
        3 => condition.extras.push(Extra {
            hz: random.within(300.0, 3_400.0),
            relative_db: random.within(-30.0, -8.0),
            during: During::Digits,
        }),
        4 => {
            condition.echo = Some(Echo {
                delay_ms: random.within(5.0, 80.0),
                level_db: random.within(-30.0, -6.0),
            });
        }
        5 => {
            condition.tone_ms = random.within(70.0, 140.0);
            condition.interruption = Some(Interruption {
                ms: random.within(2.0, 12.0),
                clear_ms: 25.0,
            });
        }
        6 => condition.dc = random.within(-0.3, 0.3),
        7 => condition.clip = random.within(0.3, 1.0) * crate::level::peak(condition.level_dbm0),
        8 => {
            condition.gain_steps = Some(GainSteps {
                every_ms: random.within(15.0, 400.0),
                db: random.within(1.0, 8.0),
            });
        }
        _ => {
            condition.loss = Loss::Random {
                probability: random.within(0.01, 0.08),
                concealment: if random.chance(0.5) {
                    Concealment::Silence
                } else {
                    Concealment::Repeat
                },
            };
        }
    }
}

fn background(random: &mut Random) -> Background {
    let kind = match random.below(6) {
        0 | 1 => BackgroundKind::White,
        2 => BackgroundKind::Pink,
        3 => BackgroundKind::Hum {
            hz: [50.0, 60.0][random.below(2)],
        },
        4 => BackgroundKind::Voices { count: 1 },
        _ => BackgroundKind::Voices {
            count: 2 + random.below(5),
        },
    };
    let snr_db = random.within(-3.0, 30.0);
    Background { kind, snr_db }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 77;
    const DRAWS: u64 = 500;

    fn drawn(family: Family) -> impl Iterator<Item = Condition> {
        (0..DRAWS).map(move |index| family.draw(&mut Random::new(SEED, index)))
    }

    #[test]
    fn families_are_found_by_their_names() {
        for family in Family::ALL {
            assert_eq!(Family::named(family.name()), Some(family));
        }
        assert_eq!(Family::named("none"), None);
    }

    #[test]
    fn what_must_be_accepted_stays_inside_the_column() {
        for family in [
            Family::Att,
            Family::AttMu,
            Family::AttBreak,
            Family::AttNoisy,
        ] {
            for condition in drawn(family) {
                assert!((-8.0..=4.0).contains(&condition.twist_db));
                for dbm0 in [condition.low_dbm0(), condition.high_dbm0()] {
                    assert!((-25.001..=0.0).contains(&dbm0), "{dbm0} dBm0");
                }
                assert!(condition.tone_ms >= 40.0 && condition.gap_ms >= 40.0);
                let off_hz = (condition.low_offset.applied_to(697.0) - 697.0).abs();
                assert!(off_hz <= 697.0 * 0.015 + 2.0 + 1e-9);
            }
        }
    }

    #[test]
    fn what_must_be_rejected_is_beyond_the_column() {
        for condition in drawn(Family::OffFrequency) {
            assert!(condition.low_offset.percent.abs() >= 3.5);
            assert!(condition.high_offset.percent.abs() >= 3.5);
        }
        assert!(drawn(Family::TooShort).all(|condition| condition.tone_ms <= 23.0));
    }

    #[test]
    fn impaired_lines_are_of_every_kind() {
        let conditions: Vec<_> = drawn(Family::Impaired).collect();
        let kinds: [fn(&Condition) -> bool; 8] = [
            |it| it.background.is_some(),
            |it| !it.extras.is_empty(),
            |it| it.echo.is_some(),
            |it| it.interruption.is_some(),
            |it| it.dc != 0.0,
            |it| it.clip != 1.0,
            |it| it.gain_steps.is_some(),
            |it| it.loss != Loss::None,
        ];
        for (index, kind) in kinds.iter().enumerate() {
            assert!(
                conditions.iter().filter(|it| kind(it)).count() > 20,
                "kind {index}"
            );
        }
    }
}
