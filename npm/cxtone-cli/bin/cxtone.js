#!/usr/bin/env node
// Starts the program of this platform's package, and ends as it ends.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { absent, programs } = require('../programs.js');

/** Signals that ask a program to end. A terminal sends them to the program too, which then drains. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

start(programs());

function start([program, ...others]) {
  if (program === undefined) {
    console.error(`cxtone: ${absent}`);
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
