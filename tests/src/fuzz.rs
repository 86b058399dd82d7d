//! What fuzzing runs: one function a target, that takes any bytes and panics where a promise is broken.
//! Finding the bytes is cargo-fuzz's, in the folder `fuzz`; a test runs the kept ones.

mod answers;
mod audio;
mod digits;
mod flows;
mod packets;

pub use answers::{audit_log, discovery, injection_answer, sequence, token_answer};
pub use audio::{detector, muter, wav};
pub use digits::synth;
pub use flows::{caller, flow};
pub use packets::{rtp, sip_info, telephone_events};

/// A target by its name.
#[derive(Clone, Copy)]
pub struct Target {
    /// As its file in `fuzz/fuzz_targets` and its folder in `fuzz/corpus` are called.
    pub name: &'static str,
    /// What it runs.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: [Target; 14] = [
    target("audit_log", audit_log),
    target("caller", caller),
    target("detector", detector),
    target("discovery", discovery),
    target("flow", flow),
    target("injection_answer", injection_answer),
    target("muter", muter),
    target("rtp", rtp),
    target("sequence", sequence),
    target("sip_info", sip_info),
    target("synth", synth),
    target("telephone_events", telephone_events),
    target("token_answer", token_answer),
    target("wav", wav),
];

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}

/// Numbers that are read off the front of the bytes; zeros when there are no more.
struct Numbers<'a>(&'a [u8]);

impl<'a> Numbers<'a> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut taken = [0; N];
        let count = N.min(self.0.len());
        let (front, rest) = self.0.split_at(count);
        for (place, byte) in taken.iter_mut().zip(front) {
            *place = *byte;
        }
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        let [byte] = self.take();
        byte
    }

    fn short(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }

    fn long(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn float(&mut self) -> f32 {
        f32::from_le_bytes(self.take())
    }

    fn rest(&self) -> &'a [u8] {
        self.0
    }
}
