//! Digits through a sender, a network that loses, repeats and reorders packets, and a receiver.

use core::time::Duration;

use cxtone_dtmf::{Digit, Digits};
use cxtone_line::{
    rtp::{Header, PayloadType},
    telephone_event::{
        EventPayload, PACKET_LEN, ReceivedDigit, Receiver, ReceiverSettings, Refusal, Sender,
        SenderSettings, TRANSIT_MAX,
    },
};
use proptest::prelude::*;
use rand_core::Rng;
use rand_pcg::Pcg32;

type Datagram = (Duration, [u8; PACKET_LEN]);

fn sent(digits: &Digits, settings: SenderSettings) -> Vec<Datagram> {
    let mut sender = Sender::new(digits, settings).expect("valid settings");
    let mut packet = [0; PACKET_LEN];
    let mut datagrams = Vec::new();
    while let Some(due) = sender.next_packet(&mut packet) {
        datagrams.push((due, packet));
    }
    datagrams
}

fn received(datagrams: &[Datagram]) -> Vec<ReceivedDigit> {
    let mut receiver = Receiver::new(ReceiverSettings::default());
    let mut heard = Vec::new();
    for (at, datagram) in datagrams {
        receiver
            .receive(*at, datagram, |digit| heard.push(digit))
            .expect("a telephone-event");
    }
    receiver.finish(|digit| heard.push(digit));
    heard
}

fn characters(heard: &[ReceivedDigit]) -> String {
    heard
        .iter()
        .map(|received| received.digit.as_char())
        .collect()
}

fn digits(text: &str) -> Digits {
    text.parse().expect("digits")
}

/// One packet of an event at an onset and with a duration in ticks.
fn datagram(digit: char, timestamp: u32, duration: u16, end: bool) -> [u8; PACKET_LEN] {
    let header = Header {
        payload_type: PayloadType::TELEPHONE_EVENT,
        marker: false,
        sequence: 0,
        timestamp,
        ssrc: 0,
    };
    let event = Digit::from_char(digit).expect("a digit").event_code();
    let payload = EventPayload {
        event,
        end,
        volume_dbm0: 10,
        duration,
    };
    let mut octets = [0; PACKET_LEN];
    octets[..12].copy_from_slice(&header.emit());
    octets[12..].copy_from_slice(&payload.emit());
    octets
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Loses, repeats and delays packets, but lets one of each timestamp through.
struct Network {
    random: Pcg32,
    loss_percent: u32,
    repeat_percent: u32,
    delay_ms_max: u32,
}

impl Network {
    fn carry(&mut self, datagrams: &[Datagram]) -> Vec<Datagram> {
        let mut arrived = Vec::new();
        for event in datagrams.chunk_by(|a, b| a.1[4..8] == b.1[4..8]) {
            let spared = self.random.next_u32() as usize % event.len();
            for (index, datagram) in event.iter().enumerate() {
                if index == spared || !self.happens(self.loss_percent) {
                    arrived.push(self.delayed(datagram));
                }
                if self.happens(self.repeat_percent) {
                    arrived.push(self.delayed(datagram));
                }
            }
        }
        arrived.sort_by_key(|(at, _)| *at);
        arrived
    }

    fn happens(&mut self, percent: u32) -> bool {
        self.random.next_u32() % 100 < percent
    }

    fn delayed(&mut self, (due, packet): &Datagram) -> Datagram {
        let delay_ms = self.random.next_u32() % (self.delay_ms_max + 1);
        (*due + ms(delay_ms.into()), *packet)
    }
}

#[test]
fn onset_and_duration_are_those_of_the_digits() {
    let settings = SenderSettings {
        tone_ms: 70,
        gap_ms: 50,
        first_timestamp: u32::MAX - 100,
        first_sequence: u16::MAX,
        ..SenderSettings::default()
    };
    let heard = received(&sent(&digits("5#A"), settings));
    assert_eq!(characters(&heard), "5#A");
    for (index, digit) in (0..).zip(&heard) {
        let onset = settings.first_timestamp.wrapping_add(index * 960);
        assert_eq!(digit.timestamp, onset);
        assert_eq!((digit.duration_ticks, digit.end_heard), (560, true));
    }
}

#[test]
fn a_digit_of_several_segments_is_one_digit_of_its_whole_length() {
    let settings = SenderSettings {
        tone_ms: 20_000,
        first_timestamp: u32::MAX - 70_000,
        ..SenderSettings::default()
    };
    let heard = received(&sent(&digits("77"), settings));
    assert_eq!(characters(&heard), "77");
    for digit in heard {
        assert_eq!((digit.duration_ticks, digit.end_heard), (160_000, true));
    }
}

#[test]
fn a_long_digit_that_falls_silent_and_goes_on_is_still_one() {
    let long = [
        (ms(100), datagram('7', 0, 800, false)),
        (ms(8_300), datagram('7', 65_535, 800, false)),
        (ms(16_600), datagram('7', 131_070, 800, true)),
        (ms(16_620), datagram('7', 131_070, 800, true)),
    ];
    assert_eq!(characters(&received(&long)), "7");
}

#[test]
fn the_same_digit_twice_is_two_digits_however_close() {
    let settings = SenderSettings {
        gap_ms: 0,
        ..SenderSettings::default()
    };
    assert_eq!(
        characters(&received(&sent(&digits("1111"), settings))),
        "1111"
    );
}

#[test]
fn a_lost_end_is_made_up_by_the_next_digit() {
    let heard = received(&[
        (ms(20), datagram('1', 0, 160, false)),
        (ms(40), datagram('1', 0, 320, false)),
        (ms(220), datagram('2', 1_600, 160, true)),
    ]);
    assert_eq!(characters(&heard), "12");
    assert_eq!((heard[0].duration_ticks, heard[0].end_heard), (320, false));
}

#[test]
fn a_lost_end_is_made_up_by_silence() {
    let mut receiver = Receiver::default();
    let mut heard = Vec::new();
    receiver
        .receive(ms(20), &datagram('9', 0, 160, false), |digit| {
            heard.push(digit)
        })
        .expect("an event");
    assert_eq!(receiver.next_due(), Some(ms(220)));
    receiver.advance(ms(219), |digit| heard.push(digit));
    assert!(heard.is_empty());
    receiver.advance(ms(220), |digit| heard.push(digit));
    assert_eq!(characters(&heard), "9");
    receiver
        .receive(ms(240), &datagram('9', 0, 800, true), |digit| {
            heard.push(digit)
        })
        .expect("an event");
    receiver.finish(|digit| heard.push(digit));
    assert_eq!(heard.len(), 1, "a late end is no new digit");
}

#[test]
fn an_update_that_was_overtaken_by_the_end_changes_nothing() {
    let heard = received(&[
        (ms(100), datagram('3', 0, 800, true)),
        (ms(101), datagram('3', 0, 640, false)),
        (ms(102), datagram('3', 0, 960, false)),
    ]);
    assert_eq!((heard[0].duration_ticks, heard[0].end_heard), (800, true));
}

#[test]
fn events_packed_into_one_packet_are_heard_one_after_the_other() {
    let mut octets = datagram('1', 0, 400, true).to_vec();
    octets.extend([16, 0x80, 1, 0]);
    octets.extend([2, 0x80, 1, 0]);
    let mut heard = Vec::new();
    let mut receiver = Receiver::default();
    receiver
        .receive(ms(0), &octets, |digit| heard.push(digit))
        .expect("three events");
    receiver.finish(|digit| heard.push(digit));
    assert_eq!(
        characters(&heard),
        "12",
        "the flash between them is no digit"
    );
    assert_eq!(heard[1].timestamp, 656);
}

#[test]
fn a_sender_that_sets_its_timestamps_back_is_heard_again_once_no_packet_can_be_that_late() {
    let one = datagram('1', 5_000_000, 400, true);
    let reported = ms(100);
    let late = reported + TRANSIT_MAX;
    let later = late + ms(1);
    let heard = received(&[
        (ms(0), one),
        (reported, one),
        (late, datagram('2', 4_000, 400, true)),
        (later, one),
        (later, datagram('3', 4_000, 400, true)),
        (later + ms(100), datagram('4', 4_800, 400, true)),
    ]);
    assert_eq!(characters(&heard), "134");
    assert_eq!(heard[1].timestamp, 4_000);
}

#[test]
fn what_is_not_for_this_receiver_is_refused() {
    let mut receiver = Receiver::default();
    let mut refused = |octets: &[u8]| receiver.receive(ms(0), octets, drop).err();
    let good = datagram('1', 0, 400, true);
    assert_eq!(refused(&good), None);
    let mut audio = good;
    audio[1] = 0;
    let expected = PayloadType::TELEPHONE_EVENT;
    let found = PayloadType::PCMU;
    assert_eq!(
        refused(&audio),
        Some(Refusal::PayloadType { expected, found })
    );
    let mut other = good;
    other[11] = 1;
    assert_eq!(refused(&other), Some(Refusal::Source));
    assert_eq!(
        refused(&good[..15]),
        Some(Refusal::PayloadLength { len: 3 })
    );
    assert_eq!(
        refused(&good[..12]),
        Some(Refusal::PayloadLength { len: 0 })
    );
    assert!(matches!(refused(&good[..4]), Some(Refusal::Packet(_))));
}

#[test]
fn nothing_that_is_shown_tells_the_digits() {
    let heard = received(&sent(&digits("9999"), SenderSettings::default()));
    let shown = format!("{heard:?} {:?}", Receiver::default());
    assert!(!shown.contains('9'), "{shown}");
}

proptest! {
    #[test]
    fn any_digits_come_through_any_network_once_each(
        text in "[0-9A-D*#]{1,24}",
        seed: u64,
        loss_percent in 0u32..95,
        repeat_percent in 0u32..60,
        // Below the 60 ms for which a receiver waits for packets that were overtaken.
        delay_ms_max in 0u32..55,
        tone_ms in 40u32..400,
        gap_ms in 0u32..300,
        first_timestamp: u32,
        first_sequence: u16,
    ) {
        let settings = SenderSettings {
            tone_ms, gap_ms, first_timestamp, first_sequence, ..SenderSettings::default()
        };
        let mut network = Network {
            random: Pcg32::new(seed, 0), loss_percent, repeat_percent, delay_ms_max,
        };
        let heard = received(&network.carry(&sent(&digits(&text), settings)));
        prop_assert_eq!(characters(&heard), text);
        for (index, digit) in (0..).zip(&heard) {
            let onset = index * (tone_ms + gap_ms) * 8;
            prop_assert_eq!(digit.timestamp, first_timestamp.wrapping_add(onset));
            prop_assert!(digit.duration_ticks <= u64::from(tone_ms) * 8);
        }
    }

    #[test]
    fn long_digits_come_through_any_network_once_each(
        text in "[0-9A-D*#]{1,3}",
        seed: u64,
        loss_percent in 0u32..90,
        tone_ms in 8_000u32..26_000,
    ) {
        let settings = SenderSettings { tone_ms, ..SenderSettings::default() };
        let mut network = Network {
            random: Pcg32::new(seed, 0), loss_percent, repeat_percent: 20, delay_ms_max: 50,
        };
        let heard = received(&network.carry(&sent(&digits(&text), settings)));
        prop_assert_eq!(characters(&heard), text);
    }

    #[test]
    fn any_datagrams_are_heard_or_refused(
        datagrams in proptest::collection::vec(
            (0u64..2_000, any::<[u8; 3]>(), any::<[u8; 4]>(), any::<[u8; 4]>()), 0..120,
        ),
    ) {
        let mut receiver = Receiver::default();
        let mut count = 0;
        let taken = datagrams.iter().filter(|(at, head, timestamp, payload)| {
            let [_, sequence_high, sequence_low] = *head;
            let mut octets = vec![0x80, 101, sequence_high, sequence_low];
            octets.extend(timestamp);
            octets.extend([0; 4]);
            octets.extend([payload[0] % 18, payload[1], payload[2], payload[3]]);
            receiver.receive(ms(*at), &octets, |_| count += 1).is_ok()
        }).count();
        receiver.finish(|_| count += 1);
        prop_assert!(count <= taken);
    }
}
