import type zh from '../zh/notices'

const en: typeof zh = {
  title: 'Notices',
  bellOf: 'Notices, {n} unread',
  none: 'No notices. You are told here when people change and a colour is reckoned anew, or a rule pack changes.',
  seeAll: 'Mark all as read',
  unseen: ' (unread)',
  more: 'Earlier notices',
}
export default en
