import type { View } from '../view/types.ts';

/** The part of the view that the page's script needs; embedded as JSON. */
export type PageData = Pick<View, 'title' | 'modes' | 'scenarios' | 'memory' | 'experiments'>;
