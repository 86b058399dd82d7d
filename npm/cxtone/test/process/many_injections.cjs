// Many injections with a monitor, and how much memory the last ten thousand of them took.

const { setTimeout: pause } = require('node:timers/promises');
const { CXoneAuthClient, DTMFInjector } = require('cxtone');

const WARM_UP = 2_000;
const INJECTIONS = 10_000;
const AT_ONCE = 16;
const MB = 1024 * 1024;

const [, , url] = process.argv;
const client = new CXoneAuthClient({ authUrl: url, clientId: 'a', clientSecret: 'b', logger: null });
const injector = new DTMFInjector(client, { apiUrl: url, logger: null, speed: 1000 });
let told = 0;
let placed = 0;

injector.registerCTIMonitor(() => {
  told += 1;
});

async function inject(count) {
  let left = count;
  const follow = async () => {
    while (left > 0) {
      left -= 1;
      placed += 1;
      await injector.injectDTMF(
        {
          telephonyProviderId: 'p',
          lineId: 'l',
          callId: `call-${placed}`,
          dtmfString: '1234#',
          dtmfType: 'RFC2833',
          interDigitPause: 50,
        },
        { signal: new AbortController().signal, timeoutMs: 60_000 },
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, follow));
}

async function memory() {
  while (injector.channelLocks.size > 0) {
    await pause(5);
  }
  for (let times = 0; times < 4; times += 1) {
    globalThis.gc();
    await pause(10);
  }
  return process.memoryUsage();
}

async function main() {
  await inject(WARM_UP);
  const before = await memory();
  await inject(INJECTIONS);
  const after = await memory();
  const grown = (key) => (after[key] - before[key]) / MB;
  const locked = injector.channelLocks.size;
  console.log(JSON.stringify({ told, locked, heapGrowthMb: grown('heapUsed'), memoryGrowthMb: grown('rss') }));
}

main();
