// One line of YAML in colours, with marks. It knows words, not the language: the checker knows that.

import { made } from '../../dom/made';
import type { Mark } from './editor';

/** A comment, a text in quotes, a key with its colon, or anything else up to the next of these. */
const WORDS =
  /(?<comment>(?<=^|\s)#.*$)|(?<text>"(?:[^"\\]|\\.)*"|'[^']*')|(?<key>[\w-]+(?=:(?:\s|$)))|[^#"'\w]+|[\w-]+|./gu;

/** What is under a mark: a word, or one character. */
const MARKED = /^[\w./:-]+|^./u;

/** The line in pieces. */
export function painted(line: string, marks: readonly Mark[]): (Node | string)[] {
  const words = [...line.matchAll(WORDS)];
  const pieces = words.map(({ 0: word, index, groups }) => ({ word, index, kind: kindOf(groups) }));
  return pieces.flatMap(({ word, index, kind }) => {
    const mark = marks.find(({ column }) => column - 1 >= index && column - 1 < index + word.length);
    return mark === undefined ? [wrapped(word, kind)] : cut(word, mark.column - 1 - index, mark, kind);
  });
}

function cut(word: string, at: number, { severity }: Mark, kind: string | undefined): (Node | string)[] {
  const marked = MARKED.exec(word.slice(at))?.[0] ?? '';
  const [before, after] = [word.slice(0, at), word.slice(at + marked.length)];
  const mark = made('mark', { class: severity }, wrapped(marked, kind));
  return [...(before === '' ? [] : [wrapped(before, kind)]), mark, ...(after === '' ? [] : [wrapped(after, kind)])];
}

function wrapped(word: string, kind: string | undefined): Node | string {
  return kind === undefined ? word : made('span', { class: kind }, word);
}

function kindOf(groups: Record<string, string | undefined> | undefined): string | undefined {
  return Object.entries(groups ?? {}).find(([, found]) => found !== undefined)?.[0];
}
