#!/usr/bin/env node
// Starts the program of this platform's package, and ends as it ends.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

/** Signals that ask a program to end. A terminal sends them to the program too, which then drains. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const { platform, arch } = process;
const file = platform === 'win32' ? 'cxtone.exe' : 'cxtone';

// Which C library there is, is not asked: a program of the other one does not start.
const suffixes = { linux: ['-gnu', '-musl'], win32: ['-msvc'] }[platform] ?? [''];
start(suffixes.flatMap((suffix) => found(`@cxtone/cli-${platform}-${arch}${suffix}`)));

function found(name) {
  try {
    return [require.resolve(`${name}/${file}`)];
  } catch {
    return [];
  }
}

function start([program, ...others]) {
  if (program === undefined) {
    console.error(
      `cxtone: there is no program for ${platform}-${arch}. Where there is a package for it, install with\n` +
        'optional dependencies: npm install --include=optional cxtone-cli',
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
  for (const signal of SIGNALS) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    if (others.length > 0 && error.code === 'ENOENT') {
      return start(others);
    }
    console.error(`cxtone: ${program} does not start: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
