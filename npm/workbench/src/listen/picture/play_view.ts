// Plays the stretch that is looked at.

import { part } from '../../dom/part';
import { type Playing, playSamples } from '../../sound/output';
import type { Ear } from '../ear/ear';
import type { Stretch } from '../ear/protocol';

/** Has the button play the stretch, and stop it. */
export function playView(ear: Ear, shown: () => Stretch | undefined): void {
  const button = part('listen-play', HTMLButtonElement);
  let playing: Playing | undefined;
  button.addEventListener('click', async () => {
    const stretch = shown();
    if (playing !== undefined) {
      playing.stop();
    } else if (stretch !== undefined) {
      const { samples, sampleRateHz } = await ear.samples(stretch);
      playing = playSamples(samples, sampleRateHz);
      button.textContent = 'Stop';
      await playing.ended;
      playing = undefined;
      button.textContent = 'Play this';
    }
  });
}
