// `listenRtp`: a call listened to by the RTP that its media gateway sends here.
// Listening and measuring are the native library's part.

import type { RtpListener as Declared, RtpOptions } from '../types/rtp';
import { invalidOptions } from './failure';
import { native, type NativeRtpEar } from './native';

/** The native half of a listener. */
export let earOf: (listener: Declared) => NativeRtpEar;

/** Listens to one call from now on. */
export async function listenRtp(options: RtpOptions): Promise<RtpListener> {
  const { callId, host = '127.0.0.1', port = 0, payloadType, renders } = options;
  if (!(Number.isInteger(port) && port >= 0 && port < 2 ** 16)) {
    throw invalidOptions('port must be a whole number from 0 to 65535');
  }
  if (payloadType !== undefined && !(Number.isInteger(payloadType) && payloadType >= 96 && payloadType < 128)) {
    throw invalidOptions('payloadType must be a whole number from 96 to 127');
  }
  try {
    return new RtpListener(await native.listenRtp({ callId, host, port, payloadType, renders }), host);
  } catch (error) {
    throw invalidOptions((error as Error).message);
  }
}

/** What listens to one call. */
export class RtpListener {
  readonly host: string;
  readonly port: number;
  readonly #ear: NativeRtpEar;

  static {
    earOf = (listener) => (listener as RtpListener).#ear;
  }

  constructor(ear: NativeRtpEar, host: string) {
    this.#ear = ear;
    this.host = host;
    this.port = ear.port();
  }

  /** Listens no longer; a second time does nothing. */
  stop(): void {
    this.#ear.stop();
  }
}
