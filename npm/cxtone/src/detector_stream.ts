// `createDetectorStream`: a detector in Node's streams.
// Listening itself is left to `Detector`.

import type { Transform, TransformCallback } from 'node:stream';

import type { DetectorEvent, DetectorOptions, Samples } from '../types/sound';
import { Detector } from './detector';

/** A detector as a stream: chunks of samples or bytes in, events out. */
export function createDetectorStream(options: DetectorOptions = {}): Transform {
  // Loaded where it is used: it would be most of what `require('cxtone')` takes.
  const { Transform } = require('node:stream') as typeof import('node:stream');
  const detector = new Detector(options);
  const tell = (stream: Transform, done: TransformCallback, events: () => DetectorEvent[]): void => {
    try {
      events().forEach((event) => stream.push(event));
    } catch (error) {
      return done(error as Error);
    }
    done();
  };
  return new Transform({
    objectMode: true,
    transform(samples: Samples, _encoding, done) {
      tell(this, done, () => detector.push(samples));
    },
    flush(done) {
      tell(this, done, () => detector.finish());
    },
  });
}
