import type { RequestSpec, Scenario } from '../harness/model/scenario.ts';

/** An entry for a day between 2000 and 2999 that is not closed, which is another one in each request. */
function entry(student: string, name: string, status: string): RequestSpec {
  const date = '2{{n:3}}-05-17';
  return {
    method: 'POST',
    path: '/api/attendance',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ student, date, status }),
    expect: {
      status: 201,
      body: { kind: 'exact', text: JSON.stringify({ student, name, date, status }) },
    },
  };
}

export const dbWrite: Scenario = {
  name: 'db-write',
  summary: 'inserts a row into SQLite',
  writes: true,
  requests: [
    entry('S07', 'Günther Weiß', 'present'),
    entry('S12', "Liam O'Brien", 'late'),
    entry('S21', 'Umar Farooq', 'absent'),
    entry('S33', 'Giulia Conti', 'present'),
    entry('S45', 'Thùy Linh', 'late'),
  ],
};
