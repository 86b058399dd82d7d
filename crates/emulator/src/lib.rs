//! A CXone tenant on loopback, with real audio in its calls and faults on demand.
