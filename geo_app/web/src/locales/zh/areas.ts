export default {
  title: '区划着色',
  method: '着色方法',
  choose: '先选一个区划，地图显示它的下级区划。',
  unplaced: '另有 {n} 处没有落到下级区划，未计入。',
  deciding: '起决定作用的点位',
  only: '只看这个区划',
}
