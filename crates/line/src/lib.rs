//! What lies between two ends of a call: G.711, RTP telephone-event, SIP INFO, seeded impairments. no_std, no allocation.
