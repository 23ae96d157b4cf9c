/** What a person has answered to the questions of a method, and what of it the server gets. */
import type { Fields, Method, MethodInput } from '@/api/types'
import { t } from '@/i18n'
import { plainDigits } from '@/sites/values'

export type Answer = string | number
export type Row = Record<string, Answer>
export type Answers = Record<string, Answer | Row[]>

export function nothingYet(inputs: MethodInput[]): Answers {
  return Object.fromEntries(inputs.map(({ name, type, required }) => [name, type === 'table' ? (required ? [{}] : []) : '']))
}

/** The answers of an earlier assessment by the same method. What the map answered then it answers anew today. */
export function carriedOver(inputs: MethodInput[], earlier: Fields): Answers {
  const anew = new Set(inputs.filter(({ fact }) => fact).flatMap(({ name, source }) => [name, source]))
  const known = inputs.filter(({ name }) => !anew.has(name) && earlier[name] !== undefined && earlier[name] !== null)
  return { ...nothingYet(inputs), ...Object.fromEntries(known.map(({ name }) => [name, earlier[name] as Answer | Row[]])) }
}

/** What the server gets: only what was answered; numbers as they were written, so that 0.1 stays 0.1. */
export function toWire(inputs: MethodInput[], answers: Answers): Fields {
  const wire: Fields = {}
  for (const input of inputs) {
    const answer = answers[input.name]
    if (Array.isArray(answer)) {
      const rows = answer.map((row) => toWire(input.columns, row)).filter((row) => Object.keys(row).length)
      if (rows.length) wire[input.name] = rows
    } else if (answer !== undefined && String(answer).trim() !== '') {
      wire[input.name] = isNumber(input) ? plainDigits(String(answer)) : answer
    }
  }
  return wire
}

const isNumber = ({ type }: MethodInput): boolean => type === 'number' || type === 'integer'

/** What is wrong with one answer, in words; an empty one is wrong only where it is asked for. */
export function faultOf(input: MethodInput, answer: Answer | undefined): string {
  const text = String(answer ?? '').trim()
  if (!text) return input.required ? t('sites.required') : ''
  if (!isNumber(input)) return ''
  const number = Number(plainDigits(text))
  if (!Number.isFinite(number)) return t('sites.notNumber')
  if (input.type === 'integer' && !Number.isInteger(number)) return t('sites.notWhole')
  if (number < input.minimum) return t('sites.tooSmall', { n: input.minimum })
  return number > input.maximum ? t('sites.tooLarge', { n: input.maximum }) : ''
}

const isBlank = (row: Row): boolean => Object.values(row).every((value) => String(value ?? '').trim() === '')

/** Nothing stands in the way of reckoning: what is required is there, and what is there can be read. */
export function isReady(method: Method, answers: Answers): boolean {
  return method.inputs.every((input) => {
    const answer = answers[input.name]
    if (!Array.isArray(answer)) return faultOf(input, answer) === ''
    const rows = answer.filter((row) => !isBlank(row))
    return (rows.length > 0 || !input.required) && rows.every((row) => input.columns.every((column) => faultOf(column, row[column.name]) === ''))
  })
}

/** How many questions still wait for an answer. */
export function openQuestions(method: Method, answers: Answers): number {
  return method.inputs.filter((input) => {
    const answer = answers[input.name]
    return input.required && (Array.isArray(answer) ? answer.every(isBlank) : String(answer ?? '') === '')
  }).length
}
