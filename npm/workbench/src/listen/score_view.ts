// How well expected digits are recognised in the shown recording. The measuring is the package's, in the worker.

import type { Score } from 'cxtone/dsp';

import { made } from '../dom/made';
import { part } from '../dom/part';
import type { Ear } from './ear/ear';
import { type Stretch, STRETCH_S_MAX } from './ear/protocol';
import type { Take } from './take';

/** The form and what came of it. */
export class ScoreView {
  #take: Take | undefined;

  constructor(ear: Ear, shown: () => Stretch | undefined) {
    part('listen-score-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const seen = shown();
      if (seen !== undefined && this.#take !== undefined) {
        void this.#measure(ear, this.#take, seen);
      }
    });
  }

  /** Belongs to this recording from now on. */
  show(take: Take): void {
    if (take !== this.#take) {
      this.#take = take;
      part('listen-scored', HTMLElement).replaceChildren();
    }
    part('listen-score-scope', HTMLElement).textContent = this.#isShort
      ? 'Counted is the whole channel that is shown.'
      : `Counted is the stretch that is shown, as it is longer than ${STRETCH_S_MAX / 60} minutes.`;
  }

  get #isShort(): boolean {
    return (this.#take?.opened?.durationS ?? 0) <= STRETCH_S_MAX;
  }

  async #measure(ear: Ear, take: Take, seen: Stretch): Promise<void> {
    const expected = part('listen-expected', HTMLInputElement).value.trim();
    const stretch = this.#isShort ? { ...seen, fromS: 0, toS: STRETCH_S_MAX } : seen;
    const { profile } = take;
    const told = await ear.score(stretch, expected, { profile }).then((score) => scored(expected, score), refused);
    if (take === this.#take) {
      part('listen-scored', HTMLElement).replaceChildren(...told);
    }
  }
}

function refused(error: unknown): Node[] {
  const item = made('li', {}, error instanceof Error ? error.message : String(error));
  return [made('ul', { class: 'findings' }, item)];
}

function scored(expected: string, score: Score): Node[] {
  const heard = `${score.hits} of ${score.expected} heard · ${score.missed} missed`;
  const counts = `${heard} · ${score.substituted} heard as others · ${score.inserted} that nobody expected`;
  const rate = made('strong', {}, `${(score.recognitionRate * 100).toFixed(1)} %`);
  const line = made('p', { class: 'rate' }, rate, score.exact ? 'recognised: exactly these digits' : 'recognised');
  const verdicts = agreed(score).map((verdict) => chip(expected[verdict.position - 1] ?? '', verdict));
  return [
    line,
    made('p', { class: 'small dim' }, counts),
    made('p', { class: 'verdicts' }, ...verdicts),
    ...confused(score),
  ];
}

/**
 * The verdicts on single digits where they are what was counted. The test behind them knows digits that follow each
 * other evenly; in other recordings the detector may recognise more, and then its count is the one that is told.
 */
function agreed({ verdicts = [], hits }: Score): NonNullable<Score['verdicts']> {
  const present = verdicts.filter(({ finding }) => finding === 'present');
  return present.length === hits ? verdicts : [];
}

function chip(digit: string, { finding, probability, position }: NonNullable<Score['verdicts']>[number]): HTMLElement {
  const is = finding === 'present' ? 'heard' : 'not recognised';
  const said = `digit ${position} ${is}, probability ${probability.toFixed(3)}`;
  return made(
    'span',
    { 'data-is': is === 'heard' ? 'heard' : 'not', title: said },
    digit.toUpperCase(),
    made('span', { class: 'unseen' }, ` ${said}`),
  );
}

function confused({ confusion }: Score): Node[] {
  const told = confusion.map(
    ({ expected, heard, count }) => `${expected} as ${heard}${count > 1 ? ` (${count} times)` : ''}`,
  );
  return told.length === 0 ? [] : [made('p', { class: 'small' }, `Heard as others: ${told.join(', ')}.`)];
}
