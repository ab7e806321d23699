import { nameHint } from '../model/name-hint.ts';
import {
  type ComparisonSign,
  comparisonSigns,
  type Dimension,
  type Objective,
  type ObjectiveMetric,
  objectiveMetricNames,
  objectiveMetrics,
  objectiveUnits,
} from '../model/objective.ts';
import { limits } from './defaults.ts';
import { quote } from './parse-quantity.ts';
import { Reader, type Span } from './reader.ts';

/** What is wrong at one place. */
export interface SyntaxFault extends Span {
  readonly message: string;
  readonly hint: string;
}

/** One objective with where its parts were written; null where a part was not. */
export interface WrittenObjective {
  readonly objective: Objective;
  readonly spans: Readonly<Record<'limit' | Clause, Span | null>> & { readonly limit: Span };
}

type Clause = 'level' | 'scenario' | 'mode';

const dimensionNames: Readonly<Record<Dimension, string>> = {
  time: 'a time',
  memory: 'an amount of memory',
  share: 'a share of the requests',
  rate: 'a number of requests per second',
};

const metricAliases: ReadonlyMap<string, ObjectiveMetric> = new Map([['errors', 'failures']]);
/** Micro sign and Greek letter. */
const unitAliases: ReadonlyMap<string, string> = new Map([
  ['\u00b5s', 'us'],
  ['\u03bcs', 'us'],
]);

/**
 * Reads one text, which may hold several objectives:
 *
 *     text      = objective { "," objective }
 *     objective = metric sign value { place }
 *     metric    = "p50" | "p75" | "p90" | "p95" | "p99" | "p99.9" | "p99.99"        of the response time
 *               | "throughput" | "failures" | "errors" (the same) | "footprint" | "cpu" (of the server, per request)
 *     sign      = "<" | "<=" | ">" | ">="
 *     value     = digits [ "." digits ] unit
 *     unit      = "us" | "ms" | "s"  or  "B" | "kB" | "MB" | "GB" | "KiB" | "MiB" | "GiB"  or  "%"  or  "req/s" | "/s"
 *     place     = "@" "c=" connections | "@" "r=" requests per second | "in" scenario | "of" mode      each at most once
 *
 * Spaces are allowed between all of these. A name with a space, a comma, a quote or an @ stands in double quotes, in which
 * a backslash takes the meaning from the character after it. Of each objective the first fault is told.
 */
export function readObjectives(text: string): { written: WrittenObjective[]; faults: SyntaxFault[] } {
  const reader = new Reader(text);
  const written: WrittenObjective[] = [];
  const faults: SyntaxFault[] = [];
  do {
    try {
      written.push(readObjective(reader));
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      faults.push(error.fault);
      reader.toNextComma();
    }
  } while (reader.take(/,/y) !== null);
  return { written, faults };
}

function readObjective(reader: Reader): WrittenObjective {
  const metric = readMetric(reader);
  const comparison = readSign(reader, metric);
  const { value, unit, span } = readValue(reader, metric, comparison);
  const spans: Record<Clause, Span | null> = { level: null, scenario: null, mode: null };
  let level: Objective['level'] = null;
  const names: Record<'scenario' | 'mode', string | null> = { scenario: null, mode: null };
  while (!reader.atEnd) {
    const start = reader.mark();
    const word = reader.take(/@|[A-Za-z]+/y)?.text ?? '';
    const clause = word === '@' ? 'level' : word === 'in' ? 'scenario' : word === 'of' ? 'mode' : null;
    if (clause === null) throw unexpected(reader, start);
    if (clause === 'level') level = readLevel(reader);
    else names[clause] = readName(reader, word, clause);
    const whole = reader.since(start);
    if (spans[clause] !== null) {
      const hint = 'write an objective for each, or leave it out for all';
      throw new FaultError({ ...whole, message: `a second ${clause} for one objective`, hint });
    }
    spans[clause] = whole;
  }
  return {
    objective: { metric, comparison, value, unit, level, ...names },
    spans: { ...spans, limit: span },
  };
}

function readMetric(reader: Reader): ObjectiveMetric {
  const start = reader.mark();
  const word = reader.take(/[^\s<>=,@"]+/y);
  if (word === null) {
    const hint = `write one of ${objectiveMetricNames.join(', ')}`;
    throw new FaultError({ ...reader.next(), message: `no metric stands ${reader.found()}`, hint });
  }
  const metric = metricAliases.get(word.text) ?? objectiveMetricNames.find((name) => name === word.text);
  if (metric !== undefined) return metric;
  // Other tools write p(95).
  const hint = nameHint(word.text.replace(/[()]/g, ''), objectiveMetricNames);
  throw new FaultError({ ...reader.since(start), message: `unknown metric ${quote(word.text)}`, hint });
}

function readSign(reader: Reader, metric: ObjectiveMetric): ComparisonSign {
  const sign = reader.take(/[<>=!]+/y);
  const known = comparisonSigns.find((one) => one === sign?.text);
  if (known !== undefined) return known;
  const hint = `write ${comparisonSigns.slice(0, -1).join(', ')} or ${comparisonSigns.at(-1)}`;
  throw sign === null
    ? new FaultError({ ...reader.next(), message: `no comparison after ${metric} ${reader.found()}`, hint })
    : new FaultError({ ...sign, message: `${quote(sign.text)} is no comparison`, hint });
}

function readValue(reader: Reader, metric: ObjectiveMetric, sign: string) {
  const dimension = objectiveMetrics[metric];
  const units = Object.keys(objectiveUnits[dimension]);
  const example = `${metric}${sign}${{ time: '200ms', memory: '300MB', share: '0.1%', rate: '500req/s' }[dimension]}`;
  const start = reader.mark();
  const number = reader.take(/\d{1,12}(?:\.\d{1,6})?(?![\d.])/y);
  if (number === null) {
    const message = `no number after ${metric}${sign} ${reader.found()}`;
    throw new FaultError({ ...reader.next(), message, hint: `write ${example}` });
  }
  const value = Number(number.text);
  const allowed = `${metric} is ${dimensionNames[dimension]}: ${listed(units)}`;
  const unit = reader.take(/%|(?!(?:in|of)\b)[A-Za-z/\u00b5\u03bc]+/y);
  if (unit === null) {
    const message = `${quote(number.text)} has no unit`;
    const hint = `${allowed}; write ${metric}${sign}${meant(number.text, dimension)}`;
    throw new FaultError({ ...number, message, hint });
  }
  const known = units.find((name) => name === (unitAliases.get(unit.text) ?? unit.text));
  if (known === undefined) {
    const alike = units.find((name) => name.toLowerCase() === unit.text.toLowerCase());
    const hint = alike === undefined ? allowed : `did you mean ${number.text}${alike}? ${allowed}`;
    throw new FaultError({ ...unit, message: `${quote(unit.text)} is no unit of ${metric}`, hint });
  }
  const span = reader.since(start);
  if (value === 0 || (dimension === 'share' && value > 100)) {
    const between = dimension === 'share' ? 'above 0 and at most 100 %' : 'above 0';
    const message = `the limit of ${metric} is to be ${between}`;
    throw new FaultError({ ...span, message, hint: `write ${example}` });
  }
  return { value, unit: known, span };
}

/** A number with the unit that it most likely has: shares are also written as 0.001, times in ms. */
function meant(number: string, dimension: Dimension): string {
  if (dimension === 'share' && Number(number) < 1) {
    return `${Number((Number(number) * 100).toPrecision(12))}% or ${number}%`;
  }
  return `${number}${{ time: 'ms', memory: 'MB', rate: 'req/s', share: '%' }[dimension]}`;
}

function readLevel(reader: Reader): NonNullable<Objective['level']> {
  const hint = 'write @c=16 for 16 connections, @r=500 for 500 requests per second';
  const start = reader.mark();
  const kind = reader.take(/[cr]\b/y);
  const equals = kind === null ? null : reader.take(/=/y);
  if (kind === null || equals === null) {
    throw new FaultError({ ...reader.next(), message: `no level after @ ${reader.found()}`, hint });
  }
  const number = reader.take(kind.text === 'c' ? /\d{1,12}(?![\d.])/y : /\d{1,12}(?:\.\d{1,3})?(?![\d.])/y);
  const value = Number(number?.text);
  const { min, max } = kind.text === 'c' ? { min: 1, max: limits.concurrency } : limits.rate;
  if (number !== null && value >= min && value <= max) {
    return kind.text === 'c' ? { kind: 'closed', concurrency: value } : { kind: 'open', rate: value };
  }
  const what = kind.text === 'c' ? 'connections' : 'requests per second';
  const message = `no number of ${what} from ${min} to ${max} stands ${number === null ? reader.found() : 'here'}`;
  throw new FaultError({ ...(number === null ? reader.next() : reader.since(start)), message, hint });
}

function readName(reader: Reader, word: string, clause: 'scenario' | 'mode'): string {
  const quoted = reader.take(/"(?:[^"\\]|\\.)+"/sy);
  if (quoted !== null) return quoted.text.slice(1, -1).replace(/\\(.)/gs, '$1');
  const bare = reader.take(/[^\s,"@]+/y);
  if (bare !== null) return bare.text;
  const hint = `write ${word} ${clause === 'mode' ? 'prefork' : 'json'}, a name with spaces in double quotes`;
  throw new FaultError({ ...reader.next(), message: `no ${clause} after ${word} ${reader.found()}`, hint });
}

function unexpected(reader: Reader, start: number): FaultError {
  reader.back(start);
  const hint = 'here may stand @c=16 or @r=500, in <scenario>, of <mode>, or a comma and another objective';
  return new FaultError({ ...reader.next(), message: `${reader.seen()} is not understood here`, hint });
}

function listed(units: readonly string[]): string {
  return units.length === 1 ? `${units[0]}` : `${units.slice(0, -1).join(', ')} or ${units.at(-1)}`;
}

class FaultError extends Error {
  readonly fault: SyntaxFault;
  constructor(fault: SyntaxFault) {
    super(fault.message);
    this.fault = { at: fault.at, length: fault.length, message: fault.message, hint: fault.hint };
  }
}
