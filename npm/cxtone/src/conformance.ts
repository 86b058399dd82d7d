// The declarations that are published, held against what they declare. It is compiled, and never bundled.

import type * as declared from '../index';
import * as facade from './index';

type Facade = Omit<typeof declared, 'Emulator' | 'RtpListener'>;

/** Whatever is declared is there, with such a type. */
export const conforms: Facade = facade;

/** Whatever is there is declared. */
export const complete: Record<keyof typeof facade, true> = {} as Record<keyof typeof declared, true>;
