// Finds the elements that the page's markup promises. What they do is left to who asked.

/** The element of this id, which the markup has and which is of this kind. */
export function part<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`the page has no ${kind.name} #${id}`);
  }
  return found;
}

/** The elements within another that a selector names, which are of this kind. */
export function parts<Kind extends Element>(within: ParentNode, selector: string, kind: new () => Kind): Kind[] {
  return [...within.querySelectorAll(selector)].filter((found): found is Kind => found instanceof kind);
}
