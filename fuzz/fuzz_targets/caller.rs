//! Any bytes for `cxtone_tests::fuzz::caller`, which tells what is promised of them.

#![no_main]

use cxtone_tests::fuzz;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| fuzz::caller(data));
