// How a campaign stands while a worker works on it, told about every second.
// It is asked by a program of its own, as anybody would ask.

import type { CampaignPlace, CampaignStatus } from '../types/campaign';
import { campaignStatus } from './campaign';

/** How often it is asked how the campaign stands. */
const INTERVAL_MS = 1000;

/** Tells how a campaign stands until it is stopped. What it is told to may fail: nothing else changes by that. */
export class Watch {
  readonly #place: CampaignPlace;
  readonly #tell: (status: CampaignStatus) => unknown;
  #timer: NodeJS.Timeout;
  #isOver = false;
  #failures = 0;

  constructor({ store, program }: CampaignPlace, tell: (status: CampaignStatus) => unknown) {
    this.#place = program === undefined ? { store } : { store, program };
    this.#tell = tell;
    this.#timer = setTimeout(() => this.#look(), 0);
  }

  /** That telling failed, where it did. What was thrown is not shown: it may hold anything. */
  get warnings(): string[] {
    const [times, s] = [this.#failures, this.#failures === 1 ? '' : 's'];
    return times === 0 ? [] : [`onProgress failed ${times} time${s}; the worker did not`];
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    // There is none before the worker has begun it, and where the store is away there is one later.
    const status = await campaignStatus(this.#place).catch(() => undefined);
    if (this.#isOver) {
      return;
    }
    this.#timer = setTimeout(() => this.#look(), INTERVAL_MS);
    if (status === undefined) {
      return;
    }
    try {
      await this.#tell(status);
    } catch {
      this.#failures += 1;
    }
  }
}
