// The recordings of this visit: they wait for their turn, are listened to one after the other, and one is shown.

import { Ear, type News } from './ear/ear';
import type { Profile } from 'cxtone/dsp';
import type { WithReasons } from './ear/protocol';
import { Take } from './take';

/** The most recordings at a time; the oldest goes. */
const TAKES_MAX = 40;

/** The recordings. */
export class Takes {
  /** All, the oldest first. */
  readonly all: Take[] = [];
  /** The one that is shown. */
  shown: Take | undefined;
  /** What counts as a digit: in the one that is shown, and in those that are added from now on. */
  profile: Profile = 'att';
  readonly ear = new Ear((news) => this.#hear(news));
  #listening: Take | undefined;
  #count = 0;

  /** Tells of every change, and whether more than progress has changed. */
  constructor(private readonly changed: (isNew: boolean) => void) {}

  /** Adds a recording and shows it. */
  add(name: string, wav: Blob): void {
    const take = new Take(this.#nextId(), name, wav, this.profile);
    this.all.push(take);
    this.all.splice(0, this.all.length - TAKES_MAX).forEach(({ id }) => this.ear.order({ kind: 'forget', id }));
    this.show(take);
    this.#next();
  }

  /** Shows a recording. */
  show(take: Take): void {
    this.shown = take;
    this.profile = take.profile;
    this.changed(true);
  }

  /**
   * Listens to the shown recording anew, such as with another profile or with reasons. It is another take from then
   * on, so that nothing that was told of the one before is taken for its own.
   */
  again(withReasons: WithReasons): void {
    const { shown } = this;
    if (shown !== undefined) {
      const fresh = new Take(this.#nextId(), shown.name, shown.wav, this.profile, withReasons);
      this.all.splice(this.all.indexOf(shown), 1, fresh);
      this.ear.order({ kind: 'cancel', id: shown.id });
      this.ear.order({ kind: 'forget', id: shown.id });
      this.show(fresh);
      this.#next();
    }
  }

  /** Ends the listening to the recording that is shown; what was heard until then stays. */
  cancel(): void {
    if (this.shown !== undefined) {
      this.ear.order({ kind: 'cancel', id: this.shown.id });
    }
  }

  #nextId(): number {
    this.#count += 1;
    return this.#count;
  }

  #hear(news: News): void {
    const take = this.all.find(({ id }) => id === news.id);
    take?.hear(news);
    if (news.kind === 'over' || news.kind === 'failed') {
      this.#listening = undefined;
      this.#next();
    }
    if (take === this.shown) {
      this.changed(news.kind !== 'progress');
    }
  }

  #next(): void {
    const next = this.all.find(({ standing }) => standing === 'waiting');
    if (this.#listening === undefined && next !== undefined) {
      this.#listening = next;
      const { id, wav, profile, withReasons } = next;
      this.ear.order({ kind: 'listen', id, wav, profile, withReasons });
    }
  }
}
