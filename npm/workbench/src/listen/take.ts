// A recording that was given or made, and what was heard in it so far.

import type { Profile } from 'cxtone/dsp';

import type { News } from './ear/ear';
import type { Heard, Opened, WithReasons } from './ear/protocol';

/** How far it is. */
export type Standing = 'waiting' | 'listening' | 'done' | 'cancelled' | 'failed';

/** A recording. */
export class Take {
  standing: Standing = 'waiting';
  opened: Opened | undefined;
  heard: Heard[] = [];
  outline = new Float32Array();
  listenedS = 0;
  tookMs = 0;
  problem = '';
  readonly #digits: string[] = [];

  constructor(
    readonly id: number,
    readonly name: string,
    readonly wav: Blob,
    /** What counts as a digit in it. */
    readonly profile: Profile,
    readonly withReasons: WithReasons = 'unless-long',
  ) {}

  /** Takes in what was told of it. */
  hear(news: News): void {
    if (news.kind === 'opened') {
      this.standing = 'listening';
      this.opened = news.opened;
    } else if (news.kind === 'progress') {
      this.listenedS = news.listenedS;
      this.outline = new Float32Array(news.outline);
      this.#take(news.heard);
    } else if (news.kind === 'over') {
      this.standing = news.how;
      this.tookMs = news.tookMs;
    } else {
      this.standing = 'failed';
      this.problem = news.message;
    }
  }

  /** The digits heard in a channel, from 1. */
  digits(channel: number): string {
    return this.#digits[channel] ?? '';
  }

  #take(heard: readonly Heard[]): void {
    for (const one of heard) {
      this.heard.push(one);
      if (one.type === 'digit') {
        this.#digits[one.channel] = this.digits(one.channel) + one.digit;
      }
    }
    this.heard.sort((one, other) => one.start - other.start);
  }
}
