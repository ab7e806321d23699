import type { z } from 'zod';
import type { UsageProblem } from '../model/failure.ts';
import { nameHint } from '../model/name-hint.ts';
import { shown } from '../model/shown.ts';
import { SourceLines } from '../model/source-lines.ts';

export type Path = readonly PropertyKey[];

/** A YAML file as read, and everything found wrong with it, each with its line and its path in the file. */
export class ClaimFile {
  readonly #name: string;
  readonly #source: SourceLines;
  readonly problems: UsageProblem[] = [];
  /** Undefined when it is no YAML. */
  readonly value: unknown;

  constructor(text: string, name: string) {
    this.#name = name;
    this.#source = new SourceLines(text);
    for (const { message, pos } of this.#source.document.errors) {
      this.problems.push({
        where: `${name}:${this.#source.lineAt(pos[0])}`,
        message: `is no YAML: ${oneLine(message)}`,
      });
    }
    this.value = this.problems.length > 0 ? undefined : this.#read();
  }

  note(path: Path, message: string, hint?: string): void {
    const line = this.#source.lineOf(path);
    const place = path.length === 0 ? '' : ` ${pathText(path)}`;
    const where = `${this.#name}${line === null ? '' : `:${line}`}${place}`;
    this.problems.push(hint === undefined ? { where, message } : { where, message, hint });
  }

  /** What zod found, in our words; `schema` tells which keys there are. */
  noteIssues(
    issues: readonly z.core.$ZodIssue[],
    at: Path,
    given: unknown,
    allowed: readonly string[],
  ): void {
    for (const issue of issues) {
      const path = [...at, ...issue.path];
      const found = valueAt(given, issue.path);
      switch (issue.code) {
        case 'unrecognized_keys':
          for (const key of issue.keys) {
            const known = issue.path.length === 0 ? nameHint(key, allowed) : undefined;
            this.note([...path, key], `unknown key "${key}"`, known);
          }
          break;
        case 'invalid_value':
          this.note(
            path,
            found === undefined ? 'is missing' : `${shown(found)} is not known`,
            nameHint(typeof found === 'string' ? found : '', issue.values.map(String)),
          );
          break;
        case 'invalid_type':
          this.note(
            path,
            found === undefined ? 'is missing' : `${shown(found)} is not what belongs here`,
            `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected} is wanted`,
          );
          break;
        default:
          this.note(
            path,
            found === undefined || typeof found === 'object'
              ? issue.message
              : `${shown(found)}: ${issue.message}`,
          );
      }
    }
  }

  #read(): unknown {
    try {
      return this.#source.document.toJS();
    } catch (error) {
      this.note([], `cannot be read: ${error instanceof Error ? oneLine(error.message) : String(error)}`);
      return undefined;
    }
  }
}

/** `claims[3].metric` */
export function pathText(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) => (typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined),
    value,
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
