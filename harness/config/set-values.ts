import type { UsageProblem } from '../model/failure.ts';
import { shown } from '../model/shown.ts';
import { isHolder, parsePath, pathText } from './path.ts';

/** One `--set modes.web.workers=8`. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The value is JSON where it is JSON, and else text. Those that are not written as they should be are noted. */
export function parseAssignments(texts: readonly string[], problems: UsageProblem[]): Assignment[] {
  return texts.flatMap((text) => {
    const [, written, value] = /^((?:[^"=]|"(?:[^"\\]|\\.)*")*)=(.*)$/s.exec(text) ?? [];
    const path = written === undefined ? null : parsePath(written);
    if (path !== null && value !== undefined) return [{ path, value: readValue(value) }];
    problems.push({
      where: '--set',
      message: `"${text}" is no assignment`,
      hint: 'write --set defaults.budget=2m or --set scenarios.home.requests.0.path=/; names with a dot in quotes',
    });
    return [];
  });
}

/**
 * The configuration with the values set, one after the other; what was given is left as it is. Lists are set by index,
 * and grow by one at their end. What cannot be set is noted.
 */
export function assignAll(
  root: unknown,
  assignments: readonly Assignment[],
  problems: UsageProblem[],
): unknown {
  let result = root;
  for (const assignment of assignments) {
    try {
      result = assigned(result, assignment, 0);
    } catch (error) {
      if (!(error instanceof NoPlace)) throw error;
      problems.push({ where: `--set ${pathText(assignment.path)}`, message: error.message });
    }
  }
  return result;
}

class NoPlace extends Error {}

function assigned(holder: unknown, assignment: Assignment, depth: number): unknown {
  const step = assignment.path[depth];
  if (step === undefined) return assignment.value;
  const there = pathText(assignment.path.slice(0, depth));
  if (Array.isArray(holder)) {
    const index = /^\d+$/.test(step) ? Number(step) : Number.NaN;
    if (!(index <= holder.length))
      throw new NoPlace(`${there} is a list, and ${step} is no index from 0 to ${holder.length}`);
    const list: unknown[] = [...holder];
    list[index] = assigned(list[index], assignment, depth + 1);
    return list;
  }
  if (holder !== undefined && holder !== null && !isHolder(holder))
    throw new NoPlace(`${there || 'the configuration'} is ${shown(holder)}, which holds no ${step}`);
  const held = holder ?? {};
  const inner = Object.hasOwn(held, step) ? held[step] : undefined;
  return { ...held, [step]: assigned(inner, assignment, depth + 1) };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
