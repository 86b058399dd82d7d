//! Drives the real program through its commands that need no network: answers, bad input, exit
//! codes, and digits that stay hidden.

mod audio;
mod bad_input;
mod completions;
mod detect;
mod generate;
mod hidden_digits;
mod program;
mod score;
mod stream;
mod validate;
