// The declarations that are published, held against what they declare. It is compiled, and never bundled.

import type * as declared from '../index';
import * as given from './index';

/** Whatever is declared is there, with such a type. */
export const conforms: typeof declared = given;

/** Whatever is there is declared. */
export const complete: Record<keyof typeof given, true> = {} as Record<keyof typeof declared, true>;
