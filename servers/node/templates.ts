import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';

export interface Templates {
  render(name: string, data: object): string;
}

export const templateFolder = fileURLToPath(new URL('./templates', import.meta.url));

/** `reread`: read and compile a template each time it is rendered, so that a change shows at once. */
export function openTemplates(folder: string, reread: boolean): Templates {
  const eta = new Eta({ views: folder, cache: !reread });
  return { render: (name, data) => eta.render(name, data) };
}
