// The pictures of the recording that is shown, of one channel and a stretch of it. Moving about is `moves`'.

import { made } from '../../dom/made';
import { part } from '../../dom/part';
import { RECOLOURED } from '../../shell/theme';
import { nextFrame } from '../../dom/next_frame';
import type { Ear } from '../ear/ear';
import { OUTLINE_COLUMNS, type Picture, type Stretch } from '../ear/protocol';
import type { Take } from '../take';
import { moment } from '../times';
import { drawOutline, drawSpectrogram, drawWave, ROWS } from './canvases';
import { mark, markAxis } from './marks';
import { followMoves } from './moves';
import { playView } from './play_view';
import { type Range, whole, within } from './range';

/** How much is shown around a digit, in its lengths. */
const AROUND = 3;

/** The pictures. */
export class PictureView {
  readonly #ear: Ear;
  readonly #channel = part('listen-channel', HTMLSelectElement);
  #take: Take | undefined;
  /** The recording that the range belongs to. */
  #ranged: Take | undefined;
  #range: Range = { fromS: 0, toS: 1 };
  #picture: Picture | undefined;
  #asked = 0;

  constructor(ear: Ear) {
    this.#ear = ear;
    const draw = nextFrame(() => this.#draw());
    this.#channel.addEventListener('change', () => this.#move(this.#range));
    window.addEventListener(RECOLOURED, draw);
    new ResizeObserver(() => this.#move(this.#range)).observe(part('listen-view', HTMLElement));
    followMoves(
      () => ({ range: this.#range, durationS: this.#durationS }),
      (range) => this.#move(range),
    );
    playView(ear, () => this.shown);
    markAxis();
  }

  /** The stretch that is looked at. */
  get shown(): Stretch | undefined {
    return this.#take && { id: this.#take.id, channel: Number(this.#channel.value), ...this.#range };
  }

  /** Shows a recording; another one than before is shown from its beginning. */
  show(take: Take, isNew: boolean): void {
    this.#take = take;
    part('listen-picture', HTMLElement).hidden = take.opened === undefined;
    if (take.opened !== undefined && (isNew || take !== this.#ranged)) {
      this.#offerChannels(take.opened.channels);
      const isOther = take !== this.#ranged;
      this.#ranged = take;
      this.#picture = isOther ? undefined : this.#picture;
      this.#move(isOther ? whole(this.#durationS) : this.#range);
    }
    this.#drawOutline();
  }

  /** Looks at what lies between two times, and a little around it. */
  look(fromS: number, toS: number): void {
    const extra = (toS - fromS) * AROUND;
    this.#move(within({ fromS: fromS - extra, toS: toS + extra }, this.#durationS));
    part('listen-picture', HTMLElement).scrollIntoView({ block: 'nearest' });
  }

  get #durationS(): number {
    return this.#take?.opened?.durationS ?? 0;
  }

  #offerChannels(count: number): void {
    if (this.#channel.options.length !== count) {
      const options = Array.from({ length: count }, (_, at) => made('option', { value: at }, String(at + 1)));
      this.#channel.replaceChildren(...options);
    }
    part('listen-channels', HTMLElement).hidden = count < 2;
  }

  #move(range: Range): void {
    this.#range = range;
    const { shown } = this;
    if (shown === undefined || this.#durationS === 0) {
      return;
    }
    const decimals = range.toS - range.fromS < 2 ? 3 : 1;
    part('listen-range', HTMLElement).textContent =
      `${moment(range.fromS, decimals)} – ${moment(range.toS, decimals)} s`;
    this.#draw();
    void this.#ask(shown);
  }

  /** Asks for the pictures; an answer that was overtaken by another question is not shown. */
  async #ask(stretch: Stretch): Promise<void> {
    const columns = Math.round(part('listen-view', HTMLElement).clientWidth);
    if (columns > 0) {
      const asked = (this.#asked += 1);
      const picture = await this.#ear.picture(stretch, columns, ROWS).catch(() => undefined);
      if (asked === this.#asked) {
        this.#picture = picture;
        this.#draw();
      }
    }
  }

  #draw(): void {
    const take = this.#take;
    if (take?.opened !== undefined) {
      mark(this.#own(take), this.#range);
      this.#drawOutline();
      if (this.#picture !== undefined) {
        drawWave(part('listen-wave', HTMLCanvasElement), this.#picture.peaks);
        drawSpectrogram(part('listen-spectrogram', HTMLCanvasElement), this.#picture.levels);
      }
    }
  }

  #drawOutline(): void {
    const take = this.#take;
    if (take?.opened !== undefined && take.outline.length > 0) {
      const from = Number(this.#channel.value) * OUTLINE_COLUMNS * 2;
      const columns = take.outline.subarray(from, from + OUTLINE_COLUMNS * 2);
      drawOutline(part('listen-outline', HTMLCanvasElement), columns, take.opened, this.#own(take), this.#range);
    }
  }

  #own(take: Take): Take['heard'] {
    return take.heard.filter(({ channel }) => channel === Number(this.#channel.value) + 1);
  }
}
