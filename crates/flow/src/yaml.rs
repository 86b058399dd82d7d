//! Reading YAML within limits: depth, nodes, and what aliases expand to.
//! What the text should say is left to who reads it.

mod misfit;
mod node;
mod reader;

use serde::de::DeserializeOwned;
use serde_saphyr::{DuplicateKeyPolicy, Error, Options, Spanned};

use crate::{
    Unreadable,
    limits::{ALIAS_EVENTS_MAX, DEPTH_MAX},
};

pub(crate) use misfit::Misfit;
pub(crate) use node::{Kind, Node};

/// Reads a text of at most so many nodes; a key that stands twice in one mapping is an error.
pub(crate) fn read<T: DeserializeOwned>(text: &str, nodes_max: usize) -> Result<T, Unreadable> {
    let tree = parse(text, nodes_max, DuplicateKeyPolicy::Error)
        .map_err(|error| Unreadable::from(&error))?;
    tree.read().map_err(|misfit| Unreadable::from(&misfit))
}

/// The tree of a text, and what is wrong with it if of equal keys only the first one counts.
pub(crate) fn tree(text: &str, nodes_max: usize) -> Result<(Node, Option<Unreadable>), Unreadable> {
    match parse(text, nodes_max, DuplicateKeyPolicy::Error) {
        Ok(tree) => Ok((tree, None)),
        Err(error) => match parse(text, nodes_max, DuplicateKeyPolicy::FirstWins) {
            Ok(tree) => Ok((tree, Some(Unreadable::from(&error)))),
            Err(_) => Err(Unreadable::from(&error)),
        },
    }
}

fn parse(text: &str, nodes_max: usize, duplicate_keys: DuplicateKeyPolicy) -> Result<Node, Error> {
    let raw: Spanned<_> =
        serde_saphyr::from_str_with_options(text, options(nodes_max, duplicate_keys))?;
    Ok(Node::of(raw, text))
}

fn options(nodes_max: usize, duplicate_keys: DuplicateKeyPolicy) -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEPTH_MAX, max_nodes: nodes_max },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: ALIAS_EVENTS_MAX },
        duplicate_keys: duplicate_keys,
        with_snippet: false,
    }
}
