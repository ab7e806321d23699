/**
 * What can stand round a mode: written `prefork+nginx`, stacked from the inside out (`prefork+supervisor+nginx`). To
 * add one: write `servers/layers/<name>.ts`, exporting a `ServerLayer` (`harness/model/launch.ts`), and name it here.
 */
import type { ServerLayer } from '../../harness/model/launch.ts';
import { caddy } from './caddy.ts';
import { nginx } from './nginx.ts';
import { supervisor } from './supervisor.ts';

export const serverLayers: readonly ServerLayer[] = [nginx, caddy, supervisor];
