/** Flow files without a call: findings, calls in virtual time, drawings. */

/** One fault of a flow file. No field quotes digits of the file. */
export interface FlowFinding {
  /** The rule that was broken, such as `flow::unreachable-step`. */
  code: string;
  /** `error`: the flow cannot run, or some of it can never do what it says. */
  severity: 'warning' | 'error';
  /** From 1; 0 where the place is not known. */
  line: number;
  /** In characters, from 1; 0 where the place is not known. */
  column: number;
  /** What is wrong. */
  message: string;
  /** The way out. */
  help: string;
}

/** Everything that is wrong with a flow file in YAML or JSON, in the order of the text. */
export declare function checkFlow(text: string): FlowFinding[];

/** Who calls, and how. Where neither `caller` nor `acts` is given, the caller is drawn from the seed. */
export interface SimulationOptions {
  /** A caller's script: an object, or a text in YAML or JSON. */
  caller?: string | object;
  /** What the caller does, in one line: `'ends 2, wait 400, press 100'`. */
  acts?: string;
  /** A whole number; default 0. */
  seed?: number;
  /** How long every prompt takes; default 2000. */
  promptMs?: number;
  /** Whether the far end has the total as its one timer, as `cxone-v2` has; default `false`. */
  oneTimer?: boolean;
}

/** A call in virtual time. Digits are in it only as a count. */
export interface SimulatedCall {
  /** The seed that was used. */
  seed: number;
  /** How it ended, such as `finished` or `caller-hung-up`. */
  outcome: string;
  /** The step in which it ended. */
  step?: string;
  /** The steps entered, in order. */
  path: string[];
  /** How long it took, in the call's time. */
  durationMs: number;
  /** What happened, line by line. */
  transcript: { atMs: number; line: string }[];
  /** The call as a test for {@link replayFlow} and `cxtone flow test`. It holds the caller's keys. */
  test: object;
}

/**
 * A call through a flow in virtual time. The same flow, caller and seed give the same call.
 *
 * @throws {@link CxtoneError} `InvalidOptions`: the text is no flow, or an option cannot be used
 */
export declare function simulateFlow(text: string, options?: SimulationOptions): SimulatedCall;

/**
 * Lets the call of a test happen again.
 *
 * @throws {@link CxtoneError} `FlowDiffers`: the first line of the transcript that is another
 */
export declare function replayFlow(text: string, test: string | object): void;

/**
 * The flow as a drawing, in SVG.
 *
 * @throws {@link CxtoneError} `InvalidOptions`: the text is no flow
 */
export declare function drawFlow(text: string): string;
