import type zh from '../zh/emergency'

const en: typeof zh = {
  title: 'Emergency look-up',
  intro: 'The teams, stores and shelters nearest to a place.',
  around: 'Around "{name}"',
  aroundPlace: 'Around {lon}, {lat}',
  aroundMe: 'Around me',
  byMe: 'Use my position',
  bySite: 'Choose a site',
  needPlace: 'Switch the position on, or choose a site.',
  offline: 'No network: reckoned from what was taken along at {at}',
  none: 'No emergency resources are filed in your divisions.',
  noTelephone: 'no telephone filed',
  onDuty: 'round the clock',
  people: '{n} {n:person|people}',
  capacity: 'room for {n}',
  minutes: 'leaves in {n} min',
  call: 'Call {name}',
}
export default en
