//! Samples to digits, for JavaScript.
//! What a digit is, is decided by `dtmf`; the shape in which it is told is `hearing`'s.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use core::ptr;

use cxtone_audio::ByteDecoder;
use cxtone_hearing::{Hearing, Listener};
use spin::Mutex;

use crate::{
    exchange::{answered, room_bytes},
    sound_options::{encoding, profile, sample_rate},
};

/// The most detectors that are there at once.
const DETECTORS_MAX: usize = 1 << 16;

/// The most samples that are heard in one call; the facade cuts what is longer.
const SAMPLES_MAX: usize = 1 << 14;

/// Those that there are, by their numbers.
static DETECTORS: Mutex<Vec<Option<Listening>>> = Mutex::new(Vec::new());

/// Samples that are to be heard.
static FLOATS: Mutex<Vec<f32>> = Mutex::new(Vec::new());

/// The same of 16 bits.
static WHOLE: Mutex<Vec<i16>> = Mutex::new(Vec::new());

/// One detector.
struct Listening {
    listener: Listener,
    decoder: ByteDecoder,
}

/// Where samples are written that are to be heard: room for so many as [`samples_max`] tells.
#[unsafe(no_mangle)]
pub extern "C" fn float_room() -> *mut f32 {
    let mut samples = FLOATS.lock();
    samples.resize(SAMPLES_MAX, 0.0);
    samples.as_mut_ptr()
}

/// The same for samples of 16 bits.
#[unsafe(no_mangle)]
pub extern "C" fn int16_room() -> *mut i16 {
    let mut samples = WHOLE.lock();
    samples.resize(SAMPLES_MAX, 0);
    samples.as_mut_ptr()
}

/// How many samples there is room for.
#[unsafe(no_mangle)]
pub extern "C" fn samples_max() -> usize {
    SAMPLES_MAX
}

/// Given rate, profile, explain, channel and encoding: the number of a new detector.
#[unsafe(no_mangle)]
pub extern "C" fn detector_new() -> *const u8 {
    answered(|given, told| {
        let rate = sample_rate(given)?;
        let hearing = Hearing {
            profile: profile(given)?,
            explains: given.flag_option("explain")?,
        };
        let channel = given.whole_option("channel")?.map_or(1, |it| it as usize);
        let listening = Listening {
            listener: Listener::new(channel, rate, hearing),
            decoder: ByteDecoder::new(encoding(given)?),
        };
        told.number(kept(listening)?.into());
        Ok(())
    })
}

/// Lets go of a detector.
#[unsafe(no_mangle)]
pub extern "C" fn detector_free(number: u32) {
    if let Some(place) = DETECTORS.lock().get_mut(number as usize) {
        *place = None;
    }
}

/// Hears so many samples of the room; what they decide, or zero where it is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn detector_float(number: u32, count: usize) -> *const u8 {
    heard(number, |listening| {
        let samples = FLOATS.lock();
        listening
            .listener
            .hear(samples.get(..count).unwrap_or_default());
    })
}

/// The same with samples of 16 bits.
#[unsafe(no_mangle)]
pub extern "C" fn detector_int16(number: u32, count: usize) -> *const u8 {
    heard(number, |listening| {
        let samples = WHOLE.lock();
        listening
            .listener
            .hear_pcm16(samples.get(..count).unwrap_or_default());
    })
}

/// The same with the bytes in the exchange. They may end within a sample.
#[unsafe(no_mangle)]
pub extern "C" fn detector_bytes(number: u32) -> *const u8 {
    let bytes = room_bytes();
    heard(number, |listening| {
        let mut samples = Vec::new();
        listening.decoder.decode(&bytes, &mut samples);
        listening.listener.hear(&samples);
    })
}

/// What is still open at the end of the stream; the next samples begin another one.
#[unsafe(no_mangle)]
pub extern "C" fn detector_finish(number: u32) -> *const u8 {
    heard(number, |listening| {
        listening.decoder.reset();
        listening.listener.finish();
    })
}

/// Lets a detector hear; nearly always it tells nothing, and then no answer is made.
fn heard(number: u32, hear: impl FnOnce(&mut Listening)) -> *const u8 {
    let mut detectors = DETECTORS.lock();
    let Some(Some(listening)) = detectors.get_mut(number as usize) else {
        return answered(|_, _| Err("the detector is gone".into()));
    };
    hear(listening);
    let told = listening.listener.take();
    if told.is_empty() {
        return ptr::null();
    }
    answered(|_, answer| answer.shape(&told))
}

fn kept(listening: Listening) -> Result<u32, String> {
    let mut detectors = DETECTORS.lock();
    let free = detectors.iter().position(Option::is_none);
    let place = free.unwrap_or(detectors.len());
    if place >= DETECTORS_MAX {
        return Err(format!("there are {DETECTORS_MAX} detectors; let some go"));
    }
    if place == detectors.len() {
        detectors.push(None);
    }
    detectors[place] = Some(listening);
    u32::try_from(place).map_err(|error| error.to_string())
}
