import type zh from '../zh/areas'

const en: typeof zh = {
  title: 'Colour the divisions',
  method: 'Method',
  choose: 'Choose a division first: the map colours what lies below it.',
  unplaced: '{n} more {n:site is known no deeper and is|sites are known no deeper and are} not counted here.',
  deciding: 'The sites that decide',
  only: 'Only this division',
}
export default en
