/** The numbers of patrol: the same table as the server's, built in, as a phone without a network has to know them. */
import table from '../../../../data/patrol/deadlines.csv?raw'

const [head = '', ...lines] = table.trim().split('\n')
const [key, value] = ['key', 'value'].map((name) => head.split(',').indexOf(name)) as [number, number]
const numbers = new Map(lines.map((line) => line.split(',')).map((cells) => [cells[key], Number(cells[value])]))

export function limit(name: string): number {
  const found = numbers.get(name)
  if (found === undefined) throw new Error(`no limit ${name}`)
  return found
}
