import type { ChartData } from '../charts/placed.ts';
import type { View } from '../view/types.ts';

/** The part of the view that the page's script needs; embedded as JSON. */
export type PageData = ChartData & Pick<View, 'id' | 'title'>;
