-- Tables of the reference app. Every stack serves its own copy of this database, seeded by seed.sql, in WAL mode.

CREATE TABLE student (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Days whose register is closed take no more entries, so what the seed wrote never changes.
CREATE TABLE closed_day (
  date TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (
  id INTEGER PRIMARY KEY,
  date TEXT NOT NULL,
  student TEXT NOT NULL REFERENCES student (code),
  status TEXT NOT NULL CHECK (status IN ('present', 'late', 'absent')),
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attendance_by_date ON attendance (date, id);

-- Password: pbkdf2_sha256$<iterations>$<salt>$<base64 of the 32-byte key>.
CREATE TABLE account (
  name TEXT PRIMARY KEY,
  password TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per login attempt that has not (yet) succeeded; at_ms is Unix time in milliseconds.
CREATE TABLE login_failure (
  client TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX login_failure_by_client ON login_failure (client, at_ms);
