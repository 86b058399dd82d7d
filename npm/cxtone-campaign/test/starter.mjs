// A process that runs a campaign as a user's would: with a signal that Ctrl-C aborts, or without one.
// The options come as its input, for they hold secrets; what it tells are lines.

import { text } from 'node:stream/consumers';
import { runCampaign } from 'cxtone-campaign';

const { isAbortable, ...options } = JSON.parse(await text(process.stdin));
const stop = new AbortController();
if (isAbortable) {
  process.on('SIGINT', () => {
    stop.abort();
    console.log('asked');
  });
}
let isRunning = false;
const onProgress = ({ running }) => {
  if (running === 1 && !isRunning) {
    isRunning = true;
    console.log('running');
  }
};
const signal = isAbortable ? stop.signal : undefined;
const result = await runCampaign({ ...options, signal, onProgress });
console.log(JSON.stringify(result));
