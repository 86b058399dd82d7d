// Recordings that are dropped or chosen. What is no WAV file is turned into one by the browser, where it can.

import type { Profile } from 'cxtone/dsp';

import { part } from '../dom/part';
import { example } from './example';
import type { Takes } from './takes';
import { asWav } from './as_wav';
import { complain, forgive, reason } from './problems';

/** Follows the drop zone, the file dialog, the example and the choice of a profile. */
export function setUpIncoming(takes: Takes): void {
  const chosen = part('listen-files', HTMLInputElement);
  chosen.addEventListener('change', () => {
    void takeIn(takes, [...(chosen.files ?? [])]);
    chosen.value = '';
  });
  followDrops(takes);
  followExample(takes);
  const profile = part('listen-profile', HTMLSelectElement);
  profile.addEventListener('change', () => {
    takes.profile = profile.value as Profile;
    takes.again('unless-long');
  });
}

/** The button waits until the example is there, so that two presses do not bring two. */
function followExample(takes: Takes): void {
  const button = part('listen-example', HTMLButtonElement);
  button.addEventListener('click', async () => {
    forgive();
    button.disabled = true;
    try {
      takes.add('Example', await example());
    } catch (error) {
      complain(`The example could not be made: ${reason(error)}`);
    } finally {
      button.disabled = false;
    }
  });
}

/** Files may be dropped anywhere on the tab. */
function followDrops(takes: Takes): void {
  const panel = part('panel-listen', HTMLElement);
  const zone = part('listen-drop', HTMLElement);
  panel.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  panel.addEventListener('dragleave', () => zone.classList.remove('over'));
  panel.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    void takeIn(takes, [...(event.dataTransfer?.files ?? [])]);
  });
}

async function takeIn(takes: Takes, files: File[]): Promise<void> {
  forgive();
  for (const file of files) {
    try {
      takes.add(file.name, await asWav(file));
    } catch (error) {
      complain(`${file.name}: ${reason(error)}`);
    }
  }
}
