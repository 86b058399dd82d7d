//! The detector hears what was kept, to the last bit.

use cxtone_golden::{KEPT, events};

#[test]
fn the_same_digits_and_times_are_heard_as_ever() {
    let now = events();
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/events.txt");
        std::fs::write(path, &now).expect("the file can be written");
        return;
    }
    let changed: Vec<_> = KEPT
        .lines()
        .zip(now.lines())
        .filter(|(kept, now)| kept != now)
        .collect();
    assert!(changed.is_empty(), "kept and now: {changed:#?}");
    assert_eq!(KEPT.lines().count(), now.lines().count());
}

#[test]
fn most_digits_of_every_signal_are_heard() {
    for signal in 0..20 {
        let lines = KEPT
            .lines()
            .filter(|line| line.starts_with(&format!("{signal} ")));
        let heard = lines.count();
        assert!(heard >= 15, "{heard} of 18 in signal {signal}");
    }
}
