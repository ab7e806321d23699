import type { Problems } from '../plan/problems.ts';

const msPerUnit: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** A hundred years: what is longer is a slip. */
const mostMs = 36_525 * 86_400_000;

/** `30d`, `12h`, `2w`, `90m` → ms. Undefined, with a problem noted, when it is none. */
export function parseAge(flag: string, text: string, problems: Problems): number | undefined {
  const ms = readAge(text);
  if (ms === null) problems.add(flag, `"${text}" is not an age`, 'write 30d, 2w, 12h or 90m');
  return ms ?? undefined;
}

/** An age back from now, or a date and perhaps a time of day, in UTC as all times shown → ms since 1970. */
export function parseSince(
  flag: string,
  text: string,
  nowMs: number,
  problems: Problems,
): number | undefined {
  const age = readAge(text);
  if (age !== null) return nowMs - age;
  const date = readDate(text.trim());
  if (date === null)
    problems.add(
      flag,
      `"${text}" is neither an age nor a date`,
      'write 30d, 12h, 2026-11-21 or 2026-11-21T14:30',
    );
  return date ?? undefined;
}

function readAge(text: string): number | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([mhdw])$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * (msPerUnit[unit] ?? Number.NaN);
  return ms <= mostMs ? ms : null;
}

function readDate(text: string): number | null {
  const [, day, time = '00:00', seconds = ':00'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?Z?)?$/.exec(text) ?? [];
  const ms = Date.parse(`${day}T${time}${seconds}Z`);
  // A 31st of April would be taken for the 1st of May.
  return new Date(Number.isNaN(ms) ? 0 : ms).toISOString().startsWith(day ?? '-') ? ms : null;
}
