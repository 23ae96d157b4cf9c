export default {
  red: '红色 重大风险',
  orange: '橙色 较大风险',
  yellow: '黄色 一般风险',
  blue: '蓝色 低风险',
  none: '未评',
  stale: '复评过期',
  redShort: '红',
  orangeShort: '橙',
  yellowShort: '黄',
  blueShort: '蓝',
  noneShort: '未评',
}
