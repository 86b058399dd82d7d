// The table of digits and near misses, with their measures and reasons. The page shows some of them at a time.

import { button, made } from '../dom/made';
import { part } from '../dom/part';
import { save } from '../dom/saved';
import { csv } from './csv';
import type { Heard } from './ear/protocol';
import { missedBecause, reasons } from './reasons';
import type { Take } from './take';
import { moment, signed } from './times';

/** Rows that are shown at once; more on request. */
const ROWS_MAX = 200;

/** The columns after the digit, each with its unit and how it is written. */
const COLUMNS: { title: string; text: (one: Heard) => string }[] = [
  { title: 'Onset, s', text: ({ start }) => moment(start, 3) },
  { title: 'Length, ms', text: ({ start, end }) => ((end - start) * 1000).toFixed(0) },
  { title: 'Level, dBm0', text: (one) => measured(one, 'levelDbm0', 'level', 1) },
  { title: 'Twist, dB', text: (one) => measured(one, 'twistDb', 'twist', 1) },
  { title: 'Low off, %', text: (one) => measured(one, 'lowOffsetPercent', 'frequency', 2) },
  { title: 'High off, %', text: (one) => measured(one, 'highOffsetPercent', undefined, 2) },
];

/** The table. */
export class TableView {
  readonly #near = part('listen-near', HTMLInputElement);
  #take: Take | undefined;
  #shownMax = ROWS_MAX;

  /** Tells where somebody wants to look. */
  constructor(private readonly look: (fromS: number, toS: number) => void) {
    this.#near.addEventListener('change', () => this.#draw());
    const file = (): void => save('digits.csv', csv(this.#wanted()), 'text/csv');
    part('listen-save', HTMLButtonElement).addEventListener('click', file);
  }

  /** Shows what was heard in a recording. */
  show(take: Take): void {
    this.#shownMax = take === this.#take ? this.#shownMax : ROWS_MAX;
    this.#take = take;
    const count = take.heard.filter(({ type }) => type === 'near-miss').length;
    part('listen-near-count', HTMLElement).textContent = `Near misses (${count.toLocaleString('en')})`;
    const hasReasons = take.opened?.hasReasons !== false;
    part('listen-near-choice', HTMLElement).hidden = !hasReasons;
    part('listen-with-reasons', HTMLElement).hidden = hasReasons || take.standing === 'listening';
    this.#draw();
  }

  #draw(): void {
    const take = this.#take;
    if (take === undefined) {
      return;
    }
    const wanted = this.#wanted();
    const shown = wanted.slice(0, this.#shownMax);
    const channels = take.opened?.channels ?? 1;
    const body = made('tbody', {}, ...shown.flatMap((one) => this.#rows(one, channels > 1)));
    const content = wanted.length === 0 ? [nothing(take)] : [made('table', {}, head(channels > 1), body)];
    part('listen-table', HTMLElement).replaceChildren(...content, ...this.#more(wanted.length));
  }

  #wanted(): Heard[] {
    return (this.#take?.heard ?? []).filter(({ type }) => type === 'digit' || this.#near.checked);
  }

  #more(count: number): HTMLElement[] {
    const left = count - this.#shownMax;
    const show = (): void => {
      this.#shownMax += ROWS_MAX;
      this.#draw();
    };
    return left > 0 ? [button(`Show more (${left.toLocaleString('en')} left)`, show, { class: 'quiet' })] : [];
  }

  #rows(one: Heard, hasChannels: boolean): HTMLElement[] {
    const digit = button(one.digit, () => this.look(one.start, one.end), { class: 'quiet digit', title: 'Look at it' });
    const cells = COLUMNS.map(({ text }) => made('td', {}, text(one)));
    const channel = hasChannels ? [made('td', {}, String(one.channel))] : [];
    const why = made('td', { class: 'why left' }, ...missedBecause(one));
    const row = made(
      'tr',
      { class: one.type === 'digit' ? 'heard-one' : 'near' },
      made('td', { class: 'left' }, digit),
      ...channel,
      ...cells,
      why,
    );
    const { explained } = one;
    if (explained === undefined) {
      return [row];
    }
    const told = made(
      'tr',
      { class: 'reasons', hidden: true },
      made('td', { colspan: COLUMNS.length + 2 + channel.length }),
    );
    const open = button(
      'Why',
      () => {
        told.hidden = !told.hidden;
        open.setAttribute('aria-expanded', String(!told.hidden));
        told.firstElementChild?.replaceChildren(...reasons(explained));
      },
      { class: 'quiet', 'aria-expanded': 'false' },
    );
    why.append(open);
    return [row, told];
  }
}

function head(hasChannels: boolean): HTMLElement {
  const channel = hasChannels ? ['Channel'] : [];
  const titles = [...channel, ...COLUMNS.map(({ title }) => title)].map((title) => made('th', { scope: 'col' }, title));
  const row = made(
    'tr',
    {},
    made('th', { scope: 'col', class: 'left' }, 'Digit'),
    ...titles,
    made('th', { scope: 'col', class: 'left' }, 'Why'),
  );
  return made('thead', {}, row);
}

function nothing({ standing }: Take): HTMLElement {
  const text =
    standing === 'listening' || standing === 'waiting'
      ? 'Still listening.'
      : 'No digit, and nothing that was almost one.';
  return made('p', { class: 'empty' }, text);
}

/** A measure of a digit, or what the checks of a near miss say of it. */
function measured(
  one: Heard,
  field: 'levelDbm0' | 'twistDb' | 'lowOffsetPercent' | 'highOffsetPercent',
  aspect: string | undefined,
  decimals: number,
): string {
  const value =
    one.type === 'digit' ? one[field] : one.explained.checks.find((check) => check.aspect === aspect)?.measured;
  return value === undefined ? '' : signed(value.toFixed(decimals));
}
