//! Reading YAML within limits: depth, nodes, and what aliases expand to.
//! What the text should say is left to who reads it.

use serde::de::DeserializeOwned;
use serde_saphyr::{DuplicateKeyPolicy, Error, Options};

use crate::limits::{ALIAS_EVENTS_MAX, DEPTH_MAX, NODES_MAX};

/// Reads a text; a key that stands twice in one mapping is an error.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_saphyr::from_str_with_options(text, options(DuplicateKeyPolicy::Error))
}

/// Reads a text of whose equal keys the first one counts.
pub(crate) fn read_first_of_equals<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_saphyr::from_str_with_options(text, options(DuplicateKeyPolicy::FirstWins))
}

fn options(duplicate_keys: DuplicateKeyPolicy) -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEPTH_MAX, max_nodes: NODES_MAX },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: ALIAS_EVENTS_MAX },
        duplicate_keys: duplicate_keys,
        with_snippet: false,
    }
}
