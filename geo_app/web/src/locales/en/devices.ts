import type zh from '../zh/devices'

const en: typeof zh = {
  title: 'Phones',
  none: 'No phone has sent anything yet.',
  unnamed: 'Phone',
  this: 'This one',
  revoked: 'Shut out',
  seen: 'last seen {at}',
  lost: 'Lost: shut out',
  allow: 'Let in again',
  lostTitle: 'Shut out "{name}" of {person}?',
  lostNote: 'This phone can send no more, and forgets the map and work it took along at its next contact; what is not sent yet stays on it. The account has to log in again on every device.',
}
export default en
