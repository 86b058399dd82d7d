//! The CXone client: tokens, a one-method transport seam, attempts, typed outcomes.
