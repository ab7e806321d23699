/** What `import … from 'modebench'` gives; the commands are made of the same. */
export type { NamedModel } from '../capacity/capacity-of.ts';
export type { MachinePlan, PlanAnswer, RefusedPlan } from '../capacity/plan.ts';
export type { CapacityReport, SizeAnswer } from '../capacity/report.ts';
export { defineConfig } from '../config/define-config.ts';
export type {
  Config,
  ConfigInput,
  Hook,
  ModeConfig,
  RequestContext,
  RequestHook,
  ScenarioConfig,
  Trial,
} from '../model/config.ts';
export type { CellSummary, Comparison, Estimate, Interval, Validity } from '../model/estimate.ts';
export type { RunEvent } from '../model/event.ts';
export { type Failure, FailureError, UsageError, type UsageProblem } from '../model/failure.ts';
export type { ObjectiveVerdict } from '../model/objective-verdict.ts';
export type { RunRecord } from '../model/record.ts';
export type { RecordComparison, RecordRatio } from '../model/record-comparison.ts';
export type { FinishedRun } from '../runs/execute-run.ts';
export type { RunVerdict } from '../runs/run-verdict.ts';
export { type CompareOptions, compare, type RecordSource } from './compare.ts';
export { type CapacityOptions, type InstanceOption, planCapacity } from './plan-capacity.ts';
export { type PreparedRun, prepare, run, type ShownAs, type Watch } from './run.ts';
export type { RunOptions } from './run-options.ts';
