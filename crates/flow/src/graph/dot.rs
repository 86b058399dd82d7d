//! The DOT language of Graphviz.
//! Names and texts are of letters that need no escape; where the steps stand is left to Graphviz.

use core::fmt::Write as _;

use super::Graph;

pub(super) fn write(graph: &Graph) -> String {
    let mut text =
        "digraph flow {\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n".to_owned();
    text.push_str("  edge [fontname=\"sans-serif\", fontsize=11];\n");
    for one in &graph.boxes {
        let rim = if one.ends { ", peripheries=2" } else { "" };
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "  \"{0}\" [label=\"{0}\\n{1}\"{rim}];",
            one.name, one.detail
        );
    }
    for link in &graph.links {
        let name = |place: usize| graph.boxes.get(place).map_or("", |one| one.name.as_str());
        let (from, to, label) = (name(link.from), name(link.to), &link.label);
        let _ = writeln!(text, "  \"{from}\" -> \"{to}\" [label=\"{label}\"];");
    }
    text.push_str("}\n");
    text
}
