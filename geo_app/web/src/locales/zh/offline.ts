export default {
  title: '离线地图',
  intro: '把一个乡镇、街道或村的地图和近期任务带到这部手机上，没有信号也能看。',
  size: '大小约 {size}',
  take: '带上',
  again: '重新带上',
  drop: '从手机上删除',
  takenAt: '{at} 带上',
  broken: '收到的地图文件不完整',
  fromFile: '离线地图：{name}，{at} 带上',
  until: '保留到 {day}',
  expired: '带走的地图太旧，已从手机上删除。请重新带上。您填的记录都还在。',
  onlyTaken: '没有网络，地图上是您带走的{name}，数字是带走那天的。',
}
