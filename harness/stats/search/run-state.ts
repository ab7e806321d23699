import type { RunFigure, RunOutcome, SearchPlan } from '../../model/search.ts';
import { type ShareCount, testShare, withOdds } from './share-test.ts';

/** What is known of one objective from one slice. */
export type SliceEvidence =
  | (ShareCount & { readonly kind: 'share'; readonly allowed: number })
  /** Of no requests: memory, CPU time. Null where the system does not tell it. */
  | {
      readonly kind: 'value';
      readonly value: number | null;
      readonly limit: number;
      readonly inclusive: boolean;
    };

/** What one slice at a rate showed. */
export interface SliceShown {
  /** By objective, in the order of the search. */
  readonly evidence: readonly SliceEvidence[];
  /** Clearly more was offered than served. */
  readonly overloaded: boolean;
  /** The server, or its loader, did not live through it. */
  readonly died: boolean;
}

export interface RunState {
  /** Null while more slices are wanted. */
  readonly outcome: Exclude<RunOutcome, 'generator'> | null;
  readonly figures: readonly Pick<RunFigure, 'verdict' | 'decided'>[];
}

/**
 * What a run at one rate has come to after these slices, the short first one included. A slice begins with an empty
 * queue, so a short one can only be too kind: the first decides nothing but a clear miss, and does not count for the rest.
 * To say that it holds takes some slices more: a
 * queue may be lucky in one. Where the slices that a run may take leave it open, the likelier is taken.
 */
export function runState(slices: readonly SliceShown[], test: SearchPlan['test']): RunState {
  const [first, ...rest] = slices;
  if (first === undefined) return { outcome: null, figures: [] };
  const ended = rest.length >= test.slices;
  const figures = first.evidence.map((lead, index) => {
    const own = rest.flatMap(({ evidence }) => evidence[index] ?? []);
    return lead.kind === 'share' ? shareFigure(lead, own, test) : valueFigure(lead, own);
  });
  if (slices.some(({ overloaded, died }) => overloaded || died)) return { outcome: 'failed', figures };
  if (figures.some(({ verdict, decided }) => verdict === 'missed' && decided))
    return { outcome: 'failed', figures };
  if (rest.length < test.least) return { outcome: null, figures };
  if (figures.every(({ decided }) => decided)) return { outcome: 'held', figures };
  if (!ended) return { outcome: null, figures };
  return { outcome: figures.some(({ verdict }) => verdict === 'missed') ? 'failed' : 'held', figures };
}

function shareFigure(
  lead: Extract<SliceEvidence, { kind: 'share' }>,
  rest: readonly SliceEvidence[],
  { clear, least, slices, ...test }: SearchPlan['test'],
): RunState['figures'][number] {
  if (isClear(lead, clear)) return { verdict: 'missed', decided: true };
  const counts = rest.flatMap((one) => (one.kind === 'share' ? one : []));
  if (counts.length === 0) return { verdict: 'met', decided: false };
  const { state, likelier } = testShare(counts, { ...test, allowed: lead.allowed });
  if (state !== 'open') return { verdict: state, decided: true };
  return { verdict: likelier, decided: false };
}

/** Far more than allowed, and more than a single accident. */
function isClear({ beyond, of, allowed }: Extract<SliceEvidence, { kind: 'share' }>, clear: number): boolean {
  return beyond >= clear && beyond / of > withOdds(allowed, clear);
}

function valueFigure(
  lead: Extract<SliceEvidence, { kind: 'value' }>,
  rest: readonly SliceEvidence[],
): RunState['figures'][number] {
  const values = [lead, ...rest].flatMap((one) => (one.kind === 'value' ? (one.value ?? []) : []));
  const last = values.at(-1);
  if (last === undefined) return { verdict: 'unknown', decided: true };
  const within = lead.inclusive ? last <= lead.limit : last < lead.limit;
  return { verdict: within ? 'met' : 'missed', decided: rest.length > 0 };
}
