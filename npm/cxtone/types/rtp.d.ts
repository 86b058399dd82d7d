/** Calls listened to by RTP. */

import type { CxtoneError } from './error';

/** Where a call's RTP arrives. */
export interface RtpOptions {
  /** The call; injections into others are not listened to with this. */
  callId: string;
  /** An address of this machine; default `127.0.0.1`. Whoever can reach it can pretend to be the call. */
  host?: string;
  /** The port; default any that is free. */
  port?: number;
  /** The payload type of telephone-events, 96 to 127, as the call's two ends have agreed on it; default 101. */
  payloadType?: number;
  /**
   * The types whose digits are known to be heard there, as tones or as telephone-events. Without it `INBAND` is, and
   * `RFC2833` once a telephone-event has come: of another type's silence the rate stays assumed, and the log says so.
   */
  renders?: ('RFC2833' | 'SIPINFO' | 'INBAND')[];
}

/** Listens to one call: G.711 audio, and telephone-events. */
export declare class RtpListener {
  private constructor();
  /** The address where it listens. */
  readonly host: string;
  /** The port where it listens: have the call's media sent there. */
  readonly port: number;
  /** Listens no longer; a second time does nothing. */
  stop(): void;
}

/**
 * Listens to one call from now on, for `tap` in the options of its injections. The first source that sends counts as
 * the call's. It keeps no process alive.
 *
 * @throws {@link CxtoneError} `InvalidOptions`, as a rejection: an option cannot be used, or the port is taken
 */
export declare function listenRtp(options: RtpOptions): Promise<RtpListener>;
