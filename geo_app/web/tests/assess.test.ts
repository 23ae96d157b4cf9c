import { expect, test } from 'vitest'
import type { Method, MethodInput } from '@/api/types'
import { carriedOver, faultOf, isReady, nothingYet, openQuestions, toWire, type Answers } from '@/assessments/answers'
import { confidenceWords, isUnverified } from '@/assessments/confidence'

const input = (name: string, type: MethodInput['type'], more: Partial<MethodInput> = {}): MethodInput => ({
  name, title: name, title_en: name, type, unit: '', choices: [], required: true, columns: [], minimum: 0, maximum: 1e6, note: '', fact: '', source: '', ...more,
})
const ITEMS = input('items', 'table', { columns: [input('name', 'text'), input('q', 'number'), input('beta', 'number', { required: false })] })
const RESIDENTS = input('residents', 'integer', { required: false, fact: 'residents_500m', source: 'residents_source' })
const SOURCE = input('residents_source', 'text', { required: false })
const method = (...inputs: MethodInput[]): Method => ({ name: 'm', title: 'm', title_en: 'm', description: '', clause: '', variants: [], inputs, layers: [] })
const GB = method(ITEMS, RESIDENTS, SOURCE)

test('a new form of a table begins with one empty row and is not ready', () => {
  const answers = nothingYet(GB.inputs)
  expect(answers.items).toEqual([{}])
  expect(isReady(GB, answers)).toBe(false)
  expect(openQuestions(GB, answers)).toBe(1)
})

test('a row without its required columns stops the reckoning; an empty row does not', () => {
  expect(isReady(GB, { items: [{ name: '液氯' }] })).toBe(false)
  expect(isReady(GB, { items: [{ name: '液氯', q: '5' }, { name: '', q: '' }] })).toBe(true)
})

test('the server gets what was answered, and numbers as they were written', () => {
  const answers: Answers = { items: [{ name: '液氯', q: '１2,000.50', beta: '' }, { name: ' ' }], residents: '', residents_source: '' }
  expect(toWire(GB.inputs, answers)).toEqual({ items: [{ name: '液氯', q: '12000.50' }] })
})

test('what the map answered last time is asked anew, the rest is carried over', () => {
  const earlier = { items: [{ name: '氨', q: '20' }], residents: 64, residents_source: '地图统计', gone: 1 }
  expect(carriedOver(GB.inputs, earlier)).toEqual({ items: [{ name: '氨', q: '20' }], residents: '', residents_source: '' })
})

test.each([['', true], ['abc', true], ['-1', true], ['2e9', true], ['3.5', false], ['０', false]])('number %s', (text, wrong) => {
  expect(faultOf(input('n', 'number'), text) !== '').toBe(wrong)
})
test('a choice of 0 is an answer', () => {
  const L = input('L', 'choice')
  expect(isReady(method(L), { L: 0 })).toBe(true)
  expect(toWire([L], { L: 0 })).toEqual({ L: 0 })
})

test('confidence is said in words, and what nobody has seen is marked', () => {
  expect(confidenceWords('seen in 5 independent sources')).toContain('5')
  expect(isUnverified('from memory only')).toBe(true)
  expect(isUnverified('seen in 1 independent source')).toBe(false)
})
