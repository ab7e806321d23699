import type { Comparison, Distribution, Headroom, ValidityReason } from '../../harness/model/estimate.ts';
import type { Level } from '../../harness/model/level.ts';
import type { MetricName } from '../../harness/model/metric.ts';
import type { ReasonText } from '../wording/validity.ts';
import type { ClaimsInShort, ClaimView, DocumentView } from './claim-types.ts';
import type { ExperimentView } from './experiment-types.ts';
import type { GateView } from './gate-types.ts';
import type { NoiseView } from './noise.ts';
import type { ObjectivesView } from './objective-types.ts';
import type { SearchView } from './search-types.ts';
import type { TrustView } from './trust-types.ts';

export type { ConcernView, Fact, HeadroomView, TrustView } from './trust-types.ts';

/**
 * What every renderer shows, in words and figures; plain data, safe to embed as JSON. Figures keep the record's units
 * (req/s, ms, bytes). Strings that came from outside (labels, details) are not escaped here: each renderer does that.
 */
export interface View {
  readonly title: string;
  readonly lead: Lead;
  readonly id: string;
  readonly startedAt: string;
  /** "6 rounds in 78 s". */
  readonly extent: string;
  /** Why measuring ended. */
  readonly ended: string;
  /** The command that made the record, word by word. */
  readonly command: readonly string[];
  readonly confidence: number;
  /** Version of the harness. */
  readonly modebench: string;
  /** CPU and cores. */
  readonly machine: string;
  readonly modes: readonly ModeView[];
  readonly baseline: ModeView;
  readonly answer: AnswerView;
  /** Null where nobody asked for one; else it leads. */
  readonly gate: GateView | null;
  readonly noise: NoiseView | null;
  /** Null of a run that sought no rate. */
  readonly search: SearchView | null;
  readonly objectives: ObjectivesView;
  readonly scenarios: readonly ScenarioView[];
  readonly resources: readonly ResourceView[];
  readonly workerCosts: readonly WorkerCostView[];
  /** Which worker count is best, where several were measured. */
  readonly workers: readonly WorkersView[];
  readonly sizedMemory: readonly SizedMemoryView[];
  readonly memory: MemoryRunView;
  readonly claims: readonly ClaimView[];
  /** "12 supported, 3 refuted"; empty without claims. */
  readonly verdictCounts: string;
  readonly documents: readonly DocumentView[];
  readonly claimsInShort: ClaimsInShort;
  readonly experiments: readonly ExperimentView[];
  readonly trust: TrustView;
}

/**
 * What a report begins with: the answer of a run; the documents' claims; or experiments, where nothing else was done.
 * With the latter two, only what was measured is shown, for not every variant was meant to meet every scenario.
 */
export type Lead = 'answer' | 'claims' | 'experiments';

export interface ModeView {
  readonly id: string;
  readonly label: string;
  /** Position among the variants: decides colour and marker, everywhere. */
  readonly index: number;
  readonly baseline: boolean;
  /** `node · prefork`, the command, or where it runs already. */
  readonly source: string;
  /** It was not started by us, so that not every figure means what it does of the others; the notes say more. */
  readonly attached: boolean;
  readonly notes: readonly string[];
}

export interface AnswerView {
  readonly scenarios: readonly {
    scenario: string;
    anchor: string;
    lead: string;
    sentences: readonly string[];
  }[];
  /** What holds for the intervals of all sentences: that they are from few rounds; null when they are not. */
  readonly note: string | null;
  readonly open: OpenView;
}

/** What the record cannot answer. */
export interface OpenView {
  /** That the run was interrupted, and how to go on; null when it was not. */
  readonly interrupted: OpenQuestion | null;
  /** Cells that a comparison would need, and that gave no figure. */
  readonly broken: readonly OpenQuestion[];
  /** Comparisons with the baseline that stay inconclusive. */
  readonly doubts: readonly Doubt[];
  /** Words of the command line, unquoted, that measures all doubtful comparisons again; null when there are none. */
  readonly command: readonly string[] | null;
}

export interface OpenQuestion {
  readonly text: string;
  readonly remedy: string | null;
}

/** Whether a mode is better than the baseline stays open. */
export interface Doubt {
  /** In what: in the throughput of a closed workload, or in the response times of an open one. */
  readonly about: 'throughput' | 'response time';
  readonly scenario: string;
  /** The scenario with its level. */
  readonly lead: string;
  /** Label of the mode. */
  readonly mode: string;
  /** "0.45–1.94", or that there is no interval. */
  readonly seen: string;
}

export interface LevelView {
  readonly key: string;
  readonly label: string;
  /** Connections, or the arrival rate. */
  readonly value: number;
  readonly kind: Level['kind'];
  /** What else makes an open level, such as its arrivals; null for a closed one. */
  readonly detail: string | null;
}

export interface Figure {
  readonly point: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly rounds: number;
  readonly fewRounds: boolean;
}

export interface RatioView extends Figure {
  readonly metric: MetricName;
  readonly verdict: Comparison['verdict'];
}

/**
 * `time`: slices were so short that fewer answers came than there are connections, those of the luckiest ones;
 * `finish`: there are requests enough, but those that were left unfinished hide how high it is.
 */
export type MissingView =
  | { readonly lack: 'answers'; readonly needed: number; readonly perRound: number }
  | { readonly lack: 'time' }
  | { readonly lack: 'finish' };

/** A reason of the record with its words; see {@link ConcernView} for many of them. */
export interface ReasonView extends ReasonText {
  readonly reason: ValidityReason;
}

export type CellStatus = 'valid' | 'caveat' | 'inconclusive' | 'invalid';

export interface CellView {
  /** Link target of the cell's row in the table of all cells. */
  readonly anchor: string;
  readonly mode: string;
  readonly scenario: string;
  readonly level: LevelView;
  readonly status: CellStatus;
  /** Fit for rankings: not invalid, and with a throughput. */
  readonly usable: boolean;
  readonly reasons: readonly ReasonView[];
  readonly metrics: Readonly<Record<MetricName, Figure | null>>;
  /** For each percentile that is not given: what it needs. */
  readonly missing: Readonly<Partial<Record<MetricName, MissingView>>>;
  /**
   * To the baseline: of throughput, or at an open level that both keep up with, of a percentile of the response time.
   * Null for the baseline itself and where there is no comparison.
   */
  readonly ratio: RatioView | null;
  /** The load generator was near its limit: throughput is at least so much. */
  readonly lowerBound: boolean;
  /** An open level at which less was served than offered; null elsewhere. */
  readonly overload: OverloadView | null;
  /** Null where the record does not tell it. */
  readonly distribution: Distribution | null;
  readonly headroom: Headroom | null;
  readonly requests: {
    /** Due, in an open workload. */
    readonly due: number;
    readonly sent: number;
    readonly ok: number;
    readonly failed: number;
    readonly unfinished: number;
  };
  /** Status codes that no request of the scenario takes for right, the most frequent first. */
  readonly wrongStatuses: readonly number[];
  readonly slices: number;
}

/** Requests per second. */
export interface OverloadView {
  readonly served: number;
  readonly offered: number;
  /** The load generator was near its limit too, so that the server may serve more. */
  readonly atLeast: boolean;
}

export interface ScenarioView {
  readonly name: string;
  readonly summary: string;
  readonly anchor: string;
  readonly levels: readonly LevelView[];
  /** The modes to show. */
  readonly modes: readonly ModeView[];
  /** The level that answers stand on, one for all modes (`bestLevels` of `harness/stats`); null when no cell of the scenario can be used. */
  readonly best: LevelView | null;
  readonly cells: readonly CellView[];
  /** Of every cell; cells whose histograms are missing are left out. */
  readonly percentiles: readonly PercentileCurve[];
}

/** Response times by percentile, pooled over rounds; `least` and `most` are those of single rounds. */
export interface PercentileCurve {
  readonly mode: string;
  /** Key of the level. */
  readonly level: string;
  readonly points: readonly {
    readonly q: number;
    readonly ms: number;
    readonly least: number | null;
    readonly most: number | null;
  }[];
}

/** A plain median with the least and the greatest value seen; no interval is claimed. */
export interface Range {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly n: number;
}

export interface ProcessView {
  readonly pid: number;
  readonly depth: number;
  readonly command: string;
  readonly threads: number;
  readonly rss: number;
  readonly pss: number | null;
  readonly uss: number | null;
}

export interface ResourceView {
  readonly mode: string;
  readonly readyMs: Range | null;
  /** Footprint in bytes, or ΣRSS where `upperBound`. */
  readonly idle: Range | null;
  readonly loaded: Range | null;
  readonly rest: Range | null;
  readonly upperBound: boolean;
  /** ΣPSS of the tree when `processes` were read, over launches, in bytes; ΣRSS where a process does not tell its PSS. */
  readonly tree: Range | null;
  /** Of one launch, after load. */
  readonly processes: readonly ProcessView[];
  readonly treeFrom: string | null;
}

/** What one more worker or thread costs in memory. */
export interface WorkerCostView {
  readonly text: string;
}

/** What differs in the number of its workers (or threads) alone. */
export interface SizedModeView {
  /** `prefork` */
  readonly label: string;
  /** Of its first variant: decides colour and marker. */
  readonly index: number;
  readonly option: 'workers' | 'threads';
}

/** How much memory a mode takes with each of the counts that were measured, in bytes under load. */
export interface SizedMemoryView extends SizedModeView {
  readonly upperBound: boolean;
  readonly points: readonly { readonly count: number; readonly bytes: Range }[];
}

/** What a sweep of worker or thread counts comes to, for one mode and scenario. */
export interface WorkersView extends SizedModeView {
  /** `json, 32 connections`. */
  readonly lead: string;
  /** One sentence or two, without the lead. */
  readonly text: string;
  readonly scenario: string;
  /** The level that the scenario is shown at. */
  readonly level: string;
  readonly points: readonly { readonly count: number; readonly throughput: Figure }[];
}

/** Memory after each slice, in time order. Bytes, minutes since the start. */
export interface MemoryRunView {
  readonly metric: 'footprint' | 'rss';
  readonly series: readonly {
    readonly mode: string;
    readonly points: readonly { readonly minute: number; readonly bytes: number; readonly round: number }[];
  }[];
}
