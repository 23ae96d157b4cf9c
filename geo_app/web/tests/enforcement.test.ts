/** The names that are typed into a draw. */
import { expect, test } from 'vitest'
import { inspectorsOf } from '@/enforcement/types'

test.each([':', '\uff1a'])('who withdraws is told from whom by either colon (%s)', (colon) => {
  expect(inspectorsOf(`张三${colon}甲站、乙站\n\n 李四 `)).toEqual([{ name: '张三', withdraws: '甲站、乙站' }, { name: '李四', withdraws: '' }])
})
