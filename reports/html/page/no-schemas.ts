/**
 * Stands for zod in the page's script, where no schema is ever run: modules that the page shares declare them beside their
 * types. Whatever is called or read of it is itself, so that those declarations can be made.
 */
const schema: unknown = new Proxy(() => schema, { get: () => schema });
export const z = schema;
