// What the facade asks of the module `flow`, in the shapes of the native library.

import type { flow } from './bindings';
import type { Library } from './library';
import { flag, text, whole } from './options';

/** The part of the native library that is about flow files. */
export function flowLibrary(library: Library<typeof flow>) {
  return {
    checkFlow(file: string, options: object): string {
      const { dialect, agent } = options as Record<string, unknown>;
      const given = [file, text('dialect', dialect), flag('agent', agent) ?? false] as const;
      return library.ask(({ checkFlow }) => checkFlow(...given));
    },
    simulateFlow(file: string, options: object): string {
      const { caller, acts, seed, promptMs, pollsMs, dialect, oneTimer, spokenPrompts } = options as Record<string, unknown>;
      const given = [
        file,
        text('caller', caller),
        text('acts', acts),
        whole('seed', seed),
        whole('promptMs', promptMs),
        whole('pollsMs', pollsMs),
        text('dialect', dialect),
        flag('oneTimer', oneTimer),
        flag('spokenPrompts', spokenPrompts) ?? false,
      ] as const;
      return library.ask(({ simulateFlow }) => simulateFlow(...given));
    },
    replayFlow(file: string, test: string): string | null {
      return library.ask(({ replayFlow }) => replayFlow(file, test)) ?? null;
    },
    drawFlow(file: string): string {
      return library.ask(({ drawFlow }) => drawFlow(file));
    },
  };
}
