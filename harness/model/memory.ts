import { z } from 'zod';

const bytes = z.number().nonnegative();

/** Memory of one process. `null` where the system does not tell. All in bytes. */
export const processMemorySchema = z.object({
  pid: z.int(),
  parent: z.int(),
  command: z.string().describe('short name of the program'),
  threads: z.int().positive(),
  rss: bytes,
  pss: bytes.nullable(),
  uss: bytes.nullable(),
});
export type ProcessMemory = z.infer<typeof processMemorySchema>;

/** How memory was read; figures of different methods are never compared. */
export const memoryMethodSchema = z.enum(['smaps', 'rss-only']);

/**
 * Memory of a process tree at one moment, in bytes.
 * `footprint` counts each page once: Σ Pss_Anon + Σ Pss_Shmem + per mapped range of a file the most that any one
 * process of the tree has resident. It is a lower bound that does not change with who else maps the same files.
 */
export const memorySampleSchema = z.object({
  method: memoryMethodSchema,
  rss: bytes.describe('sum over processes; counts shared pages once per process, so an upper bound'),
  pss: bytes.nullable(),
  uss: bytes.nullable(),
  footprint: bytes.nullable(),
  processes: z.array(processMemorySchema),
});
export type MemorySample = z.infer<typeof memorySampleSchema>;
