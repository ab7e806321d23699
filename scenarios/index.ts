/**
 * The scenarios that Modebench knows: the requests of one kind of use of the reference app, with their checks.
 * To add one: write `scenarios/<name>.ts`, exporting a `Scenario`, and name it in the list below.
 */
import type { Scenario } from '../harness/model/scenario.ts';
import { cpu } from './cpu.ts';
import { io } from './io.ts';
import { json } from './json.ts';
import { page } from './page.ts';
import { plain } from './plain.ts';
import { wait } from './wait.ts';

export { pathScenario } from './path.ts';

export const scenarios: readonly Scenario[] = [plain, json, page, cpu, wait, io];
