// Where a flow comes from and goes to: examples, files that are opened, and the file that is saved.

import { made } from '../dom/made';
import { part } from '../dom/part';
import { save } from '../dom/saved';
import type { Draft } from './draft';
import { EXAMPLES } from './examples';

/** The largest file that is opened, in bytes: the checker takes no larger flow. */
const FILE_BYTES_MAX = 256 * 1024;

/** Follows the buttons, and asks before the page is left with something unsaved. */
export function setUpFiles(draft: Draft): void {
  const back = part('flow-back', HTMLButtonElement);
  const put = (text: string): void => {
    draft.put(text);
    back.hidden = !draft.hasReplaced;
  };
  followExamples(put);
  followOpening(put);
  back.addEventListener('click', () => {
    draft.takeBack();
    back.hidden = !draft.hasReplaced;
  });
  part('flow-save', HTMLButtonElement).addEventListener('click', () => save('flow.yaml', draft.saved(), 'text/yaml'));
  window.addEventListener('beforeunload', (event) => draft.isUnsaved && event.preventDefault());
  put(Object.values(EXAMPLES)[0] ?? '');
}

/** The choice returns to its title, so that the same example can be chosen again. */
function followExamples(put: (text: string) => void): void {
  const examples = part('flow-examples', HTMLSelectElement);
  examples.append(...Object.keys(EXAMPLES).map((name) => made('option', {}, name)));
  examples.addEventListener('change', () => {
    put(EXAMPLES[examples.value] ?? '');
    examples.selectedIndex = 0;
  });
}

function followOpening(put: (text: string) => void): void {
  const opened = part('flow-open', HTMLInputElement);
  const problem = part('flow-problem', HTMLElement);
  opened.addEventListener('change', async () => {
    const file = opened.files?.[0];
    problem.replaceChildren();
    try {
      if (file !== undefined) {
        put(await textOf(file));
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problem.append(made('li', {}, `${file?.name} could not be opened: ${reason}`));
    }
    opened.value = '';
  });
}

async function textOf(file: File): Promise<string> {
  if (file.size > FILE_BYTES_MAX) {
    const [found, most] = [file.size, FILE_BYTES_MAX].map((bytes) => bytes.toLocaleString('en'));
    throw new Error(`it has ${found} bytes, and a flow may have ${most}`);
  }
  return file.text();
}
