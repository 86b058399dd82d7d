//! Files with sound in them and pictures of sound: WAV with G.711, spectrograms as PNG.
