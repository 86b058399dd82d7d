// A process that runs a campaign as a user's would, and drains it when it is interrupted.
// The options come as its argument; what it tells are lines.

import { runCampaign } from 'cxtone-campaign';

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
let isRunning = false;
const onProgress = ({ running }) => {
  if (running === 1 && !isRunning) {
    isRunning = true;
    console.log('running');
  }
};
const result = await runCampaign({ ...JSON.parse(process.argv[2]), signal: stop.signal, onProgress });
console.log(JSON.stringify(result));
