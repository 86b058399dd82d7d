// The graph of a flow, with the steps marked where a call has been and is. The drawing is the package's.

import { made } from '../dom/made';
import { part } from '../dom/part';

/** Shows a drawing in SVG, or that there is none. */
export function drawGraph(svg: string | undefined): void {
  const graph = part('flow-graph', HTMLElement);
  if (svg === undefined) {
    graph.replaceChildren(made('p', { class: 'dim' }, 'A flow without errors is drawn here.'));
    return;
  }
  // The page has a style for it; the drawing's own is forbidden by the page's policy.
  const bare = svg.replace(/<style>.*?<\/style>/s, '');
  const drawn = new DOMParser().parseFromString(bare, 'image/svg+xml').documentElement;
  graph.replaceChildren(document.importNode(drawn, true));
}

/** Marks the steps that were entered, the last one as where the call is. */
export function markSteps(path: readonly string[]): void {
  const last = path.at(-1);
  for (const name of part('flow-graph', HTMLElement).querySelectorAll('text.name')) {
    const rim = rimOf(name);
    rim?.classList.toggle('now-box', name.textContent === last);
    rim?.classList.toggle('been', path.includes(name.textContent ?? ''));
  }
}

/** The outer box of a step stands before its name, where the flow ends with a second one between. */
function rimOf(name: Element): Element | undefined {
  const before = name.previousElementSibling;
  const further = before?.previousElementSibling;
  return (further?.tagName === 'rect' && before?.getAttribute('fill') === 'none' ? further : before) ?? undefined;
}
