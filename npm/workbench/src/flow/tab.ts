// The tab Flow: a text, what is wrong with it, its graph, and a call through it. The rules are the package's.

import { nextFrame } from '../dom/next_frame';
import { CallView } from './call/call_view';
import { Draft } from './draft';
import { Editor } from './editor/editor';
import { setUpFiles } from './files';
import { FindingsView } from './findings_view';
import { drawGraph, markSteps } from './graph_view';

type Rules = typeof import('./rules');

/** Follows the editor and the caller from now on; answers come once the rules are there. */
export function setUp(): void {
  const loading = import('./rules');
  const editor = new Editor();
  const findings = new FindingsView(editor);
  const call = new CallView((path) => markSteps(path));
  const check = (rules: Rules): void => {
    const isRunnable = findings.show(rules.checkFlow(editor.text));
    call.use(rules, isRunnable ? editor.text : undefined);
    drawGraph(isRunnable ? rules.drawFlow(editor.text) : undefined);
    markSteps(call.path);
  };
  const answer = nextFrame(async () => {
    const rules = await loading.catch(() => undefined);
    if (rules === undefined) {
      findings.fail('The checker could not be loaded: reload the page.');
    } else {
      attempt(() => check(rules), findings);
    }
  });
  editor.onChange(answer);
  setUpFiles(new Draft(editor, () => call.restart()));
  answer();
}

/** What goes wrong with this text need not with the next one. */
function attempt(check: () => void, findings: FindingsView): void {
  try {
    check();
  } catch (error) {
    findings.fail(`This flow could not be shown: ${error instanceof Error ? error.message : String(error)}`);
  }
}
