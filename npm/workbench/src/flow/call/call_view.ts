// A call that somebody leads through the flow by clicking keys, in virtual time. The simulation is the package's.

import type { SimulatedCall } from 'cxtone/flow';

import { button } from '../../dom/made';
import { part } from '../../dom/part';
import { save } from '../../dom/saved';
import { isHidden } from './hidden_keys';
import { situation } from './situation';
import { Story } from './story';
import { showTranscript } from './transcript_view';

type Rules = typeof import('../rules');

/** Keys as a telephone has them; letters are not on the ones that callers have. */
const KEYS = '123456789*0#';

/** How far `Wait` goes, in ms. */
const WAIT_MS = 1000;

/** The call. */
export class CallView {
  readonly #oneTimer = part('flow-one-timer', HTMLInputElement);
  #past: Story[] = [];
  #story = Story.BEGUN;
  #text: string | undefined;
  #call: SimulatedCall | undefined;
  #rules: Rules | undefined;

  /** Tells of the steps that the call has entered. */
  constructor(private readonly entered: (path: readonly string[]) => void) {
    const press = (key: string): void => this.#go(this.#story.press(key, this.#lines().length));
    part('flow-keys', HTMLElement).append(...Array.from(KEYS, (key) => button(key, () => press(key))));
    on('next', () => this.#go(this.#story.until(this.#nextMs() ?? this.#story.nowMs)));
    on('wait', () => this.#go(this.#story.until(this.#story.nowMs + WAIT_MS)));
    on('hang-up', () => this.#go(this.#story.hangUp(this.#lines().length)));
    on('undo', () => this.#goBack());
    on('restart', () => this.restart());
    on('export', () => this.#export());
    this.#oneTimer.addEventListener('change', () => this.#simulate());
  }

  /** The steps entered until now, in order. */
  get path(): string[] {
    return this.#lines().flatMap(({ line }) => (line.startsWith('step ') ? [line.slice('step '.length)] : []));
  }

  /** Leads the call through this flow from now on; none is a flow that cannot run. What the caller did stays. */
  use(rules: Rules, text: string | undefined): void {
    this.#rules = rules;
    this.#text = text;
    this.#simulate();
  }

  /** Begins the call anew. */
  restart(): void {
    this.#past = [];
    this.#story = Story.BEGUN;
    this.#simulate();
  }

  #go(story: Story): void {
    this.#past.push(this.#story);
    this.#story = story;
    this.#simulate();
  }

  #goBack(): void {
    this.#story = this.#past.pop() ?? Story.BEGUN;
    this.#simulate();
  }

  #simulate(): void {
    const options = { acts: this.#story.acts(), oneTimer: this.#oneTimer.checked };
    this.#call = this.#text === undefined ? undefined : this.#rules?.simulateFlow(this.#text, options);
    this.#show();
  }

  #show(): void {
    const lines = this.#lines();
    const isOver = this.#call !== undefined && lines.length === this.#call.transcript.length;
    const hidden = this.#story.deeds.map((deed) => isHidden(deed, this.#call?.transcript ?? []));
    part('flow-clock', HTMLElement).textContent = `${(this.#story.nowMs / 1000).toFixed(1)} s`;
    part('flow-now', HTMLElement).textContent = this.#sentence(isOver);
    showTranscript(lines, this.#story.deeds, hidden);
    const canAct = this.#call !== undefined && !isOver && this.#story.isOpen;
    part('flow-keys', HTMLElement)
      .querySelectorAll('button')
      .forEach((key) => (key.disabled = !canAct));
    able('hang-up', canAct);
    able('next', this.#call !== undefined && !isOver);
    able('wait', this.#call !== undefined && !isOver);
    able('undo', this.#past.length > 0);
    able('export', this.#call !== undefined);
    part('flow-export-note', HTMLElement).textContent = note(this.#story.deeds.length, hidden.includes(true));
    this.entered(this.path);
  }

  #sentence(isOver: boolean): string {
    if (this.#call === undefined) {
      return 'A flow with errors takes no calls.';
    }
    const lines = this.#lines().map(({ line }) => line);
    return isOver ? `The call is over: ${lines.at(-1) ?? ''}.` : situation(lines);
  }

  /** The transcript up to now: the rest is what happens if the caller does nothing more. */
  #lines(): SimulatedCall['transcript'] {
    return (this.#call?.transcript ?? []).filter(({ atMs }) => atMs <= this.#story.nowMs);
  }

  #nextMs(): number | undefined {
    return this.#call?.transcript.find(({ atMs }) => atMs > this.#story.nowMs)?.atMs;
  }

  #export(): void {
    if (this.#call !== undefined) {
      save('call.test.json', `${JSON.stringify(this.#call.test, null, 2)}\n`, 'application/json');
    }
  }
}

function note(deeds: number, hasHidden: boolean): string {
  if (hasHidden) {
    return 'The file holds all keys, also those that are hidden here.';
  }
  return deeds > 0 ? 'For cxtone flow test; the caller is silent after the last key.' : 'For cxtone flow test.';
}

function on(name: string, work: () => void): void {
  part(`flow-${name}`, HTMLButtonElement).addEventListener('click', work);
}

function able(name: string, is: boolean): void {
  part(`flow-${name}`, HTMLButtonElement).disabled = !is;
}
