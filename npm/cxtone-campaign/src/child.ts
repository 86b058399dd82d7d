// A program as a child: its environment, what it says, and how it ended.
// What it is asked for, and what its answer means, is left to who starts it.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { absent, programs } from 'cxtone-cli/programs.js';
import { CampaignError } from './campaign_error';
import { lines } from './lines';

/** The last lines on the error stream that are kept: the program tells at most 1000 bad rows, and some lines beside. */
const TOLD_LINES_MAX = 1100;

/** How a program ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it said on the error stream, without colours. */
  told: string[];
}

/** What a program is started with. */
export interface Start {
  program?: string | undefined;
  words: string[];
  environment: Record<string, string | undefined>;
  /** Whether something is written to it. */
  fed?: boolean;
}

/** A program that runs. */
export class Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;

  constructor(process: ChildProcess) {
    this.process = process;
    const told = kept(process);
    this.ended = new Promise((resolve) => {
      process.on('close', async (code, signal) => resolve({ code, signal, told: await told }));
    });
  }

  /** The lines of its answer, as they come. */
  answer(): AsyncIterableIterator<string> {
    return lines(this.process.stdout as NodeJS.ReadableStream);
  }

  /** Asks it to end in its own way. */
  drain(): void {
    this.process.kill('SIGTERM');
  }
}

/**
 * Starts the program that is named, or the first of this platform's that starts. It is of this process's group: Ctrl-C
 * reaches a worker also where nobody here listens for it, and drains it.
 */
export async function start({ program, words, environment, fed = false }: Start): Promise<Child> {
  const paths = program === undefined ? programs() : [program];
  const env = { ...process.env, ...present(environment), NO_COLOR: '1' };
  let cause: unknown;
  for (const path of paths) {
    const stdio: StdioOptions = [fed ? 'pipe' : 'ignore', 'pipe', 'pipe'];
    const child = spawn(path, words, { env, stdio, windowsHide: true });
    try {
      await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      return new Child(child);
    } catch (error) {
      cause = error;
    }
  }
  const why = cause instanceof Error ? `the program does not start: ${cause.message}` : absent;
  throw new CampaignError(why, { code: 'NoProgram', cause });
}

async function kept(process: ChildProcess): Promise<string[]> {
  const told: string[] = [];
  for await (const line of lines(process.stderr as NodeJS.ReadableStream)) {
    told.push(line);
    if (told.length > TOLD_LINES_MAX) {
      told.shift();
    }
  }
  return told;
}

function present(environment: Record<string, string | undefined>): Record<string, string> {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given);
}
