/** Listening in Node's streams. */

import type { Transform } from 'node:stream';

import type { CxtoneError } from './error';
import type { DetectorEvent, DetectorOptions } from './sound';

/**
 * A detector as a stream: chunks of samples or bytes in, {@link DetectorEvent}s out.
 *
 * @throws {@link CxtoneError} `InvalidOptions`; chunks that are no samples end the stream with it
 */
export declare function createDetectorStream(options?: DetectorOptions): Transform;
