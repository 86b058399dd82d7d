// The worker that listens, from the page's side: orders, questions and their answers.

import type { Score, ScoreOptions } from 'cxtone/dsp';

import type { Answer, FromEar, Order, Picture, Question, Samples, Stretch, ToEar } from './protocol';

/** What is told of recordings, without answers to questions. */
export type News = Exclude<FromEar, { turn: number }>;

/** Who waits for an answer. */
interface Waiting {
  resolve(answer: Answer): void;
  reject(why: Error): void;
}

/** The worker. */
export class Ear {
  readonly #worker = new Worker('ear.js', { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  #turn = 0;

  /** Begins the worker, which tells its news. */
  constructor(hear: (news: News) => void) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromEar>) => {
      if ('turn' in data) {
        this.#settle(data);
      } else {
        hear(data);
      }
    });
  }

  /** Orders something. */
  order(order: Order): void {
    this.#post(order);
  }

  /** The pictures of a stretch. */
  picture(stretch: Stretch, columns: number, rows: number): Promise<Picture> {
    return this.#ask({ kind: 'picture', stretch, columns, rows }) as Promise<Picture>;
  }

  /** The samples of a stretch. */
  samples(stretch: Stretch): Promise<Samples> {
    return this.#ask({ kind: 'samples', stretch }) as Promise<Samples>;
  }

  /** How well digits are recognised in a stretch. */
  score(stretch: Stretch, expected: string, options: Omit<ScoreOptions, 'sampleRate'>): Promise<Score> {
    return this.#ask({ kind: 'score', stretch, expected, options }) as Promise<Score>;
  }

  #ask(question: Question): Promise<Answer> {
    const turn = (this.#turn += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(turn, { resolve, reject });
      this.#post({ kind: 'question', turn, question });
    });
  }

  #settle(told: Extract<FromEar, { turn: number }>): void {
    const waiting = this.#waiting.get(told.turn);
    this.#waiting.delete(told.turn);
    if (told.kind === 'answer') {
      waiting?.resolve(told.answer);
    } else {
      waiting?.reject(new Error(told.message));
    }
  }

  #post(message: ToEar): void {
    this.#worker.postMessage(message);
  }
}
