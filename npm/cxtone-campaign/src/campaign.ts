// What is asked of a campaign and told to one: one run of the program each.

import type { CampaignCall, CampaignPlace, CampaignState, CampaignStatus } from '../types/campaign';
import { CampaignError, refusal } from './campaign_error';
import { type Child, start } from './child';

/** How a campaign stands. */
export function campaignStatus(place: CampaignPlace): Promise<CampaignStatus> {
  return answered(place, 'status', '--json');
}

/** No call begins until the campaign is resumed. */
export function pauseCampaign(place: CampaignPlace): Promise<CampaignState> {
  return told(place, 'pause');
}

/** Calls begin again. */
export function resumeCampaign(place: CampaignPlace): Promise<CampaignState> {
  return told(place, 'resume');
}

/** No call begins; workers end when their running calls have. */
export function drainCampaign(place: CampaignPlace): Promise<CampaignState> {
  return told(place, 'drain');
}

/** The campaign ends, and stays so. */
export function cancelCampaign(place: CampaignPlace): Promise<CampaignState> {
  return told(place, 'cancel');
}

/** How each call ended. */
export async function* exportCampaign(place: CampaignPlace): AsyncIterableIterator<CampaignCall> {
  const child = await asked(place, 'export', '--format', 'jsonl');
  let isWhole = false;
  try {
    for await (const line of child.answer()) {
      yield JSON.parse(line) as CampaignCall;
    }
    isWhole = true;
  } finally {
    // Whoever has read enough does not wait for the rest.
    if (!isWhole) {
      child.drain();
    }
  }
  const ended = await child.ended;
  if (ended.code !== 0) {
    throw refusal(ended);
  }
}

async function told(place: CampaignPlace, word: string): Promise<CampaignState> {
  const { state } = await answered<{ state: CampaignState }>(place, word, '--json');
  return state;
}

async function answered<Answer>(place: CampaignPlace, ...words: string[]): Promise<Answer> {
  const child = await asked(place, ...words);
  const answer = await lastLine(child);
  const ended = await child.ended;
  if (ended.code !== 0 || answer === undefined) {
    throw refusal(ended);
  }
  return JSON.parse(answer) as Answer;
}

/** The last line of a program's answer, if it gives one. */
export async function lastLine(child: Child): Promise<string | undefined> {
  let last: string | undefined;
  for await (const line of child.answer()) {
    last = line;
  }
  return last;
}

function asked({ store, program }: CampaignPlace, ...words: string[]): Promise<Child> {
  return start({ program, words: ['campaign', ...words], environment: placed(store) });
}

/** The store for the program's environment. */
export function placed(store: unknown): Record<string, string> {
  if (typeof store !== 'string' || store === '') {
    throw new CampaignError('`store` is missing; give sqlite:FILE or postgres://…', { code: 'InvalidOptions' });
  }
  return { CXTONE_STORE: store };
}
