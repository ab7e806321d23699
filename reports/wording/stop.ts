import type { StopReason } from '../../harness/model/record.ts';

/** Why measuring ended, as the end of a sentence: "6 rounds in 78 s; …". */
export const stopWords: Readonly<Record<StopReason, string>> = {
  precision: 'ended because every interval was as narrow as asked',
  rounds: 'ended after the rounds asked for',
  budget: 'ended because the budget was spent',
  done: 'ended when all that was asked for was done',
  interrupted: 'interrupted: what had been measured until then is reported',
  failed: 'ended early by a failure: what had been measured until then is reported',
};

/** The same of experiments alone, which no precision, round or budget ends. */
export function experimentsEnded(stop: StopReason): string {
  return stop === 'interrupted' || stop === 'failed' ? stopWords[stop] : 'all that was asked for was done';
}
