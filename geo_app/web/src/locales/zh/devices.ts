export default {
  title: '手机',
  none: '还没有手机送过记录。',
  unnamed: '手机',
  this: '这一部',
  revoked: '已停用',
  seen: '最近 {at}',
  lost: '丢了，停用',
  allow: '恢复',
  lostTitle: '停用 {person} 的“{name}”？',
  lostNote: '这部手机不能再送记录，下次联网时清除带走的地图和任务；没送出的记录留在手机里。这个账号在所有设备上都要重新登录。',
}
