// `load`: modules from bytes, answers or URLs, compiled once.
// What they are asked is told in the libraries.

import type { ModuleSource, Sources } from '../../types/slim';
import { CxtoneError } from '../cxtone_error';
import * as bindings from './bindings';
import { compiledLater } from './compiled';
import { type Bindings, Library } from './library';

/** A module that is there once it was loaded. */
class Part<B extends Bindings> {
  module: WebAssembly.Module | undefined;
  readonly library: Library<B>;

  constructor(readonly name: keyof Sources, bindings: B) {
    this.library = new Library(bindings, () => {
      if (this.module === undefined) {
        const message = `the module is not loaded; await load({ ${name}: … }) first`;
        throw new CxtoneError(message, { code: 'NotLoaded' });
      }
      return this.module;
    });
  }
}

/** The parts by their names. */
export const parts = {
  validator: new Part('validator', bindings.validator),
  dsp: new Part('dsp', bindings.dsp),
  wav: new Part('wav', bindings.wav),
  flow: new Part('flow', bindings.flow),
  request: new Part('request', bindings.request),
};

/** Gets the named parts ready. */
export async function load(sources: Sources): Promise<void> {
  const loading = Object.values(parts).map(async (part) => {
    const source = await sources[part.name];
    // Until it has answered once it may be the wrong one.
    if (source !== undefined && part.library.instances === 0) {
      part.module = await moduleOf(source);
    }
  });
  await Promise.all(loading);
}

async function moduleOf(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) {
    return source;
  }
  if (typeof source === 'string' || source instanceof URL) {
    return moduleOf(await fetch(source));
  }
  if (source instanceof Response) {
    if (!source.ok) {
      const message = `the module was not loaded: status ${source.status}`;
      throw new CxtoneError(message, { code: 'NotLoaded', retryable: true });
    }
    // Not while it is coming in: some servers do not say that it is WebAssembly.
    return compiledLater(await source.arrayBuffer());
  }
  return compiledLater(source as ArrayBuffer);
}
