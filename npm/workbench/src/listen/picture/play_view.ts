// Plays the stretch that is looked at.

import { part } from '../../dom/part';
import { type Playing, playSamples } from '../../sound/output';
import { PlayButton } from '../../sound/play_button';
import type { Ear } from '../ear/ear';
import type { Stretch } from '../ear/protocol';
import { complain } from '../problems';

/** Has the button play the stretch, and stop it. */
export function playView(ear: Ear, shown: () => Stretch | undefined): void {
  const sound = async (stretch: Stretch): Promise<Playing> => {
    const { samples, sampleRateHz } = await ear.samples(stretch);
    return playSamples(samples, sampleRateHz);
  };
  const make = (): Promise<Playing> | undefined => {
    const stretch = shown();
    return stretch && sound(stretch);
  };
  const failed = (reason: string): void => complain(`It could not be played: ${reason}`);
  new PlayButton(part('listen-play', HTMLButtonElement), make, { failed });
}
