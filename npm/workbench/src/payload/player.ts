// Plays a request as it would sound in the call, with a line that runs along.

import { part } from '../dom/part';
import { made } from '../dom/made';
import { type Playing, play } from '../sound/output';
import { type Timing, toneMs } from './line_up';

/** The button and what it plays. */
export class Player {
  readonly #button = part('payload-play', HTMLButtonElement);
  readonly #said = part('payload-played', HTMLElement);
  #digits = '';
  #timing: Timing | undefined;
  #playing: Playing | undefined;

  constructor() {
    this.#button.addEventListener('click', () => void this.#toggle());
  }

  /** Offers these digits, or none. What is being played is another request now, so it ends. */
  offer(digits: string, timing: Timing | undefined): void {
    this.#playing?.stop();
    this.#digits = digits;
    this.#timing = timing;
    this.#button.disabled = timing === undefined;
  }

  async #toggle(): Promise<void> {
    if (this.#playing !== undefined) {
      this.#playing.stop();
    } else if (this.#timing !== undefined) {
      await this.#play(this.#timing);
    }
  }

  async #play(timing: Timing): Promise<void> {
    const tones = { toneMs: toneMs(this.#digits, timing), gapMs: timing.pauseMs };
    const playing = await play(this.#digits, tones);
    this.#playing = playing;
    this.#button.textContent = 'Stop';
    this.#said.textContent = 'Playing.';
    this.#run(playing, timing.playOutMs);
    await playing.ended;
    this.#playing = undefined;
    this.#button.textContent = 'Play it';
    this.#said.textContent = '';
  }

  #run(playing: Playing, lengthMs: number): void {
    const line = part('payload-line-up', HTMLElement);
    const head = made('span', { class: 'head' });
    line.append(head);
    const frame = (): void => {
      const share = playing.playedMs() / lengthMs;
      head.style.left = `${Math.min(share, 1) * 100}%`;
      if (this.#playing === playing) {
        requestAnimationFrame(frame);
      } else {
        head.remove();
      }
    };
    requestAnimationFrame(frame);
  }
}
