// What was pressed: a line that can be written in, played and saved.

import { fetched } from '../dom/fetched';
import { part } from '../dom/part';
import { save } from '../dom/saved';
import { SAMPLE_RATE_HZ, type Tone } from './tone';

/** Digits that the generator takes at once. */
const DIGITS_MAX = 64;

/** The line and its buttons. */
export class Sequence {
  readonly #line = part('keypad-sequence', HTMLInputElement);
  readonly #buttons = ['play', 'save', 'clear'].map((name) => part(`keypad-${name}`, HTMLButtonElement));

  constructor(tone: Tone) {
    const [play, saved, clear] = this.#buttons;
    play?.addEventListener('click', () => void tone.sound(this.#line.value));
    saved?.addEventListener('click', () => void tone.explained(() => this.#save(tone)));
    clear?.addEventListener('click', () => this.#set(''));
    this.#line.addEventListener('input', () => this.#set(this.#line.value));
  }

  /** Adds a digit; the oldest one goes where there are too many. */
  append(digit: string): void {
    this.#set((this.#line.value + digit).slice(-DIGITS_MAX));
  }

  #set(digits: string): void {
    this.#line.value = digits;
    this.#buttons.forEach((button) => (button.disabled = digits === ''));
  }

  async #save(tone: Tone): Promise<void> {
    const { generateFloat, writeWav } = await fetched(() => import('../sound/dsp'));
    const samples = generateFloat(this.#line.value, { ...tone.options, sampleRate: SAMPLE_RATE_HZ });
    save('digits.wav', writeWav({ sampleRate: SAMPLE_RATE_HZ, channels: [samples] }).slice(), 'audio/wav');
  }
}
