#!/usr/bin/env node
// Starts the program of this platform's package, and ends as it ends.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { absent, programs } = require('../programs.js');

/** Signals that ask a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** On Windows a console signals all its processes, and Node's `kill` would end the program at once. */
const IS_HANDED_ON = process.platform !== 'win32';

start(programs());

function start([program, ...others]) {
  if (program === undefined) {
    console.error(`cxtone: ${absent}`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
  for (const signal of SIGNALS) {
    // Listened to in any case: else it would end this process, and nobody would tell how the program ended. Where a
    // terminal has told the program already, the two are one asking to it.
    process.on(signal, () => IS_HANDED_ON && child.kill(signal));
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
