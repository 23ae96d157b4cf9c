import type zh from '../zh/exports'

const en: typeof zh = {
  title: 'Export',
  layer: 'Layer',
  format: 'Format',
  crs: 'Coordinate system',
  scope: 'Scope',
  filtered: 'All that the filter lets through',
  inView: 'Only what the map shows',
  whole: 'No filter: all that you may see',
  filter: 'Filter: {words}',
  division: 'division {code}',
  overdue: 'review overdue',
  asOf: 'The data as they were on {day}',
  count: '{n} rows',
  nothing: 'Nothing matches',
  counting: 'Counting…',
  download: 'Download {format}',
  note: 'Large files are written while they download: you can go on working.',
  demo: 'Contains demonstration data, and the file says so.',
}
export default en
