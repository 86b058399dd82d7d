// What was heard as a table for other programs.

import type { Heard } from './ear/protocol';

const TITLES = 'kind,digit,channel,start_s,end_s,level_dbm0,twist_db,low_offset_percent,high_offset_percent,why_not';

/** One line for each digit and near miss, with a line of titles (RFC 4180). */
export function csv(heard: readonly Heard[]): string {
  return [TITLES, ...heard.map(line), ''].join('\r\n');
}

function line(one: Heard): string {
  const measures =
    one.type === 'digit'
      ? [one.levelDbm0, one.twistDb, one.lowOffsetPercent, one.highOffsetPercent, '']
      : ['', '', '', '', one.explained.missed ?? ''];
  return [one.type, one.digit, one.channel, one.start, one.end, ...measures].map(quoted).join(',');
}

/** A digit such as `*` is text for every program, and no number or formula. */
function quoted(value: string | number): string {
  return typeof value === 'number' ? String(value) : value === '' ? '' : `"${value.replaceAll('"', '""')}"`;
}
