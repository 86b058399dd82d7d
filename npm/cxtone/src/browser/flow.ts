// What `cxtone/flow` exports. Each name is defined in a file of its own.

export { CxtoneError } from '../cxtone_error';
export { checkFlow, drawFlow, replayFlow, simulateFlow } from '../flows';
