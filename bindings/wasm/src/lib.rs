#![doc = include_str!("../README.md")]
#![cfg_attr(all(target_family = "wasm", not(feature = "std")), no_std)]

extern crate alloc;

#[cfg(all(target_family = "wasm", not(feature = "flow")))]
mod allocator;
#[cfg(all(target_family = "wasm", not(feature = "std")))]
mod without_std;

#[cfg(feature = "dsp")]
pub mod detector;
#[cfg(feature = "flow")]
pub mod flows;
#[cfg(feature = "dsp")]
pub mod generate;
#[cfg(feature = "request")]
pub mod request;
#[cfg(feature = "dsp")]
pub mod score;
#[cfg(any(feature = "dsp", feature = "wav"))]
mod sound_options;
#[cfg(feature = "dsp")]
mod told;
#[cfg(feature = "validator")]
pub mod validate;
#[cfg(feature = "wav")]
pub mod wav;
