//! Any bytes for `cxtone_tests::fuzz::injection_answer`, which tells what is promised of them.

#![no_main]

use cxtone_tests::fuzz;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| fuzz::injection_answer(data));
