// What the facade asks of the module `flow`, in the shapes of the native library.

import type { Library } from './exchange';

/** The part of the native library that is about flow files. */
export function flowLibrary(library: Library) {
  return {
    checkFlow(text: string, options: object): object {
      const { dialect, agent } = options as Record<string, unknown>;
      return library.ask('check_flow', text, dialect, agent);
    },
    simulateFlow(text: string, options: object): object {
      const { caller, acts, seed, promptMs, pollsMs, dialect, oneTimer, spokenPrompts } = options as Record<string, unknown>;
      const how = [seed, promptMs, pollsMs, dialect, oneTimer, spokenPrompts];
      return library.ask('simulate_flow', text, caller, acts, ...how);
    },
    replayFlow: (text: string, test: string): string | null => library.ask('replay_flow', text, test),
    drawFlow: (text: string): string => library.ask('draw_flow', text),
  };
}
