import type { RequestSpec, Scenario } from '../harness/model/scenario.ts';
import { dbRead } from './db-read.ts';
import { dbWrite } from './db-write.ts';
import { json } from './json.ts';
import { page } from './page.ts';
import { staticFiles } from './static.ts';

/** Weights are whole numbers; so many to a percent let five requests share five per cent. */
const perPercent = 2;

/** The requests of a scenario, which share a percentage of the mixture evenly. */
function share({ requests }: Scenario, percent: number): RequestSpec[] {
  return requests.map((request) => ({ ...request, weight: (perPercent * percent) / requests.length }));
}

export const mix: Scenario = {
  name: 'mix',
  summary: 'json 50 %, page 20, db-read 20, db-write 5, static 5',
  writes: true,
  requests: [
    ...share(json, 50),
    ...share(page, 20),
    ...share(dbRead, 20),
    ...share(dbWrite, 5),
    ...share(staticFiles, 5),
  ],
};
