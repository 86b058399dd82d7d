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
  /** What counts as a digit in those that are listened to from now on. */
  profile: Profile = 'att';
  readonly ear = new Ear((news) => this.#hear(news));
  #listening: Take | undefined;
  #count = 0;

  /** Tells of every change, and whether more than progress has changed. */
  constructor(private readonly changed: (isNew: boolean) => void) {}

  /** Adds a recording and shows it. */
  add(name: string, wav: Blob): void {
    this.#count += 1;
    const take = new Take(this.#count, name, wav);
    this.all.push(take);
    this.all.splice(0, this.all.length - TAKES_MAX).forEach(({ id }) => this.ear.order({ kind: 'forget', id }));
    this.show(take);
    this.#next();
  }

  /** Shows a recording. */
  show(take: Take): void {
    this.shown = take;
    this.changed(true);
  }

  /** Listens to the shown recording anew, such as with another profile or with reasons. */
  again(withReasons: WithReasons): void {
    const { shown } = this;
    if (shown !== undefined && shown !== this.#listening) {
      const fresh = new Take(shown.id, shown.name, shown.wav, withReasons);
      this.all.splice(this.all.indexOf(shown), 1, fresh);
      this.show(fresh);
      this.#next();
    }
  }

  /** Ends the listening that is going on; what was heard until then stays. */
  cancel(): void {
    this.ear.order({ kind: 'cancel' });
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
      const { id, wav, withReasons } = next;
      this.ear.order({ kind: 'listen', id, wav, profile: this.profile, withReasons });
    }
  }
}
