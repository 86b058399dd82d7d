// The tab Flow: a text, what is wrong with it, its graph, and a call through it. The rules are the package's.

import { made } from '../dom/made';
import { nextFrame } from '../dom/next_frame';
import { part } from '../dom/part';
import { save } from '../dom/saved';
import { CallView } from './call/call_view';
import { Editor } from './editor/editor';
import { EXAMPLES } from './examples';
import { FindingsView } from './findings_view';
import { drawGraph, markSteps } from './graph_view';

/** Follows the editor and the caller from now on; answers come once the rules are there. */
export function setUp(): void {
  const loading = import('./rules');
  const editor = new Editor();
  const findings = new FindingsView(editor);
  const call = new CallView(loading, (path) => markSteps(path));
  const check = async (): Promise<void> => {
    const rules = await loading;
    const isRunnable = findings.show(rules.checkFlow(editor.text));
    await call.use(isRunnable ? editor.text : undefined);
    drawGraph(isRunnable ? rules.drawFlow(editor.text) : undefined);
    markSteps(call.path);
  };
  const answer = nextFrame(() => void check().catch(() => findings.fail()));
  editor.onChange(answer);
  setUpFiles(editor, () => call.restart());
  answer();
}

/** Examples, files that are opened, and the file that is saved. */
function setUpFiles(editor: Editor, isOther: () => void): void {
  const examples = part('flow-examples', HTMLSelectElement);
  const put = (text: string): void => {
    isOther();
    editor.text = text;
  };
  examples.append(...Object.keys(EXAMPLES).map((name) => made('option', {}, name)));
  examples.addEventListener('change', () => put(EXAMPLES[examples.value] ?? ''));
  const opened = part('flow-open', HTMLInputElement);
  opened.addEventListener('change', async () => {
    const file = opened.files?.[0];
    opened.value = '';
    if (file !== undefined) {
      put(await file.text());
    }
  });
  part('flow-save', HTMLButtonElement).addEventListener('click', () => save('flow.yaml', editor.text, 'text/yaml'));
  put(EXAMPLES[examples.value] ?? '');
}
