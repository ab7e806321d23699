import {
  counterName,
  type Placeholder,
  parseTemplate,
  placeholdersOf,
  written,
  writtenWrongly,
} from './placeholder.ts';
import type { RequestSpec } from './scenario.ts';

/** A deck of weighted requests is dealt to each connection, so it must stay small. */
const mostCards = 1000;

/**
 * Clients of an open level that go through their opening steps before a slice. How many it will use depends on the
 * server; those beyond would have to open within it.
 */
export const openedAhead = 32;

/** Whether these are more than fixed requests that are sent in turn: opening steps, weights, values carried over. */
export function needsFlow(requests: readonly RequestSpec[]): boolean {
  return requests.some(
    (request) =>
      request.once === true ||
      request.cookies === true ||
      request.weight !== undefined ||
      (request.capture?.length ?? 0) > 0 ||
      placeholdersIn(request).length > 0,
  );
}

/** What these requests need that the autocannon engine does not have, as a verb phrase; null when it can send them. */
export function beyondAutocannon(requests: readonly RequestSpec[]): string | null {
  if (needsFlow(requests)) return 'carry values from answers into later requests, or draw requests by weight';
  const byLength = requests.some(({ expect }) => expect.body.kind === 'length');
  return byLength ? 'tell how many bytes a body has' : null;
}

/** The opening steps, and what is repeated after them. */
export function splitFlow(requests: readonly RequestSpec[]): {
  readonly opening: readonly RequestSpec[];
  readonly repeated: readonly RequestSpec[];
} {
  return {
    opening: requests.filter((request) => request.once === true),
    repeated: requests.filter((request) => request.once !== true),
  };
}

/** How often each repeated request stands in the deck; null when they are sent in turn. */
export function cardsOf(repeated: readonly RequestSpec[]): readonly number[] | null {
  if (repeated.every((request) => request.weight === undefined)) return null;
  const weights = repeated.map((request) => request.weight ?? 1);
  const divisor = weights.reduce(greatestCommonDivisor);
  return weights.map((weight) => weight / divisor);
}

/**
 * What is wrong with requests that are well formed each by itself, for a person to mend; empty when nothing is.
 * `columns`: of their feed, none where they have no feed.
 */
export function flowFaults(
  requests: readonly RequestSpec[],
  columns: readonly string[] = [],
): readonly string[] {
  const { repeated } = splitFlow(requests);
  const nothing = repeated.length === 0;
  return [
    ...(nothing ? ['every request is an opening step, so none is left to repeat'] : []),
    ...faultsTogether(requests, columns),
  ];
}

/** The same for requests beside a hook, which makes what is repeated. */
export function openingFaults(
  requests: readonly RequestSpec[],
  columns: readonly string[] = [],
): readonly string[] {
  const [first] = splitFlow(requests).repeated;
  const repeated =
    first === undefined ? [] : [`${label(first)}: a hook makes all requests but opening steps`];
  return [...repeated, ...faultsTogether(requests, columns)];
}

function faultsTogether(requests: readonly RequestSpec[], columns: readonly string[]): readonly string[] {
  const faults: string[] = [];
  const { opening, repeated } = splitFlow(requests);
  const cards = cardsOf(repeated);
  const total = cards?.reduce((sum, card) => sum + card, 0) ?? 0;
  if (total > mostCards) {
    faults.push(
      `the weights, without their common divisor, add up to ${total}, and may to ${mostCards} at most`,
    );
  }
  for (const request of requests) faults.push(...faultsOfOne(request), ...columnFaults(request, columns));

  const captured = new Set<string>([counterName, ...columns]);
  const nobody =
    columns.length === 0 ? 'no earlier request captures' : 'no column and no earlier request gives';
  for (const request of [...opening, ...repeated]) {
    const unknown = placeholdersIn(request).filter(({ name }) => !captured.has(name));
    faults.push(...unknown.map((one) => `${label(request)}: ${nobody} ${written(one)}`));
    // What is drawn at random comes in no order that later requests could build on.
    if (cards === null || request.once === true) {
      for (const { name } of request.capture ?? []) captured.add(name);
    }
  }
  return [...new Set(faults)];
}

function faultsOfOne(request: RequestSpec): string[] {
  const faults = placeholdersIn(request)
    .map(writtenWrongly)
    .filter((wrong) => wrong !== null);
  if (request.once === true && request.weight !== undefined) faults.push('an opening step has no weight');
  const names = (request.capture ?? []).map(({ name }) => name);
  if (names.includes(counterName)) faults.push(`{{${counterName}}} is the counter and cannot be captured`);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    faults.push(`{{${name}}} is captured twice`);
  }
  const ownCookie = Object.keys(request.headers).some((name) => name.toLowerCase() === 'cookie');
  if (request.cookies === true && ownCookie)
    faults.push('a Cookie header cannot go with cookies that are kept');
  return faults.map((fault) => `${label(request)}: ${fault}`);
}

/** Where a column stands, or seems to be meant, that cannot be had. */
function columnFaults(request: RequestSpec, columns: readonly string[]): string[] {
  const faults: string[] = [];
  const used = placeholdersIn(request);
  if (columns.includes(counterName) && used.some(({ name }) => name === counterName))
    faults.push(`{{${counterName}}} is the counter; give the column ${counterName} another name`);
  for (const { name } of request.capture ?? []) {
    if (columns.includes(name)) faults.push(`{{${name}}} is a column and cannot be captured`);
  }
  for (const [whole, inner = ''] of textsOf(request).flatMap((text) => [
    ...text.matchAll(/\{\{([^{}]*)\}\}/g),
  ])) {
    const name = inner.trim();
    if (!columns.includes(name) || placeholdersOf(parseTemplate(whole)).length > 0) continue;
    const plain = placeholdersOf(parseTemplate(`{{${name}}}`)).length > 0;
    faults.push(
      plain
        ? `${whole} is no placeholder; write {{${name}}}`
        : `${whole} is no placeholder: a column that stands in requests is named with letters, digits and _`,
    );
  }
  return faults.map((fault) => `${label(request)}: ${fault}`);
}

function label({ method, path }: RequestSpec): string {
  return `${method} ${path}`;
}

/** Every placeholder of a request, as often as it stands there. */
export function placeholdersIn(request: RequestSpec): readonly Placeholder[] {
  return textsOf(request).flatMap((text) => placeholdersOf(parseTemplate(text)));
}

/** Those that stand in its headers, whose values may hold no line end. */
export function placeholdersInHeaders({ headers }: RequestSpec): readonly Placeholder[] {
  return Object.values(headers).flatMap((text) => placeholdersOf(parseTemplate(text)));
}

/** Where placeholders may stand. */
function textsOf({ path, headers, body, expect }: RequestSpec): readonly string[] {
  const texts = [path, ...Object.values(headers)];
  if (typeof body === 'string') texts.push(body);
  if ('text' in expect.body) texts.push(expect.body.text);
  return texts;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
