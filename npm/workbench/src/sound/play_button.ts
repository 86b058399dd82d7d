// A button that plays something, and stops it. What is played, and who is told, is left to its owner.

import type { Playing } from './output';

/** What an owner is told. */
export interface Told {
  /** It sounds from now on. */
  began?(playing: Playing): void;
  /** It is over, or was stopped. */
  ended?(): void;
  /** It could not be played. */
  failed(reason: string): void;
}

/** The button; it is one press to begin and one to stop, however quickly they follow each other. */
export class PlayButton {
  readonly #label: string;
  #turn = 0;
  #isOn = false;
  #playing: Playing | undefined;

  /** `make` gives what is to be played, or nothing where there is none. */
  constructor(
    private readonly button: HTMLButtonElement,
    private readonly make: () => Promise<Playing> | undefined,
    private readonly told: Told,
  ) {
    this.#label = button.textContent;
    button.addEventListener('click', () => (this.#isOn ? this.stop() : void this.#begin()));
  }

  /** Whether this is what sounds now. */
  plays(playing: Playing): boolean {
    return this.#playing === playing;
  }

  /** Stops what sounds, or what is about to. */
  stop(): void {
    if (this.#isOn) {
      this.#turn += 1;
      this.#playing?.stop();
      this.#playing = undefined;
      this.#show(false);
      this.told.ended?.();
    }
  }

  async #begin(): Promise<void> {
    const turn = (this.#turn += 1);
    this.#show(true);
    try {
      const playing = await this.make();
      if (turn === this.#turn && playing !== undefined) {
        this.#playing = playing;
        this.told.began?.(playing);
        await playing.ended;
      } else {
        playing?.stop();
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.stop();
        this.told.failed(error instanceof Error ? error.message : String(error));
      }
    }
    if (turn === this.#turn) {
      this.stop();
    }
  }

  #show(isOn: boolean): void {
    this.#isOn = isOn;
    this.button.textContent = isOn ? 'Stop' : this.#label;
  }
}
