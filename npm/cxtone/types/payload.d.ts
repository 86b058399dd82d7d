/** What may be sent: the source's constants and its validation. */

import type { CxtoneError } from './error';

/** The two frequencies of each digit, in Hz: its row's and its column's (ITU-T Q.23). */
export declare const DTMF_FREQUENCIES: Readonly<Record<string, readonly [number, number]>>;

/** The types that digits may travel as: `RFC2833`, `SIPINFO`, `INBAND`. */
export declare const SUPPORTED_DTMF_TYPES: readonly string[];

/** The most digits in one request: 16. */
export declare const MAX_SEQUENCE_LENGTH: number;

/** The shortest pause between digits: 50 ms. */
export declare const MIN_INTER_DIGIT_PAUSE: number;

/** The longest pause between digits: 1000 ms. */
export declare const MAX_INTER_DIGIT_PAUSE: number;

/** What is told of a valid request. */
export interface Validation {
  /** Each digit's frequencies in Hz. They spell the digits, so no log or event holds them. */
  frequencies: (readonly [number, number])[];
  /** Always `true`, as in the source. */
  carrierCompatible: boolean;
  /** Always `true`: what is not valid throws. */
  valid: boolean;
}

/**
 * Checks digits, type and pause.
 *
 * Lower-case `a`–`d` are accepted; the pause must be an integer number.
 *
 * @param dtmfString - 1 to 16 of `0-9`, `*`, `#`, `A-D`
 * @param dtmfType - one of {@link SUPPORTED_DTMF_TYPES}
 * @param interDigitPause - 50 to 1000, in ms
 * @throws {@link CxtoneError} `InvalidPayload`: the message is the source's, `findings` has all faults
 */
export declare function validateDtmfPayload(
  dtmfString: unknown,
  dtmfType: unknown,
  interDigitPause: unknown,
): Validation;

/** The languages of far ends. */
export type DialectName = 'cxone-v2' | 'cxone-agent';

/** A request as somebody wrote it: any value in any field. */
export interface RawRequest {
  /** The digits. */
  dtmfString?: unknown;
  /** How they travel. */
  dtmfType?: unknown;
  /** The pause after each digit, in ms. */
  interDigitPause?: unknown;
}

/**
 * Everything that is wrong with a request, in the order in which the source checks; nothing where it may be sent.
 *
 * @param options - `dialect`: whose limits count; default `cxone-v2`
 */
export declare function validate(request: RawRequest, options?: { dialect?: DialectName }): Finding[];

/** One fault of a request. No field ever holds a digit. */
export interface Finding {
  /** The rule that was broken, such as `digits-length`. */
  code: string;
  /** The field at fault, as a JSON pointer, such as `/dtmfString`. */
  pointer: string;
  /** What is wrong, in the source's wording. */
  message: string;
  /** The way out. */
  help: string;
}
