// Why something is a digit, or why not: each measure beside its limits, and what moved the score.

import type { Explained } from 'cxtone/dsp';

import { made } from '../dom/made';
import type { Heard } from './ear/protocol';
import { signed } from './times';

/** Figures that are shown: those that moved the score most. */
const FIGURES_MAX = 6;

type Check = Explained['checks'][number];

/** In a few words why a near miss is no digit. */
export function missedBecause(one: Heard): Node[] {
  if (one.type === 'digit') {
    return [];
  }
  const { missed, checks } = one.explained;
  const failed = checks
    .filter(({ passes }) => !passes)
    .map((check) => `${check.aspect} ${written(check.measured, check.unit)}, ${limits(check)}`);
  return [made('span', { class: 'because' }, failed.length > 0 ? failed.join('; ') : (missed ?? ''), ' ')];
}

/** All measures. */
export function reasons({ outcome, missed, checks, figures }: Explained): Node[] {
  const biggest = [...figures].sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution));
  const title = made('h2', {}, missed === undefined ? `It is a ${outcome}.` : `It is none: ${missed}.`);
  const moved = made(
    'p',
    { class: 'small dim' },
    'What moved the score most: ',
    ...biggest.slice(0, FIGURES_MAX).map(figure),
  );
  const measures = made('div', { class: 'measures' }, ...checks.map(measure));
  return [made('div', { class: 'stack' }, title, measures, ...(figures.length > 0 ? [moved] : []))];
}

function measure(check: Check): HTMLElement {
  const limit = limits(check);
  return made(
    'div',
    { class: check.passes ? 'measure' : 'measure fails' },
    made('span', {}, check.aspect),
    made('span', {}, `${written(check.measured, check.unit)} ${check.passes ? '✓' : '✕'}`),
    made('span', { class: 'limits' }, limit),
  );
}

function limits({ least, most, unit }: Check): string {
  if (least !== undefined && most !== undefined) {
    return `from ${written(least, '')} to ${written(most, unit)}`;
  }
  if (least !== undefined) {
    return `at least ${written(least, unit)}`;
  }
  return most === undefined ? 'no limit of its own' : `at most ${written(most, unit)}`;
}

function figure({ figure: name, value, unit, contribution }: Explained['figures'][number], at: number): string {
  const sign = contribution < 0 ? '−' : '+';
  return `${at === 0 ? '' : '; '}${name} ${written(value, unit)} (${sign}${Math.abs(contribution).toFixed(1)})`;
}

function written(value: number, unit: string): string {
  const text = signed(value.toLocaleString('en', { maximumFractionDigits: 2 }));
  return unit === '' ? text : `${text} ${unit}`;
}
