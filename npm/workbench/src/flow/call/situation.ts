// Where a call is, in a sentence, from its transcript so far.

/** The sentence. */
export function situation(lines: readonly string[]): string {
  const last = lines.at(-1) ?? '';
  const step = lines.findLast((line) => line.startsWith('step '))?.slice('step '.length);
  const [verb = '', ...rest] = last.split(' ');
  const object = rest.join(' ');
  const doing: Record<string, string> = {
    play: `the prompt ${object} plays`,
    collect: object === '' ? 'it waits for keys' : `the prompt ${object} plays, then it waits for keys`,
    mask: 'the recording is being masked',
    unmask: 'the recording is being unmasked',
    send: `${object} are sent`,
    transfer: 'the call is handed over',
    'hang-up': 'the flow hangs up',
    step: 'it is entered',
  };
  return step === undefined ? last : `In ${step}: ${doing[verb] ?? last}.`;
}
