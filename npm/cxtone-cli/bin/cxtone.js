#!/usr/bin/env node
// Starts the program of this platform's package, and ends as it ends.
'use strict';

const { spawn } = require('node:child_process');
const { closeSync, openSync } = require('node:fs');
const { constants } = require('node:os');
const { absent, programs } = require('../programs.js');

/** Signals that ask a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Those that a terminal sends to every process that runs in it. The program has one of those already: told again it
 * would be a second asking, at which a campaign no longer lets its calls end.
 */
const OF_TERMINALS = ['SIGINT', 'SIGHUP'];

start(programs());

function start([program, ...others]) {
  if (program === undefined) {
    console.error(`cxtone: ${absent}`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
  const isInTerminal = hasTerminal();
  for (const signal of SIGNALS) {
    // Listened to in any case: else it would end this process, and nobody would tell how the program ended.
    const isThere = isInTerminal && OF_TERMINALS.includes(signal);
    process.on(signal, () => isThere || child.kill(signal));
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

/** Whether a terminal controls this process, also where input and output are files or pipes. */
function hasTerminal() {
  // A console sends Ctrl-C to all its processes, and Node's `kill` would end the program at once.
  if (process.platform === 'win32') {
    return true;
  }
  try {
    closeSync(openSync('/dev/tty'));
    return true;
  } catch {
    return false;
  }
}
