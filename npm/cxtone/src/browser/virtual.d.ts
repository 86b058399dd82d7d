// What the build puts into the scripts.

declare module 'cxtone-module:*' {
  /** The compiled module. */
  const source: () => WebAssembly.Module;
  export default source;
}

declare module 'cxtone-text:processor' {
  /** The script of the audio thread. */
  const text: string;
  export default text;
}
