import Database from 'libsql';

export interface AttendanceRow {
  readonly student: string;
  readonly name: string;
  readonly status: string;
  readonly note: string;
}

export interface NewEntry {
  readonly student: string;
  readonly date: string;
  readonly status: string;
}

/** The app's database. One per process or thread: a connection belongs to the thread that opened it. */
export interface Store {
  /** In order of entry, at most `limit`. */
  attendance(date: string, limit: number): AttendanceRow[];
  /** Name of the student, or why nothing was written. */
  addAttendance(entry: NewEntry): { readonly name: string } | 'unknown-student' | 'closed-day';
  /** The stored password hash, or null for an account that does not exist. */
  passwordOf(account: string): string | null;
  /**
   * Counts a login attempt as failed unless the client already has `limit` failures since `sinceMs`; gives the time of
   * the oldest of them then, null when the attempt may go on. Times are Unix times in ms.
   */
  countLoginAttempt(client: string, nowMs: number, sinceMs: number, limit: number): number | null;
  forgetLoginFailures(client: string): void;
}

/** How long a statement waits for another process's or thread's write to end. */
const busyTimeoutMs = 5000;

export function openStore(path: string): Store {
  const database = new Database(path, { timeout: busyTimeoutMs });
  database.exec('PRAGMA synchronous = NORMAL');
  const selectDay = database.prepare(
    `SELECT attendance.student AS student, student.name AS name, attendance.status AS status, attendance.note AS note
     FROM attendance JOIN student ON student.code = attendance.student
     WHERE attendance.date = ? ORDER BY attendance.id LIMIT ?`,
  );
  // `.all()` throughout: libsql's `.get()` adds a `_metadata` property to the row.
  const selectStudent = database.prepare('SELECT name FROM student WHERE code = ?');
  const selectClosed = database.prepare('SELECT date FROM closed_day WHERE date = ?');
  const insertEntry = database.prepare('INSERT INTO attendance (date, student, status) VALUES (?, ?, ?)');
  const selectAccount = database.prepare('SELECT password FROM account WHERE name = ?');
  const selectFailures = database.prepare(
    'SELECT count(*) AS failures, min(at_ms) AS oldest FROM login_failure WHERE client = ? AND at_ms > ?',
  );
  const deleteOld = database.prepare('DELETE FROM login_failure WHERE at_ms <= ?');
  const insertFailure = database.prepare('INSERT INTO login_failure (client, at_ms) VALUES (?, ?)');
  const deleteFailures = database.prepare('DELETE FROM login_failure WHERE client = ?');

  // Immediate, so that no other worker counts between our reading and our writing.
  const countAttempt = database.transaction(
    (client: string, nowMs: number, sinceMs: number, limit: number): number | null => {
      const [found] = selectFailures.all(client, sinceMs) as { failures: number; oldest: number }[];
      if (found !== undefined && found.failures >= limit) return found.oldest;
      deleteOld.run(sinceMs);
      insertFailure.run(client, nowMs);
      return null;
    },
  ).immediate;

  return {
    attendance: (date, limit) => selectDay.all(date, limit) as AttendanceRow[],
    addAttendance({ student, date, status }) {
      const [known] = selectStudent.all(student) as { name: string }[];
      if (known === undefined) return 'unknown-student';
      if (selectClosed.all(date).length > 0) return 'closed-day';
      insertEntry.run(date, student, status);
      return { name: known.name };
    },
    passwordOf: (account) => (selectAccount.all(account) as { password: string }[])[0]?.password ?? null,
    countLoginAttempt: countAttempt,
    forgetLoginFailures(client) {
      deleteFailures.run(client);
    },
  };
}
