// Injections over loopback on distinct calls, beside the source's axios code with its lock mended: one after the other,
// and 32 at once. Both run in turns in one process against one far end in another; each injection has succeeded.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CXoneAuthClient, DTMFInjector } from 'cxtone';
import { AxiosAuth, AxiosInjector } from './over_axios.mjs';

/** Turns of each side; the first of them warms up and does not count. */
const TURNS = 7;

/** Injections of a turn, by how many are on their way at once. */
const PLANS = [
  { atOnce: 1, injections: 1000 },
  { atOnce: 32, injections: 4000 },
];

const farEnd = fork(fileURLToPath(new URL('far_end.mjs', import.meta.url)));
const url = await new Promise((resolve) => farEnd.once('message', resolve));
const login = { authUrl: url, clientId: 'bench', clientSecret: 'bench' };
const nobody = { info() {}, warn() {}, error() {} };
const sides = {
  cxtone: new DTMFInjector(new CXoneAuthClient({ ...login, logger: nobody }), { apiUrl: url, logger: nobody }),
  axios: new AxiosInjector(new AxiosAuth(login), { apiUrl: url }, nobody),
};
let placed = 0;

console.log(`Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${cpus()[0].model}, Node ${process.version}.`);
console.log('Injections a second, the median of six turns (best).\n');
console.log('| at once | cxtone | axios | cxtone : axios |\n|---:|---:|---:|---:|');
for (const plan of PLANS) {
  const rates = { cxtone: [], axios: [] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [name, injector] of Object.entries(sides)) {
      const rate = await timed(injector, plan);
      if (turn > 0) {
        rates[name].push(rate);
      }
    }
  }
  const [ours, theirs] = [told(rates.cxtone), told(rates.axios)];
  const ratio = (ours.median / theirs.median).toFixed(2);
  console.log(`| ${plan.atOnce} | ${shown(ours)} | ${shown(theirs)} | ${ratio} × |`);
}
farEnd.disconnect();

async function timed(injector, { atOnce, injections }) {
  let left = injections;
  const started = performance.now();
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await inject(injector);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (injections * 1000) / (performance.now() - started);
}

async function inject(injector) {
  placed += 1;
  const { success, data, audit } = await injector.injectDTMF({
    telephonyProviderId: 'provider-1',
    lineId: 'line-1',
    callId: `call-${placed}`,
    dtmfString: '1',
    dtmfType: 'RFC2833',
    interDigitPause: 50,
  });
  assert.ok(success && data.status === 'accepted' && audit.status === 'success');
}

function told(rates) {
  const sorted = rates.toSorted((one, other) => one - other);
  return { median: sorted[Math.floor(sorted.length / 2)], best: sorted.at(-1) };
}

function shown({ median, best }) {
  return `${Math.round(median)} (${Math.round(best)})`;
}
