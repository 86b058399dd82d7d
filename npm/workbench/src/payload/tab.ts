// The tab Payload: what is filled in is checked, shown as a request and played. The rules are the package's.

import { copies } from '../dom/saved';
import { part, parts } from '../dom/part';
import { nextFrame } from '../dom/next_frame';
import { filledIn } from './filled_in';
import { showFindings } from './findings';
import { lineUp } from './line_up';
import { Player } from './player';
import { RequestView } from './request_view';

type Rules = typeof import('./rules');

/** Follows the form from now on; answers come once the rules are there. */
export function setUp(): void {
  const form = part('payload-form', HTMLFormElement);
  const request = new RequestView();
  const player = new Player();
  form.addEventListener('submit', (event) => event.preventDefault());
  chooseTypes(form);
  copies(part('payload-copy', HTMLButtonElement), () => request.text);
  const loading = import('./rules');
  const answer = async (): Promise<void> => {
    showDialect();
    const rules = await loading.catch(() => undefined);
    if (rules === undefined) {
      say('no', 'The rules could not be loaded: reload the page.');
    } else {
      show(rules, request, player);
    }
  };
  form.addEventListener('input', nextFrame(answer));
  void answer();
}

function show(rules: Rules, request: RequestView, player: Player): void {
  const filled = filledIn();
  const findings = rules.validate(filled.raw, { dialect: filled.dialect });
  const told = [...findings, ...rules.complaints(filled)];
  const described = told.length > 0 ? undefined : rules.described(filled);
  showFindings(told);
  if (described !== undefined) {
    const digits = filled.raw.dtmfString.length;
    say('yes', `May be sent: ${digits} digit${digits === 1 ? '' : 's'}, ${seconds(described.playOutMs)} to play out.`);
  } else {
    const count = told.length;
    say('no', `May not be sent: ${count === 1 ? 'one thing is' : `${count} things are`} wrong.`);
  }
  const timing = described && { playOutMs: described.playOutMs, pauseMs: Number(filled.raw.interDigitPause) };
  lineUp(filled.raw.dtmfString, timing);
  player.offer(filled.raw.dtmfString, timing);
  request.show(described);
}

function say(is: 'yes' | 'no', text: string): void {
  const verdict = part('payload-verdict', HTMLElement);
  verdict.dataset['is'] = is;
  verdict.textContent = text;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 2 })} s`;
}

function chooseTypes(form: HTMLFormElement): void {
  const type = part('payload-type', HTMLInputElement);
  const known = parts(part('payload-types', HTMLElement), 'button', HTMLButtonElement);
  const mark = (): void =>
    known.forEach((one) => one.setAttribute('aria-pressed', String(one.textContent === type.value)));
  for (const one of known) {
    one.addEventListener('click', () => {
      type.value = one.textContent;
      type.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
  form.addEventListener('input', mark);
  mark();
}

/** A field that the dialect has no use for is not shown. */
function showDialect(): void {
  const dialect = part('payload-dialect', HTMLSelectElement).value;
  for (const field of parts(part('payload-form', HTMLElement), '[data-for]', HTMLElement)) {
    field.hidden = field.dataset['for'] !== dialect;
  }
}
