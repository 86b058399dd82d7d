//! The kept inputs of the fuzz targets, and as many changed copies of them as there is time for.

use std::{fs, path::PathBuf};

use cxtone_tests::fuzz::{TARGETS, Target};
use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg32;

/// Seeds the changes.
const SEED: u64 = 20;

/// Changed copies of each input.
const COPIES: usize = 500;

/// Most changes of a copy.
const CHANGES_MAX: u32 = 8;

fn folder(parts: &[&str]) -> PathBuf {
    let fuzz = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    parts.iter().fold(fuzz, |path, part| path.join(part))
}

fn inputs(target: Target) -> Vec<Vec<u8>> {
    let folder = folder(&["corpus", target.name]);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read(path).expect("the input can be read"))
        .collect()
}

fn changed(input: &[u8], random: &mut Pcg32) -> Vec<u8> {
    let mut copy = input.to_vec();
    for _ in 0..=random.next_u32() % CHANGES_MAX {
        let place = random.next_u32() as usize % (copy.len() + 1);
        let [kind, byte, ..] = random.next_u32().to_le_bytes();
        match kind % 4 {
            0 => copy.truncate(place),
            1 => copy.insert(place, byte),
            2 => copy.extend_from_within(place / 2..place),
            _ => {
                if let Some(changed) = copy.get_mut(place) {
                    *changed ^= byte;
                }
            }
        }
    }
    copy
}

#[test]
fn every_kept_input_keeps_the_promises_and_so_do_changed_copies() {
    for target in TARGETS {
        let mut random = Pcg32::seed_from_u64(SEED);
        let inputs = inputs(target);
        assert!(!inputs.is_empty(), "{} has no input", target.name);
        for input in inputs {
            (target.run)(&input);
            for _ in 0..COPIES {
                (target.run)(&changed(&input, &mut random));
            }
        }
    }
}

#[test]
fn every_target_can_be_fuzzed() {
    let manifest = fs::read_to_string(folder(&["Cargo.toml"])).unwrap();
    for target in TARGETS {
        let file = folder(&["fuzz_targets", &format!("{}.rs", target.name)]);
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            text.contains(&format!("fuzz::{}(data)", target.name)),
            "{}",
            file.display()
        );
        assert!(manifest.contains(&format!("name = \"{}\"", target.name)));
    }
    assert_eq!(
        fs::read_dir(folder(&["fuzz_targets"])).unwrap().count(),
        TARGETS.len()
    );
    assert_eq!(
        fs::read_dir(folder(&["corpus"])).unwrap().count(),
        TARGETS.len()
    );
}
