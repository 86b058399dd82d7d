#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

pub mod g711;
pub mod impairment;
pub mod pcm16;
pub mod rtp;
pub mod sip_info;
pub mod telephone_event;
