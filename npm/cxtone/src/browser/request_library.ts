// What the facade asks of the module `request`, in the shapes of the native library.

import type { NativeFailure, NativePreview, NativePreviewOptions, NativeRequest } from '../native';
import type { Library } from './exchange';

/** The part of the native library that shows requests. */
export function requestLibrary(library: Library) {
  return {
    previewRequest(request: NativeRequest, options: NativePreviewOptions): NativePreview | NativeFailure {
      const { apiUrl, dialect, servicesVersion, digitsInQuery } = options;
      const { provider, line, call, session, digits, dtmfType, pauseMs, toneMs } = request;
      const spoken = [apiUrl, dialect, servicesVersion, digitsInQuery];
      return library.ask('preview_request', ...spoken, provider, line, call, session, digits, dtmfType, pauseMs, toneMs);
    },
  };
}
