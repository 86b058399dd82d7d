//! What crosses crates: end to end, matrices, layering. The tests are in `tests/`.
