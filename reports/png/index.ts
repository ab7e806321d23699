import type { ReportFormat } from '../format.ts';

export const pngFormat: ReportFormat = {
  name: 'png',
  extension: 'png',
  summary: 'pictures for a README or a pull request: one for the record, one per scenario',
  // A canvas with a chart library is more than all the rest, and most never ask for a picture.
  render: async (record) => (await import('./pictures.ts')).renderPictures(record),
};
