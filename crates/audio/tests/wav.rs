//! WAV files read and written, against other writers and readers, and against garbage.

use std::{
    fs,
    io::{Cursor, Read},
    path::{Path, PathBuf},
};

use cxtone_audio::{
    Encoding, RawFormat, Recording, SampleFormat, WavErrorKind, WavStream, WriteError,
};
use cxtone_dtmf::SampleRate;
use cxtone_line::g711::Law;
use proptest::prelude::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/wav")
        .join(name)
}

fn fixture_bytes(name: &str) -> Vec<u8> {
    fs::read(fixture(name)).expect("a fixture")
}

fn read(name: &str) -> Recording {
    Recording::read(fixture(name)).expect("readable")
}

fn ramp(count: u16) -> Vec<f32> {
    (0..count)
        .map(|index| (f32::from(index) * 0.7).sin() * 0.9)
        .collect()
}

fn mono(samples: Vec<f32>) -> Recording {
    Recording::from_mono(SampleRate::TELEPHONE, samples)
}

#[expect(clippy::cast_possible_truncation, reason = "it came from 16 bits")]
fn whole(sample: f32) -> i16 {
    (sample * 32_768.0) as i16
}

fn check_refused(bytes: &[u8], expected: fn(&WavErrorKind) -> bool) {
    let error = Recording::parse(bytes).expect_err("not readable");
    assert!(expected(error.kind()), "{error:?}");
    let stream = WavStream::new(bytes).err();
    let in_the_samples = matches!(error.kind(), WavErrorKind::Truncated { .. });
    assert_eq!(stream.is_none(), in_the_samples, "{stream:?}");
}

/// A header of plain PCM with one field of the format replaced.
fn with_format_field(at: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = mono(ramp(8)).to_bytes(Encoding::Pcm16);
    bytes[20 + at..20 + at + value.len()].copy_from_slice(value);
    bytes
}

#[test]
fn fixtures_of_another_writer_hold_the_same_sound() {
    let pcm = read("pcm16.wav");
    assert_eq!(
        (pcm.sample_rate_hz(), pcm.channels().len(), pcm.frames()),
        (8_000, 1, 3_920)
    );
    assert_eq!(read("streamed.wav"), pcm);
    let stereo = read("stereo-pcm24.wav");
    assert_eq!(stereo.channels()[0], pcm.channels()[0]);
    assert_eq!(stereo.channels()[1], vec![0.0; 3_920]);
    assert_eq!(read("alaw-extensible.wav"), read("alaw.wav"));
    for (name, law) in [("ulaw.wav", Law::Mu), ("alaw.wav", Law::A)] {
        let coded = read(name);
        for (sample, exact) in coded.channels()[0].iter().zip(&pcm.channels()[0]) {
            let ours = law.decode(law.encode(whole(*exact)));
            // The other writer may take the neighbour of a sample on a decision value.
            let step = (exact.abs() + 132.0 / 32_768.0) / 16.0;
            assert!(
                (sample - f32::from(ours) / 32_768.0).abs() <= step,
                "{name}: {exact}"
            );
        }
    }
}

#[test]
fn a_cut_off_file_says_how_much_is_missing_and_a_stream_gives_what_there_is() {
    let error = Recording::read(fixture("truncated.wav")).expect_err("cut off");
    let WavErrorKind::Truncated { expected, found } = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!((*expected, *found), (7_840, 6_840));
    assert!(
        error.to_string().contains("truncated.wav: is cut off"),
        "{error}"
    );
    let stream = WavStream::new(Cursor::new(fixture_bytes("truncated.wav"))).expect("a header");
    assert_eq!(all_blocks(stream).len(), 3_420);
}

#[test]
fn what_is_no_wav_file_is_named_with_its_path() {
    for (name, expected) in [
        ("not-audio.wav", "not-audio.wav: is no WAV file"),
        ("missing.wav", "missing.wav: cannot be read"),
        ("", "wav/: cannot be read"),
    ] {
        let error = Recording::read(fixture(name)).expect_err("no WAV file");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.path().is_some());
    }
}

#[test]
fn broken_headers_are_refused_by_kind() {
    check_refused(b"", |kind| matches!(kind, WavErrorKind::Empty));
    check_refused(b"OggS", |kind| matches!(kind, WavErrorKind::NotWav));
    check_refused(b"RIFF\0\0\0\0AVI LIST", |kind| {
        matches!(kind, WavErrorKind::NotWav)
    });
    check_refused(b"RIFF\0\0", |kind| {
        matches!(kind, WavErrorKind::HeaderCutOff)
    });
    check_refused(b"RIFF\0\0\0\0WAVEdata\0\0\0\0", |kind| {
        matches!(kind, WavErrorKind::NoFormat)
    });
    check_refused(b"RIFF\0\0\0\0WAVEfmt \x02\0\0\0\x01\0", |kind| {
        matches!(kind, WavErrorKind::NoFormat)
    });
    check_refused(b"RIFF\0\0\0\0WAVELIST\xff\xff\xff\xff", |kind| {
        matches!(kind, WavErrorKind::HeaderCutOff)
    });
    let endless = [&b"RIFF\0\0\0\0WAVE"[..], &b"JUNK\0\0\0\0".repeat(300)].concat();
    check_refused(&endless, |kind| matches!(kind, WavErrorKind::TooManyChunks));
}

#[test]
fn absurd_formats_are_refused_by_kind() {
    let unsupported = |kind: &WavErrorKind| matches!(kind, WavErrorKind::Unsupported { .. });
    check_refused(&with_format_field(0, &[0x55, 0]), unsupported);
    check_refused(&with_format_field(14, &[0, 0]), unsupported);
    check_refused(&with_format_field(14, &[64, 0]), unsupported);
    let channels = |kind: &WavErrorKind| matches!(kind, WavErrorKind::Channels { .. });
    check_refused(&with_format_field(2, &[0, 0]), channels);
    check_refused(&with_format_field(2, &[0xff, 0xff]), channels);
    let rate = |kind: &WavErrorKind| matches!(kind, WavErrorKind::Rate { .. });
    check_refused(&with_format_field(4, &[0, 0, 0, 0]), rate);
    check_refused(&with_format_field(4, &[0xff; 4]), rate);
    check_refused(&with_format_field(12, &[3, 0]), |kind| {
        matches!(
            kind,
            WavErrorKind::FrameSize {
                expected: 2,
                found: 3
            }
        )
    });
    let mut sub_format = fixture_bytes("alaw-extensible.wav");
    sub_format[50] ^= 1;
    check_refused(&sub_format, unsupported);
}

#[test]
fn a_size_that_promises_gigabytes_allocates_none() {
    let mut bytes = mono(ramp(8)).to_bytes(Encoding::Pcm16);
    bytes[40..44].copy_from_slice(&0x7ffe_ffffu32.to_le_bytes());
    check_refused(&bytes, |kind| {
        matches!(
            kind,
            WavErrorKind::Truncated {
                expected: 0x7ffe_ffff,
                found: 16
            }
        )
    });
}

#[test]
fn sizes_that_a_streaming_writer_left_are_taken_from_what_is_there() {
    let whole = mono(ramp(9));
    for size in [0, 0x7fff_f000, 0x8000_0000, u32::MAX] {
        let mut bytes = whole.to_bytes(Encoding::Pcm16);
        bytes[40..44].copy_from_slice(&size.to_le_bytes());
        bytes.push(99);
        let read = Recording::parse(&bytes).expect("readable");
        assert_eq!(read.frames(), 9, "the odd byte is no sample: {size:#x}");
    }
}

#[test]
fn a_file_without_samples_is_a_recording_of_nothing() {
    let mut bytes = mono(vec![]).to_bytes(Encoding::Pcm16);
    assert_eq!(Recording::parse(&bytes).expect("readable").frames(), 0);
    for chunk in [&b"LIST\x05\0\0\0INFO\0\0"[..], b"cue \x04\0\0\0\0\0\0\0"] {
        bytes.extend(chunk);
        assert_eq!(Recording::parse(&bytes).expect("readable").frames(), 0);
    }
}

#[test]
fn an_absurdly_long_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.wav");
    let file = fs::File::create(&path).expect("created");
    file.set_len(cxtone_audio::FILE_LEN_MAX + 1)
        .expect("sparse");
    let error = Recording::read(&path).expect_err("too long");
    assert!(
        matches!(error.kind(), WavErrorKind::TooLong { .. }),
        "{error}"
    );
}

#[test]
fn what_is_written_another_reader_reads() {
    let recording = Recording::from_channels(SampleRate::MAX, vec![ramp(31), vec![-0.5; 31]])
        .expect("two channels");
    let bytes = recording.to_bytes(Encoding::F32);
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).expect("hound reads it");
    assert_eq!(
        (reader.spec().channels, reader.spec().sample_rate),
        (2, 192_000)
    );
    let samples: Vec<f32> = reader
        .samples()
        .collect::<Result<_, _>>()
        .expect("all of it");
    let left: Vec<f32> = samples.iter().step_by(2).copied().collect();
    assert_eq!(left, recording.channels()[0]);

    let bytes = mono(vec![0.5, -1.0, 2.0]).to_bytes(Encoding::Pcm16);
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).expect("hound reads it");
    let samples: Vec<i16> = reader
        .samples()
        .collect::<Result<_, _>>()
        .expect("all of it");
    assert_eq!(samples, [16_384, i16::MIN, i16::MAX]);
}

fn check_other_writer(bits_per_sample: u16) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 44_100,
        bits_per_sample,
        sample_format: hound::SampleFormat::Int,
    };
    let highest = i32::MAX >> (32 - bits_per_sample);
    let scale = 2f32.powi(i32::from(bits_per_sample) - 1);
    let values = [0, 1, -1, highest, -highest - 1, 77];
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("hound writes");
    for value in values {
        writer.write_sample(value).expect("hound writes");
    }
    writer.finalize().expect("hound writes");
    let recording = Recording::parse(bytes.get_ref()).expect("readable");
    assert_eq!(
        (recording.sample_rate_hz(), recording.frames()),
        (44_100, 3)
    );
    for (index, value) in values.into_iter().enumerate() {
        let sample = recording.channels()[index % 2][index / 2];
        assert_eq!(
            sample,
            value as f32 / scale,
            "{bits_per_sample} bits: {value}"
        );
    }
}

#[test]
fn whole_numbers_of_another_writer_are_read_exactly() {
    for bits in [8, 16, 24, 32] {
        check_other_writer(bits);
    }
}

#[test]
fn g711_headers_are_as_the_format_asks() {
    let bytes = mono(ramp(3)).to_bytes(Encoding::Mulaw);
    assert_eq!(bytes.len(), 62);
    assert_eq!(bytes[4..8], 54u32.to_le_bytes());
    assert_eq!(bytes[16..24], [18, 0, 0, 0, 7, 0, 1, 0]);
    assert_eq!(bytes[28..38], [0x40, 0x1f, 0, 0, 1, 0, 8, 0, 0, 0]);
    assert_eq!(&bytes[38..50], b"fact\x04\0\0\0\x03\0\0\0");
    assert_eq!(&bytes[50..58], b"data\x03\0\0\0");
    assert_eq!(bytes[61], 0, "padded to an even size");
}

#[test]
fn channels_that_are_no_recording_are_refused() {
    let of = |channels| Recording::from_channels(SampleRate::TELEPHONE, channels);
    assert!(of(vec![]).is_err());
    assert!(of(vec![vec![]; 65]).is_err());
    assert!(of(vec![vec![0.0], vec![]]).is_err());
}

#[test]
fn a_recording_is_written_and_read_back_and_debug_shows_no_samples() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sound.wav");
    let recording = mono(vec![0.125; 40]);
    recording.write(&path, Encoding::Pcm16).expect("written");
    assert_eq!(Recording::read(&path).expect("readable"), recording);
    assert!(!format!("{recording:?}").contains("0.125"));
    let nowhere = folder.path().join("missing").join("sound.wav");
    let error = recording
        .write(nowhere, Encoding::Pcm16)
        .expect_err("no folder");
    assert!(matches!(error, WriteError::NoParent { .. }), "{error}");
}

/// Gives as few bytes at a time as asked, as pipes do.
struct Trickle<'a> {
    bytes: &'a [u8],
    sizes: core::iter::Cycle<core::slice::Iter<'a, usize>>,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.sizes.next().copied().unwrap_or(1).min(buffer.len());
        self.bytes.read(&mut buffer[..size])
    }
}

fn all_blocks<R: Read>(mut stream: WavStream<R>) -> Vec<f32> {
    let mut samples = Vec::new();
    while let Some(block) = stream.next_block().expect("readable") {
        assert!(!block.is_empty());
        samples.extend_from_slice(block);
    }
    samples
}

fn interleaved(recording: &Recording) -> Vec<f32> {
    (0..recording.frames())
        .flat_map(|frame| {
            recording
                .channels()
                .iter()
                .map(move |channel| channel[frame])
        })
        .collect()
}

#[test]
fn a_stream_gives_samples_as_they_come() {
    let bytes = mono(ramp(100)).to_bytes(Encoding::Pcm16);
    let sizes = [44, 20, 60];
    let trickle = Trickle {
        bytes: &bytes,
        sizes: sizes.iter().cycle(),
    };
    // The header is read piece by piece, so the sizes after it are what they are.
    let mut stream = WavStream::new(trickle).expect("a header");
    let first = stream
        .next_block()
        .expect("readable")
        .expect("samples")
        .len();
    assert!(first <= 30, "{first} samples without waiting for the rest");
}

#[test]
fn samples_after_the_stream_s_size_are_not_heard() {
    let recording = mono(ramp(10));
    let mut bytes = recording.to_bytes(Encoding::Pcm16);
    bytes.extend(b"LIST\x04\0\0\0INFO");
    let stream = WavStream::new(&bytes[..]).expect("a header");
    assert_eq!(all_blocks(stream).len(), 10);
}

#[test]
fn bare_samples_are_read_as_they_are_said_to_be() {
    let raw = RawFormat {
        sample_rate_hz: 16_000,
        channels: 2,
        encoding: Encoding::Alaw,
    };
    let stream = WavStream::raw(&[0xd5, 0xaa, 0x2a, 0xd5, 0xd5][..], raw).expect("valid");
    assert_eq!((stream.sample_rate_hz(), stream.channels()), (16_000, 2));
    assert_eq!(stream.sample_format(), SampleFormat::Alaw);
    let loudest = 32_256.0 / 32_768.0;
    let silence = 8.0 / 32_768.0;
    assert_eq!(all_blocks(stream), [silence, loudest, -loudest, silence]);
    let absurd = RawFormat {
        channels: 0,
        ..RawFormat::default()
    };
    assert!(WavStream::raw(&[][..], absurd).is_err());
}

proptest! {
    #[test]
    fn what_16_bits_or_floats_hold_survives_a_file(
        values in proptest::collection::vec(any::<i16>(), 0..300), rate_hz in 8_000u32..=192_000,
    ) {
        let rate = SampleRate::new(rate_hz).expect("in range");
        let samples = values.iter().map(|value| f32::from(*value) / 32_768.0).collect();
        let recording = Recording::from_mono(rate, samples);
        for encoding in [Encoding::Pcm16, Encoding::F32] {
            let read = Recording::parse(&recording.to_bytes(encoding)).expect("just written");
            prop_assert_eq!(&read, &recording);
        }
    }

    #[test]
    fn g711_survives_a_file_once_it_is_g711(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for (encoding, law) in [(Encoding::Mulaw, Law::Mu), (Encoding::Alaw, Law::A)] {
            let decoded = |byte: &u8| f32::from(law.decode(*byte)) / 32_768.0;
            let recording = mono(bytes.iter().map(decoded).collect());
            let read = Recording::parse(&recording.to_bytes(encoding)).expect("just written");
            prop_assert_eq!(&read, &recording);
        }
    }

    #[test]
    fn a_stream_hears_what_the_file_holds_however_it_trickles(
        channels in 1usize..4,
        frames in 0u16..400,
        encoding in prop::sample::select(&Encoding::ALL[..]),
        sizes in proptest::collection::vec(1usize..50, 1..9),
    ) {
        let recording = Recording::from_channels(
            SampleRate::TELEPHONE, vec![ramp(frames); channels],
        ).expect("channels");
        let bytes = recording.to_bytes(encoding);
        let whole = Recording::parse(&bytes).expect("just written");
        let trickle = Trickle { bytes: &bytes, sizes: sizes.iter().cycle() };
        let heard = all_blocks(WavStream::new(trickle).expect("a header"));
        prop_assert_eq!(heard, interleaved(&whole));
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        valid in any::<bool>(), bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let head: &[u8] = if valid { b"RIFF\0\0\0\0WAVEfmt " } else { b"" };
        let bytes = [head, &bytes[..]].concat();
        if let Ok(recording) = Recording::parse(&bytes) {
            prop_assert!(recording.frames() <= bytes.len());
        }
    }

    #[test]
    fn any_changed_file_is_read_or_refused(
        changes in proptest::collection::vec((0usize..100, any::<u8>()), 1..6), cut in 0usize..100,
    ) {
        let mut bytes = fixture_bytes("alaw-extensible.wav");
        bytes.truncate(200 - cut);
        for (at, value) in changes {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        if let Ok(recording) = Recording::parse(&bytes) {
            prop_assert!(recording.frames() <= bytes.len());
        }
        if let Ok(stream) = WavStream::new(&bytes[..]) {
            prop_assert!(all_blocks(stream).len() <= bytes.len());
        }
    }
}
