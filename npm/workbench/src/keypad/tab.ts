// The tab Keypad: keys that are pressed, heard and written down. The tones are the package's.

import { fetched } from '../dom/fetched';
import { part } from '../dom/part';
import { setUpMatrix } from './matrix';
import { Sequence } from './sequence';
import { Tone } from './tone';
import { tell } from './told';

/** Puts the keys on the page and follows them. */
export function setUp(): void {
  const tone = new Tone();
  const sequence = new Sequence(tone);
  setUpMatrix(async (key) => {
    tell(key);
    sequence.append(key.digit);
    await tone.sound(key.digit);
  });
  // The tones are fetched now, so that the first key sounds at once; where that fails, the first key tells it.
  fetched(() => import('../sound/dsp')).catch(() => undefined);
  part('keypad-matrix', HTMLElement).dataset['is'] = 'ready';
}
