//! What happened, masked and provable: records, redaction, keyed hash chain, verification. Sans-IO.
