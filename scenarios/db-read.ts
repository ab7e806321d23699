import type { RequestSpec, Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

/** A closed day of the register, whose 50 entries nobody can change; the last one shows that all have come. */
function day(date: string, status: string, note = ''): RequestSpec {
  const last = `{"student":"S50","name":"Zsófia Nagy","status":"${status}","note":"${note}"}]}`;
  return get(`/api/attendance?date=${date}`, { kind: 'includes', text: last });
}

export const dbRead: Scenario = {
  name: 'db-read',
  summary: 'reads 50 rows of a day from SQLite',
  requests: [
    day('2024-03-04', 'present'),
    day('2024-03-05', 'late'),
    day('2024-03-06', 'present'),
    day('2024-03-07', 'present'),
    day('2024-03-08', 'present', 'online — no camera'),
  ],
};
