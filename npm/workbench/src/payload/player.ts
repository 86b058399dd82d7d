// Plays a request as it would sound in the call, with a line that runs along.

import { part } from '../dom/part';
import { made } from '../dom/made';
import { play, type Playing } from '../sound/output';
import { PlayButton } from '../sound/play_button';
import { type Timing, toneMs } from './line_up';

/** The button and what it plays. */
export class Player {
  readonly #button = part('payload-play', HTMLButtonElement);
  readonly #said = part('payload-played', HTMLElement);
  readonly #play = new PlayButton(this.#button, () => this.#sound(), {
    began: (playing) => this.#began(playing),
    ended: () => this.#say(''),
    failed: (reason) => this.#say(`It could not be played: ${reason}`),
  });
  #digits = '';
  #timing: Timing | undefined;

  /** Offers these digits, or none. What is being played is another request now, so it ends. */
  offer(digits: string, timing: Timing | undefined): void {
    this.#play.stop();
    this.#digits = digits;
    this.#timing = timing;
    this.#button.disabled = timing === undefined;
  }

  #sound(): Promise<Playing> | undefined {
    const timing = this.#timing;
    return timing && play(this.#digits, { toneMs: toneMs(this.#digits, timing), gapMs: timing.pauseMs });
  }

  #began(playing: Playing): void {
    this.#say('Playing.');
    if (this.#timing !== undefined) {
      this.#run(playing, this.#timing.playOutMs);
    }
  }

  #say(text: string): void {
    this.#said.textContent = text;
  }

  #run(playing: Playing, lengthMs: number): void {
    const line = part('payload-line-up', HTMLElement);
    const head = made('span', { class: 'head' });
    line.append(head);
    const frame = (): void => {
      const share = playing.playedMs() / lengthMs;
      head.style.left = `${Math.min(share, 1) * 100}%`;
      if (this.#play.plays(playing)) {
        requestAnimationFrame(frame);
      } else {
        head.remove();
      }
    };
    requestAnimationFrame(frame);
  }
}
