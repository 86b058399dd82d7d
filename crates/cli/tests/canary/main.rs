//! Drives every command and every way in which it can fail, with digits, secrets and tokens that
//! stand nowhere else, and searches all that comes out for them.
//!
//! Every run is searched, whatever its test is about. The exceptions are those of invariant 3 and
//! the emulator's own credentials, and stand where they are made: what `detect` prints, the bytes
//! that `generate -o -` writes, and the first line of `emulate`.

mod demo;
mod doctor;
mod emulated;
mod far_end;
mod files;
mod injection;
#[path = "../../../../tests/tests/end_to_end/leaks.rs"]
mod leaks;
mod run;
mod values;
mod wrong_places;
