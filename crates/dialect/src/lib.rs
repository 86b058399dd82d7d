//! Upstream's paths, JSON shapes, capabilities, and what an answer means. Sans-IO.
