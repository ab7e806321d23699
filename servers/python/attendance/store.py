"""The app's database."""

import sqlite3
import threading

BUSY_TIMEOUT_SECONDS = 5

SELECT_DAY = """
    SELECT attendance.student AS student, student.name AS name, attendance.status AS status, attendance.note AS note
    FROM attendance JOIN student ON student.code = attendance.student
    WHERE attendance.date = ? ORDER BY attendance.id LIMIT ?
"""


class UnknownStudent(Exception):
    pass


class ClosedDay(Exception):
    pass


class Store:
    """A connection for each thread that asks, opened when it first does: after the server has forked."""

    def __init__(self, path):
        self._path = path
        self._local = threading.local()

    def _database(self):
        database = getattr(self._local, "database", None)
        if database is None:
            # Autocommit: transactions are begun where they are needed.
            database = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
            database.row_factory = sqlite3.Row
            database.execute("PRAGMA synchronous = NORMAL")
            self._local.database = database
        return database

    def attendance(self, day, limit):
        """Entries of a day in order of entry, at most `limit`."""
        return [dict(row) for row in self._database().execute(SELECT_DAY, (day, limit))]

    def add_attendance(self, student, day, status):
        """The name of the student. Raises UnknownStudent or ClosedDay."""
        database = self._database()
        known = database.execute("SELECT name FROM student WHERE code = ?", (student,)).fetchone()
        if known is None:
            raise UnknownStudent
        if database.execute("SELECT date FROM closed_day WHERE date = ?", (day,)).fetchone():
            raise ClosedDay
        database.execute(
            "INSERT INTO attendance (date, student, status) VALUES (?, ?, ?)", (day, student, status)
        )
        return known["name"]

    def password_of(self, account):
        """The stored password hash; None for an account that does not exist."""
        row = self._database().execute("SELECT password FROM account WHERE name = ?", (account,)).fetchone()
        return row and row["password"]

    def count_login_attempt(self, client, now_ms, since_ms, limit):
        """
        Counts an attempt as failed unless the client has `limit` failures since `since_ms` already; gives the time of
        the oldest of them then, None when the attempt may go on.
        """
        database = self._database()
        # Immediate, so that no other worker counts between our reading and our writing.
        database.execute("BEGIN IMMEDIATE")
        with database:
            found = database.execute(
                "SELECT count(*) AS failures, min(at_ms) AS oldest FROM login_failure WHERE client = ? AND at_ms > ?",
                (client, since_ms),
            ).fetchone()
            if found["failures"] >= limit:
                return found["oldest"]
            database.execute("DELETE FROM login_failure WHERE at_ms <= ?", (since_ms,))
            database.execute("INSERT INTO login_failure (client, at_ms) VALUES (?, ?)", (client, now_ms))
        return None

    def forget_login_failures(self, client):
        self._database().execute("DELETE FROM login_failure WHERE client = ?", (client,))
