import { beforeEach, expect, test } from 'vitest'
import { areaColours, areaFill, areaMark, tileId } from '@/areas/onMap'

beforeEach(() => { areaColours.value = {} })

test('a division is found in a tile by its code with twelve digits', () => {
  expect([tileId('530181'), tileId('530181007'), tileId('530181007001')]).toEqual([530181000000, 530181007000, 530181007001])
})

test('a map that is not coloured draws nothing', () => {
  expect([areaFill(), areaMark()].map(({ layout }) => layout?.visibility)).toEqual(['none', 'none'])
})

test('each division has a mark beside its fill, so that colour is not the only sign', () => {
  areaColours.value = { '530181004': 'none', '530181007': 'red' }
  expect(areaMark().layout).toMatchObject({ visibility: 'visible', 'icon-image': ['match', ['id'], 530181004000, 'mark-none', 530181007000, 'mark-red', ''] })
})
