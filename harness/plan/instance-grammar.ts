import { nameHint } from '../model/name-hint.ts';
import { objectiveUnits } from '../model/objective.ts';
import type { SyntaxFault } from './objective-grammar.ts';
import { quote } from './parse-quantity.ts';
import { Reader } from './reader.ts';

/** A kind of machine, as it was written. */
export interface WrittenInstance {
  readonly name: string | null;
  readonly cores: number;
  readonly memoryBytes: number | null;
  readonly price: number | null;
  /** What the price is counted in: `USD/h`; null where that was not written. */
  readonly priceUnit: string | null;
}

const keys = ['cores', 'memory', 'price', 'name'] as const;
type Key = (typeof keys)[number];

/** Both ends are allowed. */
export const instanceLimits = {
  cores: { min: 1, max: 4096 },
  /** Bytes: a phone's, and the largest that is sold. */
  memory: { min: 16e6, max: 64e12 },
} as const;

const memoryUnits: Readonly<Record<string, number>> = { ...objectiveUnits.memory, TB: 1e12, TiB: 2 ** 40 };

/**
 * Reads one kind of machine:
 *
 *     instance = field { "," field }                                               each field at most once, cores always
 *     field    = "cores" "=" digits
 *              | "memory" "=" number ( "MB" | "GB" | "TB" | "MiB" | "GiB" | "TiB" | … )
 *              | "price" "=" number [ unit ]                                        of one, in whatever is counted: USD/h
 *              | "name" "=" ( word | quoted )
 *
 * Spaces are allowed between all of these. A name with a comma or a quote stands in double quotes, in which a backslash
 * takes the meaning from the character after it. Of each field the first fault is told.
 */
export function readInstance(text: string): { instance: WrittenInstance | null; faults: SyntaxFault[] } {
  const reader = new Reader(text);
  const read = new Fields(reader);
  const faults: SyntaxFault[] = [];
  do {
    const fault = read.field();
    if (fault === null) continue;
    faults.push(fault);
    reader.toNextComma();
  } while (reader.take(/,/y) !== null);
  const { cores, memory, price, priceUnit, name } = read.values;
  if (!read.seen.has('cores')) {
    const at = text.trimEnd().length;
    faults.push({ at, length: 0, message: 'an instance needs its cores', hint: 'add cores=4' });
  }
  if (faults.length > 0 || cores === undefined) return { instance: null, faults };
  return {
    instance: {
      name: name ?? null,
      cores,
      memoryBytes: memory ?? null,
      price: price ?? null,
      priceUnit: priceUnit ?? null,
    },
    faults,
  };
}

class Fields {
  readonly seen = new Set<Key>();
  readonly values: { cores?: number; memory?: number; price?: number; priceUnit?: string; name?: string } =
    {};
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Takes one; what is wrong with it, if anything is. */
  field(): SyntaxFault | null {
    const reader = this.#reader;
    const start = reader.mark();
    const word = reader.take(/[^\s=,"]+/y);
    if (word === null) {
      return { ...reader.next(), message: `no field stands ${reader.found()}`, hint: allFields };
    }
    const key = keys.find((one) => one === word.text);
    if (key === undefined) {
      const message = `an instance has no ${quote(word.text)}`;
      return { at: word.at, length: word.length, message, hint: nameHint(word.text, keys) };
    }
    const twice = this.seen.has(key);
    this.seen.add(key);
    if (reader.take(/=/y) === null) {
      return {
        ...reader.next(),
        message: `no = after ${key} ${reader.found()}`,
        hint: `write ${examples[key]}`,
      };
    }
    const fault = this.#value(key);
    if (fault !== null) return fault;
    if (twice)
      return { ...reader.since(start), message: `a second ${key} for one instance`, hint: 'leave one out' };
    if (reader.atEnd) return null;
    const message = `${reader.seen()} is not understood here`;
    return { ...reader.next(), message, hint: `after ${key} comes a comma and another field, or the end` };
  }

  #value(key: Key): SyntaxFault | null {
    if (key === 'cores') return this.#cores();
    if (key === 'memory') return this.#memory();
    return key === 'price' ? this.#price() : this.#name();
  }

  #cores(): SyntaxFault | null {
    const { min, max } = instanceLimits.cores;
    const number = this.#reader.take(/\d{1,12}(?![\d.])/y);
    const value = Number(number?.text);
    if (number !== null && value >= min && value <= max) {
      this.values.cores = value;
      return null;
    }
    const place = number ?? this.#reader.next();
    const stands = number === null ? this.#reader.found() : 'here';
    const message = `no whole number of cores from ${min} to ${max} stands ${stands}`;
    return { at: place.at, length: place.length, message, hint: 'write cores=4' };
  }

  #memory(): SyntaxFault | null {
    const reader = this.#reader;
    const start = reader.mark();
    const number = reader.take(/\d{1,12}(?:\.\d{1,6})?(?![\d.])/y);
    const hint = `write memory=8GB; units are ${Object.keys(memoryUnits).slice(1).join(', ')}`;
    if (number === null) {
      return { ...reader.next(), message: `no amount of memory stands ${reader.found()}`, hint };
    }
    const unit = reader.take(/[A-Za-z]+/y);
    if (unit === null) {
      const { at, length } = number;
      return { at, length, message: `${quote(number.text)} has no unit`, hint };
    }
    const scale = memoryUnits[unit.text];
    if (scale === undefined) {
      const alike = Object.keys(memoryUnits).find((name) => name.toLowerCase() === unit.text.toLowerCase());
      const meant = alike === undefined ? '' : `did you mean ${number.text}${alike}? `;
      const { at, length } = unit;
      return { at, length, message: `${quote(unit.text)} is no unit of memory`, hint: meant + hint };
    }
    const bytes = Number(number.text) * scale;
    const { min, max } = instanceLimits.memory;
    if (bytes < min || bytes > max) {
      return {
        ...reader.since(start),
        message: bytes < min ? 'no machine has so little memory' : 'no machine has so much memory',
        hint: 'allowed: 16MB to 64TB',
      };
    }
    this.values.memory = bytes;
    return null;
  }

  #price(): SyntaxFault | null {
    const reader = this.#reader;
    const number = reader.take(/\d{1,12}(?:\.\d{1,9})?(?![\d.])/y);
    if (number === null) {
      const below = reader.take(/-\d[\d.]*/y);
      if (below !== null) {
        const { at, length } = below;
        return {
          at,
          length,
          message: `${quote(below.text)} is below zero`,
          hint: 'write price=0.17, or leave it out',
        };
      }
      const message = `no price stands ${reader.found()}`;
      return { ...reader.next(), message, hint: 'write price=0.17 or price=0.17USD/h, the unit behind' };
    }
    this.values.price = Number(number.text);
    const unit = reader.take(/[^\s\d,"=.-][^\s,"=]{0,19}(?=\s*(?:,|$))/y);
    if (unit !== null) this.values.priceUnit = unit.text;
    return null;
  }

  #name(): SyntaxFault | null {
    const reader = this.#reader;
    const quoted = reader.take(/"(?:[^"\\]|\\.)+"/sy);
    const bare = quoted ?? reader.take(/[^\s,"]+/y);
    if (bare === null) {
      const hint = 'write name=c7g.xlarge, a name with commas in double quotes';
      return { ...reader.next(), message: `no name stands ${reader.found()}`, hint };
    }
    this.values.name = quoted === null ? bare.text : quoted.text.slice(1, -1).replace(/\\(.)/gs, '$1');
    return null;
  }
}

const examples: Readonly<Record<Key, string>> = {
  cores: 'cores=4',
  memory: 'memory=8GB',
  price: 'price=0.17',
  name: 'name=c7g.xlarge',
};
const allFields = `write ${Object.values(examples).join(', ')}; of these only cores has to be there`;

/** As it may be typed; read back it is the same instance. */
export function instanceText({ name, cores, memoryBytes, price, priceUnit }: WrittenInstance): string {
  return [
    `cores=${cores}`,
    ...(memoryBytes === null ? [] : [`memory=${memoryText(memoryBytes)}`]),
    ...(price === null ? [] : [`price=${price}${priceUnit ?? ''}`]),
    ...(name === null
      ? []
      : [`name=${/^[^\s,"]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`}`]),
  ].join(',');
}

/** In the unit that makes it shortest, of those that leave a number which can be read back. */
function memoryText(bytes: number): string {
  const fitting = Object.entries(memoryUnits).filter(([, scale]) => Number.isInteger(bytes / scale));
  const texts = fitting.map(([unit, scale]) => `${bytes / scale}${unit}`);
  return texts.toSorted((a, b) => a.length - b.length)[0] ?? `${bytes}B`;
}
