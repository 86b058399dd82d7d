declare module 'cxtone-cli/programs.js' {
  /** The paths of programs that may run on this machine. */
  export function programs(): string[];
  /** What to say where there is none. */
  export const absent: string;
}
