//! Reading YAML within limits: depth, nodes, and what aliases copy.
//! What the text should say is left to who reads it.

mod composer;
mod misfit;
mod node;
mod plain;
mod reader;

use serde::de::DeserializeOwned;

use crate::{Unreadable, place::Place};

use composer::Composer;
pub(crate) use misfit::Misfit;
pub(crate) use node::{Kind, Node, Plain};

/// Reads a text of at most so many nodes; a key that stands twice in one mapping is an error, and a text that says
/// nothing is an empty mapping.
pub(crate) fn read<T: DeserializeOwned>(text: &str, nodes_max: usize) -> Result<T, Unreadable> {
    let read = document(text, nodes_max)?.read();
    read.map_err(|misfit| Unreadable::from(&misfit))
}

/// The tree that [`read`] reads.
pub(crate) fn document(text: &str, nodes_max: usize) -> Result<Node, Unreadable> {
    let composed = Composer::new(text, nodes_max).compose();
    let document = composed.and_then(|(tree, duplicate)| duplicate.map_or(Ok(tree), Err));
    let tree = document.map_err(|misfit| Unreadable::from(&misfit))?;
    let tree = tree.filter(|tree| !tree.is_null());
    Ok(tree.unwrap_or_else(|| empty(Kind::Map(Vec::new()))))
}

/// The tree of a text, where of equal keys the first one counts, and which key stands twice.
pub(crate) fn tree(text: &str, nodes_max: usize) -> Result<(Node, Option<Misfit>), Misfit> {
    let (tree, duplicate) = Composer::new(text, nodes_max).compose()?;
    let nothing = Kind::Scalar {
        text: String::new(),
        plain: Plain::Nothing,
    };
    Ok((tree.unwrap_or_else(|| empty(nothing)), duplicate))
}

/// What a text says that says nothing.
fn empty(kind: Kind) -> Node {
    let place = Place {
        line: 1,
        column: 1,
        ..Place::default()
    };
    Node { place, kind }
}
