// The tab Listen: recordings come in, and what was heard in them is shown. Listening is the worker's.

import { part } from '../dom/part';
import { setUpIncoming } from './incoming';
import { setUpMicrophone } from './microphone/microphone';
import { PictureView } from './picture/picture_view';
import { ScoreView } from './score_view';
import { showDigits } from './digits_view';
import { showStanding } from './standing_view';
import { TableView } from './table_view';
import { Takes } from './takes';
import { showTakes } from './takes_view';

/** Follows files, microphone and the buttons from now on. */
export function setUp(): void {
  const takes = new Takes((isNew) => show(isNew));
  const picture = new PictureView(takes.ear);
  const score = new ScoreView(takes.ear, () => picture.shown);
  const table = new TableView((from, to) => picture.look(from, to));
  function show(isNew: boolean): void {
    const { shown } = takes;
    part('listen-empty', HTMLElement).hidden = shown !== undefined;
    part('listen-result', HTMLElement).hidden = shown === undefined;
    if (shown !== undefined) {
      part('listen-profile', HTMLSelectElement).value = shown.profile;
      showStanding(shown);
      showDigits(shown);
      picture.show(shown, isNew);
      if (isNew) {
        showTakes(takes);
        table.show(shown);
        score.show(shown);
      }
    }
  }
  setUpIncoming(takes);
  setUpMicrophone(takes);
  part('listen-with-reasons', HTMLButtonElement).addEventListener('click', () => takes.again('always'));
  part('listen-cancel', HTMLButtonElement).addEventListener('click', () => takes.cancel());
}
