// What a caller has done so far, in the call's own time. What comes of it is the simulation's business.

/** A key's tone and the silence after it, in ms: the default of a scripted caller. */
const KEY_MS = 200;

/** The longest wait of one act, in ms. */
const WAIT_MS_MAX = 600_000;

/** Things a caller may do: waits and keys together are kept within what a script may hold. */
const DEEDS_MAX = 300;

/** One thing that the caller did. */
export interface Deed {
  /** When, in ms since the call was answered. */
  atMs: number;
  /** A key, or `hang-up`. */
  what: string;
  /** Lines of the transcript that were there before it. */
  after: number;
}

/** How many lines of a transcript come before a deed: those of its time, too, that were there when it was done. */
export function linesBefore({ atMs, after }: Deed, lines: readonly { atMs: number }[]): number {
  const earlier = lines.filter((line) => line.atMs < atMs).length;
  const until = lines.filter((line) => line.atMs <= atMs).length;
  return Math.min(Math.max(after, earlier), until);
}

/** A caller up to now. Each change gives another one, so that going back is keeping the one before. */
export class Story {
  private constructor(
    readonly deeds: readonly Deed[],
    /** The time of the call, in ms since it was answered. */
    readonly nowMs: number,
  ) {}

  /** The call was just answered. */
  static readonly BEGUN = new Story([], 0);

  /** Whether the caller may still do something. */
  get isOpen(): boolean {
    return this.deeds.length < DEEDS_MAX && this.deeds.at(-1)?.what !== 'hang-up';
  }

  /** Presses a key now, after so many lines of the transcript. */
  press(key: string, after: number): Story {
    return new Story([...this.deeds, { atMs: this.nowMs, what: key, after }], this.nowMs + KEY_MS);
  }

  /** Hangs up now, after so many lines of the transcript. */
  hangUp(after: number): Story {
    return new Story([...this.deeds, { atMs: this.nowMs, what: 'hang-up', after }], this.nowMs);
  }

  /** Lets time pass. */
  until(timeMs: number): Story {
    return new Story(this.deeds, Math.max(timeMs, this.nowMs));
  }

  /** The story as the acts of a scripted caller, who is silent afterwards. */
  acts(): string {
    let freeMs = 0;
    const acts = this.deeds.flatMap(({ atMs, what }) => {
      const waits = waited(atMs - freeMs);
      freeMs = atMs + (what === 'hang-up' ? 0 : KEY_MS);
      return [...waits, what === 'hang-up' ? what : `press ${what}`];
    });
    return acts.join(', ');
  }
}

function waited(ms: number): string[] {
  const waits: string[] = [];
  for (let left = ms; left > 0; left -= WAIT_MS_MAX) {
    waits.push(`wait ${Math.min(left, WAIT_MS_MAX)}`);
  }
  return waits;
}
