#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod byte_decoder;
mod encoding;
mod file;
mod recording;
mod spectrogram;
mod stream;
mod tones;
mod wav;

pub use byte_decoder::ByteDecoder;
pub use encoding::{Encoding, ParseEncodingError, SampleFormat};
pub use file::{WriteError, write_file, write_file_with};
pub use recording::{ChannelsError, FILE_LEN_MAX, Recording};
pub use spectrogram::{Mark, PANELS_MAX, Picture, PictureFormat, Spectrogram};
pub use stream::{BLOCK_BYTES_MAX, RawFormat, WavStream};
pub use tones::{TONES_SAMPLES_MAX, TonesError, tones};
pub use wav::{CHANNELS_MAX, CHUNKS_MAX, RATE_HZ_MAX, RATE_HZ_MIN, WavError, WavErrorKind};
