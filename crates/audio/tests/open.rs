//! A file that is read block by block gives what the same file read into memory gives, errors
//! included.

use std::{fs, path::Path};

use cxtone_audio::{Encoding, Recording, WavError, WavStream};
use cxtone_dtmf::SampleRate;
use proptest::prelude::*;

/// All channels by blocks, asked for in two parts as two readers would.
fn by_blocks(path: &Path) -> Result<Vec<Vec<f32>>, WavError> {
    let count = usize::from(WavStream::open(path)?.channels());
    let split = count / 2;
    let mut channels = vec![Vec::new(); count];
    for (first, end) in [(0, split), (split, count)] {
        let mut stream = WavStream::open(path)?;
        let mut block = vec![Vec::new(); end - first];
        while stream.next_channels(first, &mut block)? {
            for (channel, samples) in channels[first..end].iter_mut().zip(&block) {
                channel.extend(samples);
            }
        }
    }
    Ok(channels)
}

fn check(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sound.wav");
    fs::write(&path, bytes).expect("written");
    match (Recording::read(&path), by_blocks(&path)) {
        (Ok(recording), Ok(channels)) => assert!(recording.channels() == channels),
        (Err(whole), Err(blocks)) => assert_eq!(whole.to_string(), blocks.to_string()),
        (whole, blocks) => panic!("{:?} and {:?}", whole.err(), blocks.err()),
    }
}

fn stereo(encoding: Encoding) -> Vec<u8> {
    let wave = |step: f32| {
        (0..20_000_u16)
            .map(|index| (f32::from(index) * step).sin())
            .collect()
    };
    Recording::from_channels(SampleRate::TELEPHONE, vec![wave(0.1), wave(0.3), wave(0.7)])
        .expect("of one length")
        .to_bytes(encoding)
}

#[test]
fn every_encoding_is_the_same_by_blocks() {
    for encoding in Encoding::ALL {
        check(&stereo(encoding));
    }
}

#[test]
fn every_fixture_is_the_same_by_blocks_or_the_same_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wav");
    for entry in fs::read_dir(folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "wav") {
            check(&fs::read(path).expect("readable"));
        }
    }
}

#[test]
fn sizes_left_open_and_chunks_behind_empty_samples_are_read_alike() {
    let mut bytes = stereo(Encoding::Pcm16);
    let at = bytes
        .windows(4)
        .position(|name| name == b"data")
        .expect("there")
        + 4;
    for size in [[0; 4], [0xff; 4]] {
        bytes[at..at + 4].copy_from_slice(&size);
        check(&bytes);
    }
    bytes.truncate(at);
    bytes.extend(*b"\0\0\0\0LIST\x03\0\0\0abc\0note\0\0\0\0");
    check(&bytes);
    bytes.push(b'x');
    check(&bytes);
}

proptest! {
    #[test]
    fn any_changed_file_is_read_alike(
        changes in proptest::collection::vec((0_usize..64, any::<u8>()), 1..4),
        cut in 0_usize..3_000,
    ) {
        let mut bytes = Recording::from_mono(SampleRate::TELEPHONE, vec![0.25; 1_400])
            .to_bytes(Encoding::Pcm16);
        for (at, value) in changes {
            bytes[at % 64] = value;
        }
        bytes.truncate(cut);
        check(&bytes);
    }
}
