import type zh from '../zh/plan'

const en: typeof zh = {
  span: 'Span',
  from: 'From',
  to: 'To',
  visitor: 'Who visits',
  load: 'Work',
  loadNote: 'sites, and visits within the span',
  sum: 'Sum',
  visitsOf: '{n} {n:visit|visits}',
  visits: 'Sites to visit',
  total: '{n} {n:site|sites}',
  none: 'No visit falls into this span',
  due: 'Next',
  often: 'How often',
  every: 'every {n} {n:month|months}',
  times: '{n} within the span',
  last: 'Last {day}',
  rules: 'Where the intervals come from',
  rulesNote: 'who visits which colour how often',
  everyLayer: 'Every layer',
  everyColour: 'Every colour',
  unfixed: 'No fixed interval',
  own: 'Set by the county',
}
export default en
