// Cold `require()` beside axios: a process each, in turns, the median of twenty.

import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const PROCESSES = 20;
const CWD = fileURLToPath(new URL('.', import.meta.url));

const times = { cxtone: [], axios: [] };
for (let turn = 0; turn < PROCESSES; turn += 1) {
  for (const [name, taken] of Object.entries(times)) {
    taken.push(cold(name));
  }
}
const [ours, theirs] = Object.values(times).map(median);
console.log(`Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${cpus()[0].model}, Node ${process.version}.\n`);
console.log('| `require()` in a fresh process | ms, median of 20 (least) |\n|---|---:|');
for (const [name, taken] of Object.entries(times)) {
  console.log(`| ${name} | ${median(taken).toFixed(1)} (${Math.min(...taken).toFixed(1)}) |`);
}
console.log(`\ncxtone takes ${((100 * ours) / theirs).toFixed(0)} % of axios's time.`);

function cold(name) {
  const script = `const s = process.hrtime.bigint(); require(${JSON.stringify(name)}); console.log(Number(process.hrtime.bigint() - s) / 1e6)`;
  return Number(execFileSync(process.execPath, ['-e', script], { cwd: CWD, encoding: 'utf8' }));
}

function median(taken) {
  const sorted = taken.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
