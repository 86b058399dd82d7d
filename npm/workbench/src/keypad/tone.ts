// What the sliders say about tones, and the sound and picture of them.

import type { ToneOptions } from 'cxtone/dsp';

import { fetched } from '../dom/fetched';
import { made } from '../dom/made';
import { part, parts } from '../dom/part';
import { RECOLOURED } from '../shell/theme';
import { play, type Playing } from '../sound/output';
import { drawTrace } from './trace';

/** Rate of the picture's samples and of saved files, in Hz. */
export const SAMPLE_RATE_HZ = 8000;

/** The tone of the sliders. */
export class Tone {
  #drawn = '';
  #playing: Playing | undefined;

  constructor() {
    for (const slider of parts(part('panel-keypad', HTMLElement), 'input[type=range]', HTMLInputElement)) {
      slider.addEventListener('input', () => this.#changed(slider));
      this.#changed(slider);
    }
    window.addEventListener(RECOLOURED, () => void this.explained(() => this.#draw()));
  }

  /** What the sliders say. */
  get options(): Required<Omit<ToneOptions, 'sampleRate'>> {
    return { toneMs: value('tone'), gapMs: value('gap'), levelDbm0: value('level'), twistDb: value('twist') };
  }

  /** Plays digits in place of what is playing, and draws the first one. */
  async sound(digits: string): Promise<void> {
    this.#drawn = digits.slice(0, 1);
    await this.explained(async () => {
      await this.#draw();
      const playing = await play(digits, this.options);
      this.#playing?.stop();
      this.#playing = playing;
    });
  }

  /** Does something with tones; why that is not possible is shown under the sliders. */
  async explained(work: () => Promise<void>): Promise<void> {
    const findings = part('keypad-findings', HTMLElement);
    try {
      await work();
      findings.replaceChildren();
    } catch (error) {
      findings.replaceChildren(made('li', {}, error instanceof Error ? error.message : String(error)));
    }
  }

  #changed(slider: HTMLInputElement): void {
    const output = slider.parentElement?.querySelector('output');
    if (output) {
      output.textContent = `${slider.value.replace('-', '−')} ${slider.dataset['unit'] ?? ''}`;
    }
    if (this.#drawn !== '') {
      void this.explained(() => this.#draw());
    }
  }

  async #draw(): Promise<void> {
    if (this.#drawn !== '') {
      const { generateFloat } = await fetched(() => import('../sound/dsp'));
      drawTrace(generateFloat(this.#drawn, { ...this.options, sampleRate: 8 * SAMPLE_RATE_HZ }), 8 * SAMPLE_RATE_HZ);
    }
  }
}

function value(name: string): number {
  return part(`keypad-${name}`, HTMLInputElement).valueAsNumber;
}
