//! Bytes that come in pieces, as samples: a piece may end within a sample.
//! What the bytes of a sample mean is `encoding`'s business.

use core::fmt;

use crate::encoding::Encoding;

/// Decodes the bytes of one channel, however they are cut. `Debug` shows no bytes.
#[derive(Clone)]
pub struct ByteDecoder {
    encoding: Encoding,
    /// Bytes of a sample whose others are still to come.
    begun: Vec<u8>,
}

impl ByteDecoder {
    /// At the start of a stream.
    #[must_use]
    pub const fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            begun: Vec::new(),
        }
    }

    /// Appends the samples that are whole now, full scale at ±1, and keeps the rest.
    pub fn decode(&mut self, bytes: &[u8], samples: &mut Vec<f32>) {
        let sample_len = self.encoding.sample_len();
        let mut rest = bytes;
        if !self.begun.is_empty() {
            let missing = rest.len().min(sample_len - self.begun.len());
            self.begun.extend(&rest[..missing]);
            rest = &rest[missing..];
            if self.begun.len() < sample_len {
                return;
            }
            self.encoding.decode(&self.begun, samples);
            self.begun.clear();
        }
        self.encoding.decode(rest, samples);
        let whole = rest.len() - rest.len() % sample_len;
        self.begun.extend(&rest[whole..]);
    }

    /// Begins another stream.
    pub fn reset(&mut self) {
        self.begun.clear();
    }
}

impl fmt::Debug for ByteDecoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ByteDecoder")
            .field("encoding", &self.encoding)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_cut_anywhere_are_the_same_samples() {
        for encoding in Encoding::ALL {
            let bytes: Vec<u8> = (0..48).map(|byte| byte * 5 % 64).collect();
            let mut whole = Vec::new();
            encoding.decode(&bytes, &mut whole);
            for len in 1..bytes.len() {
                let mut decoder = ByteDecoder::new(encoding);
                let mut samples = Vec::new();
                for piece in bytes.chunks(len) {
                    decoder.decode(piece, &mut samples);
                }
                assert_eq!(samples, whole, "{encoding} in pieces of {len}");
            }
        }
    }

    #[test]
    fn another_stream_begins_with_a_whole_sample() {
        let mut decoder = ByteDecoder::new(Encoding::Pcm16);
        let mut samples = Vec::new();
        decoder.decode(&[1], &mut samples);
        decoder.reset();
        decoder.decode(&[0, 0x40], &mut samples);
        assert_eq!(samples, [0.5]);
    }
}
