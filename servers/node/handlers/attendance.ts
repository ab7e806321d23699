import { contract } from '../../contract/contract.ts';
import { type AppAnswer, type AppRequest, errorAnswer, jsonAnswer } from '../message.ts';
import type { NewEntry, Store } from '../store.ts';

const { errors } = contract;

export function readAttendance(request: AppRequest, store: Store): AppAnswer {
  const date = request.query.date;
  if (!isDay(date)) return errorAnswer(400, errors.badDate);
  return jsonAnswer(200, { date, rows: store.attendance(date, contract.attendance.maxRows) });
}

export function writeAttendance(request: AppRequest, store: Store): AppAnswer {
  const entry = parseEntry(request);
  if (entry === null) return errorAnswer(400, errors.badEntry);
  if (!isDay(entry.date)) return errorAnswer(400, errors.badDate);
  if (!contract.attendance.statuses.includes(entry.status)) return errorAnswer(400, errors.badStatus);
  const added = store.addAttendance(entry);
  if (added === 'unknown-student') return errorAnswer(400, errors.unknownStudent);
  if (added === 'closed-day') return errorAnswer(400, errors.closedDay);
  const { student, date, status } = entry;
  return jsonAnswer(201, { student, name: added.name, date, status });
}

function parseEntry(request: AppRequest): NewEntry | null {
  if (request.contentType !== 'application/json') return null;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(request.body));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { student, date, status } = value as Record<string, unknown>;
  if (typeof student !== 'string' || typeof date !== 'string' || typeof status !== 'string') return null;
  return { student, date, status };
}

/** Whether this is a day of the calendar, written YYYY-MM-DD. */
export function isDay(given: unknown): given is string {
  if (typeof given !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(given)) return false;
  const time = Date.parse(`${given}T00:00:00Z`);
  // `2024-02-30` parses, as 1 March; year 0 is no year of other languages' calendars.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(given) && !given.startsWith('0000');
}
