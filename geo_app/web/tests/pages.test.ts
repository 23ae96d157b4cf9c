import { expect, test } from 'vitest'
import { splitForPhone, type Entry, type Page } from '@/shell/pages'

const page = (name: string): Page => ({ name, title: name, icon: '' })
const [me, more] = [page('me'), page('more')]
const names = (entries: Entry[]) => entries.map(({ title }) => title)

test('a phone shows every page where there is room, and no page "more"', () => {
  const { tabs, rest } = splitForPhone([page('map'), { title: 'ledgers', pages: [page('gaps')] }], me, more)
  expect(names(tabs)).toEqual(['map', 'gaps', 'me'])
  expect(rest).toEqual([])
})

test('a phone has five tabs at most; the others lie under "more" on their shelves', () => {
  const ledgers = { title: 'ledgers', pages: [page('gaps'), page('relocations')] }
  const { tabs, rest } = splitForPhone([page('map'), ledgers, page('imports'), page('reviews'), page('rules')], me, more)
  expect(names(tabs)).toEqual(['map', 'imports', 'reviews', 'more', 'me'])
  expect(names(rest)).toEqual(['ledgers', 'rules'])
})
