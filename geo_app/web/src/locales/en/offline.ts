import type zh from '../zh/offline'

const en: typeof zh = {
  title: 'Map without a network',
  intro: 'Take the map and the coming work of a township or village along on this phone, to be read without a signal.',
  size: 'About {size}',
  take: 'Take along',
  again: 'Take along anew',
  drop: 'Delete from this phone',
  takenAt: 'taken {at}',
  broken: 'The file of the map came incomplete',
  fromFile: 'Map without a network: {name}, taken {at}',
  until: 'kept until {day}',
  expired: 'The map that was taken along was too old and is gone from this phone. Please take it anew. All that you entered is still here.',
  onlyTaken: 'No network: the map shows {name}, which you took along, with the figures of that day.',
}
export default en
