import type zh from '../zh/colour'

const en: typeof zh = {
  red: 'Red: major risk',
  orange: 'Orange: larger risk',
  yellow: 'Yellow: general risk',
  blue: 'Blue: low risk',
  none: 'Not assessed',
  stale: 'Review overdue',
  redShort: 'Red',
  orangeShort: 'Orange',
  yellowShort: 'Yellow',
  blueShort: 'Blue',
  noneShort: 'None',
}
export default en
