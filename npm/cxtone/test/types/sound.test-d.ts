// Digits as sound, as TypeScript sees them.

import type { Transform } from 'node:stream';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type ConfirmedEvent,
  type Confusion,
  createDetectorStream,
  detect,
  Detector,
  type DetectorEvent,
  type DetectorOptions,
  type DigitEvent,
  type Encoding,
  type Explained,
  generate,
  generateFloat,
  type MeasureCheck,
  type NearMissEvent,
  type Profile,
  readWav,
  type Samples,
  score,
  type Score,
  type ScoreFigure,
  type ScoreOptions,
  type TimingErrors,
  type ToneOptions,
  type Verdict,
  type Wav,
  writeWav,
} from '../..';

expectType<'att' | 'ntt' | 'etsi'>('att' as Profile);
expectType<'pcm16' | 'f32' | 'ulaw' | 'alaw'>('alaw' as Encoding);
expectAssignable<DetectorOptions>({ sampleRate: 8000, profile: 'etsi', explain: true, channel: 2, encoding: 'ulaw' });
expectNotAssignable<DetectorOptions>({ encoding: 'mp3' });
expectAssignable<Samples>(new Int16Array(1));
expectAssignable<Samples>(Buffer.alloc(2));
expectNotAssignable<Samples>([0]);
expectNotAssignable<Samples>(new Float64Array(1));

const detector = new Detector({ sampleRate: 8000 });
expectType<DetectorEvent[]>(detector.push(new Float32Array(160)));
expectType<DetectorEvent[]>(detector.finish());
expectError(detector.push('tones'));
expectError(new Detector({ profile: 'itu' }));

declare const event: DetectorEvent;
switch (event.type) {
  case 'confirmed':
    expectType<ConfirmedEvent>(event);
    break;
  case 'digit':
    expectType<DigitEvent>(event);
    expectType<number>(event.levelDbm0);
    expectType<Explained | undefined>(event.explained);
    break;
  default:
    expectType<NearMissEvent>(event);
    expectType<Explained>(event.explained);
}
declare const explained: Explained;
expectType<string>(explained.outcome);
expectType<MeasureCheck[]>(explained.checks);
expectType<number>(explained.checks[0]!.measured);
expectType<ScoreFigure[]>(explained.figures);

expectType<AsyncGenerator<DetectorEvent, void, undefined>>(detect([new Int16Array(160)], { channel: 1 }));
expectType<Transform>(createDetectorStream({ encoding: 'alaw' }));
expectError(detect('tones'));

expectAssignable<ToneOptions>({ sampleRate: 8000, toneMs: 70, gapMs: 50, levelDbm0: -10, twistDb: 2 });
expectNotAssignable<ToneOptions>({ toneMs: '70' });
expectAssignable<Int16Array>(generate('1', { toneMs: 70 }));
expectAssignable<Float32Array>(generateFloat('1'));
expectError(generate(1));

expectAssignable<ScoreOptions>({ blind: true, toneMs: 70, gapMs: 50, toleranceMs: 10, profile: 'att' });
expectType<Promise<Score>>(score('1', new Int16Array(160), { blind: true }));
expectError(score('1', new Uint8Array(160)));
declare const scored: Score;
expectType<number>(scored.recognitionRate);
expectType<'likelihood-test' | 'detector'>(scored.recognitionMethod);
expectType<boolean>(scored.exact);
expectType<TimingErrors>(scored.timingErrors);
expectType<Confusion[]>(scored.confusion);
expectType<Verdict[] | undefined>(scored.verdicts);
expectType<'present' | 'substituted' | 'missing'>(scored.verdicts![0]!.finding);

expectType<Wav>(readWav(new Uint8Array()));
expectType<Wav>(readWav(new ArrayBuffer(0)));
expectAssignable<Uint8Array>(writeWav({ sampleRate: 8000, channels: [new Int16Array(1)] }, { encoding: 'ulaw' }));
expectError(writeWav({ channels: [] }));
