//! The packets of known digits, row by row; how they are received is tested beside the receiver.

extern crate std;
use std::{format, vec::Vec};

use super::*;
use crate::rtp::Packet;

/// Due in ms, marker, timestamp, end, duration.
type Row = (u128, bool, u32, bool, u16);

fn packets(digits: &str, settings: SenderSettings) -> Vec<(u128, Header, EventPayload)> {
    let digits: Digits = digits.parse().expect("digits");
    let mut sender = Sender::new(&digits, settings).expect("valid settings");
    let mut octets = [0; PACKET_LEN];
    let mut packets = Vec::new();
    while let Some(due) = sender.next_packet(&mut octets) {
        let packet = Packet::parse(&octets).expect("an RTP packet");
        let event = EventPayload::parse(packet.payload()).expect("an event");
        packets.push((due.as_millis(), Header::parse(&packet), event));
    }
    packets
}

fn check(digits: &str, settings: SenderSettings, expected: &[Row]) {
    let rows: Vec<Row> = packets(digits, settings)
        .iter()
        .map(|(due, header, event)| {
            (
                *due,
                header.marker,
                header.timestamp,
                event.end,
                event.duration,
            )
        })
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn a_digit_is_updates_every_20_ms_and_its_end_three_times() {
    let settings = SenderSettings {
        tone_ms: 50,
        first_timestamp: 7,
        ..SenderSettings::default()
    };
    check(
        "5",
        settings,
        &[
            (20, true, 7, false, 160),
            (40, false, 7, false, 320),
            (50, false, 7, true, 400),
            (70, false, 7, true, 400),
            (90, false, 7, true, 400),
        ],
    );
}

#[test]
fn without_a_gap_the_ends_hurry_to_be_out_before_the_next_digit() {
    let settings = SenderSettings {
        tone_ms: 10,
        gap_ms: 0,
        interval_ms: 30,
        ..SenderSettings::default()
    };
    check(
        "12",
        settings,
        &[
            (10, true, 0, true, 80),
            (13, false, 0, true, 80),
            (16, false, 0, true, 80),
            (20, true, 80, true, 80),
            (23, false, 80, true, 80),
            (26, false, 80, true, 80),
        ],
    );
}

#[test]
fn a_long_digit_goes_on_in_a_new_segment_without_marker_or_end() {
    let settings = SenderSettings {
        tone_ms: 10_000,
        interval_ms: 1_000,
        ..SenderSettings::default()
    };
    let rows = packets("1", settings);
    let (_, last_of_first, event) = rows[8];
    assert_eq!(
        (last_of_first.timestamp, event.end, event.duration),
        (0, false, 65_535)
    );
    let copies = rows
        .iter()
        .filter(|(.., event)| event.duration == 65_535)
        .count();
    assert_eq!(copies, usize::from(END_PACKETS));
    let (_, first_of_second, event) = rows[11];
    assert_eq!(first_of_second.timestamp, 65_535);
    assert_eq!((first_of_second.marker, event.duration), (false, 8_000));
    let (_, last, event) = rows[rows.len() - 1];
    assert_eq!(last.timestamp, 65_535);
    assert_eq!((event.end, event.duration), (true, 14_465));
}

#[test]
fn sequence_and_timestamp_wrap() {
    let settings = SenderSettings {
        first_sequence: u16::MAX - 2,
        first_timestamp: u32::MAX - 799,
        ..SenderSettings::default()
    };
    let rows = packets("12", settings);
    let sequences: Vec<u16> = rows.iter().map(|(_, header, _)| header.sequence).collect();
    assert_eq!(sequences[..4], [65_533, 65_534, 65_535, 0]);
    assert_eq!(rows[rows.len() - 1].1.timestamp, 800);
}

#[test]
fn packets_come_in_the_order_in_which_they_are_due() {
    for gap_ms in [0, 5, 20, 40, 500] {
        let settings = SenderSettings {
            gap_ms,
            ..SenderSettings::default()
        };
        let dues: Vec<u128> = packets("123", settings).iter().map(|row| row.0).collect();
        assert!(dues.is_sorted(), "gap {gap_ms} ms: {dues:?}");
    }
}

#[test]
fn settings_out_of_range_are_named() {
    let digits = Digits::new();
    let refused = |settings| Sender::new(&digits, settings).err();
    let default = SenderSettings::default();
    assert_eq!(
        refused(SenderSettings {
            tone_ms: 0,
            ..default
        }),
        Some(SenderError::Tone { tone_ms: 0 })
    );
    assert_eq!(
        refused(SenderSettings {
            gap_ms: 600_001,
            ..default
        }),
        Some(SenderError::Gap { gap_ms: 600_001 })
    );
    assert_eq!(
        refused(SenderSettings {
            interval_ms: 0,
            ..default
        }),
        Some(SenderError::Interval { interval_ms: 0 })
    );
    assert_eq!(
        refused(SenderSettings {
            volume_dbm0: 64,
            ..default
        }),
        Some(SenderError::Volume { volume_dbm0: 64 })
    );
    assert_eq!(
        refused(SenderSettings {
            clock_hz: 0,
            ..default
        }),
        Some(SenderError::Clock { clock_hz: 0 })
    );
}

#[test]
fn no_digits_are_no_packets() {
    assert!(packets("", SenderSettings::default()).is_empty());
}

#[test]
fn play_out_is_the_sum_of_tones_and_gaps() {
    let digits: Digits = "1234#".parse().expect("digits");
    let sender = Sender::new(&digits, SenderSettings::default()).expect("valid");
    assert_eq!(sender.play_out(), Duration::from_secs(1));
    assert!(format!("{sender:?}").contains("[5 digits]"));
}
