//! The injection request: a raw one becomes valid or all findings at once. no_std with alloc.
