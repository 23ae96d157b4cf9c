export default {
  title: '消息',
  bellOf: '消息，{n} 条未读',
  none: '没有消息。人口变化引起重算、规则包更换时会在这里告知。',
  seeAll: '全部标为已读',
  unseen: '（未读）',
  more: '更早的消息',
}
