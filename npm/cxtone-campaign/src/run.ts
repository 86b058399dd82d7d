// A worker of a campaign: the program as a child, fed with calls, watched, drained when it is to end.
// How a campaign stands in the meantime is `watch`'s business.

import type { CampaignStatus } from '../types/campaign';
import type { CampaignResult, RunCampaignOptions } from '../types/run';
import { lastLine, placed } from './campaign';
import { CampaignError, refusal } from './campaign_error';
import { type Child, type Ended, start } from './child';
import { Feed } from './feed';
import { Watch } from './watch';
import { environment, words } from './words';

/** What the program's exit codes mean that come with an answer. */
const OUTCOMES: Record<number, CampaignResult['outcome']> = { 0: 'done', 1: 'failed', 3: 'ambiguous', 4: 'stopped' };

/** Works on a campaign. */
export async function runCampaign(options: RunCampaignOptions): Promise<CampaignResult> {
  const { signal, program, calls } = options;
  if (signal?.aborted) {
    throw new CampaignError('the signal had aborted, and nothing was begun', { code: 'Cancelled', cause: signal.reason });
  }
  const feed = calls === undefined || typeof calls === 'string' ? undefined : new Feed(calls);
  const child = await start({
    program,
    words: words(options),
    environment: { ...placed(options.store), ...environment(options.tenant) },
    fed: feed !== undefined,
  });
  const drain = () => {
    feed?.stop();
    child.drain();
  };
  signal?.addEventListener('abort', drain, { once: true });
  if (signal?.aborted) {
    drain();
  }
  const watch = options.onProgress === undefined ? undefined : new Watch(options, options.onProgress);
  try {
    const ran = await result(child, feed, signal);
    return { ...ran, warnings: [...ran.warnings, ...(watch?.warnings ?? [])] };
  } finally {
    signal?.removeEventListener('abort', drain);
    watch?.stop();
  }
}

async function result(child: Child, feed: Feed | undefined, signal: AbortSignal | undefined): Promise<CampaignResult> {
  const feeding = feed?.into(child);
  const answer = await lastLine(child);
  const ended = await child.ended;
  feed?.stop();
  await feeding;
  const outcome = ended.code === null ? undefined : OUTCOMES[ended.code];
  if (feed?.failed) {
    throw new CampaignError('the calls could not be read to their end', { code: 'Calls', cause: feed.failure });
  }
  if (signal?.aborted && wasUnready(ended)) {
    throw new CampaignError('the signal aborted before a call was taken', { code: 'Cancelled', cause: signal.reason });
  }
  if (outcome === undefined || answer === undefined) {
    throw refusal(ended);
  }
  const warnings = ended.told.filter((line) => line.startsWith('warning: '));
  const { loaded, ...status } = JSON.parse(answer) as CampaignStatus & Pick<CampaignResult, 'loaded'>;
  return {
    outcome,
    status,
    ...(loaded === undefined ? {} : { loaded }),
    warnings: warnings.map((line) => line.slice('warning: '.length)),
  };
}

/** Whether a program that was asked to end did not know yet what to do then: it takes calls only when it does. */
function wasUnready({ signal }: Ended): boolean {
  return (signal === 'SIGTERM' || signal === 'SIGINT') && process.platform !== 'win32';
}
