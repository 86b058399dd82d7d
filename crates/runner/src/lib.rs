//! One call: the injector with its lock, effect log, taps and monitors.
