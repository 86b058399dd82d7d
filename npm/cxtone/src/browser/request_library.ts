// What the facade asks of the module `request`, in the shapes of the native library.

import type { NativeFailure, NativePreview, NativePreviewOptions, NativeRequest } from '../native';
import type { request } from './bindings';
import type { Library } from './library';
import { text, whole } from './options';

/** The part of the native library that shows requests. */
export function requestLibrary(library: Library<typeof request>) {
  return {
    previewRequest(asked: NativeRequest, options: NativePreviewOptions): NativePreview | NativeFailure {
      const { provider, line, call, session, digits, dtmfType, pauseMs, toneMs } = asked;
      const given = [
        text('apiUrl', options.apiUrl),
        text('dialect', options.dialect),
        text('servicesVersion', options.servicesVersion),
        options.digitsInQuery,
        text('telephonyProviderId', provider),
        text('lineId', line),
        text('callId', call),
        text('sessionId', session),
        digits,
        dtmfType,
        pauseMs,
        whole('toneMs', toneMs),
      ] as const;
      return JSON.parse(library.ask(({ previewRequest }) => previewRequest(...given)));
    },
  };
}
