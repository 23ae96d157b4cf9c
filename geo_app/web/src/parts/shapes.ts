/** The shapes of the risk marks in a box of 24 by 24: the same on the map, in the legend and on the card. */
import type { Colour, Graded } from '@/api/types'

export const SHAPES: Record<Graded, string> = {
  red: 'M12 2.5 22.5 21h-21z',
  orange: 'M3.5 3.5h17v17h-17z',
  yellow: 'M12 1.5 22.5 12 12 22.5 1.5 12z',
  blue: 'M12 2.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19z',
  none: 'M12 4.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z',
}

/** Where the letter stands: the weight of a triangle lies low. */
export const LETTER_AT: Record<Colour, number> = { red: 15.2, orange: 12.2, yellow: 12.2, blue: 12.2 }

export const letterOf = (grade: Graded): string => (grade === 'none' ? '' : grade.charAt(0).toUpperCase())

/** Lines of the 45° hatch that says: the review date has passed. */
export const HATCH = 'M-2 12 12-2M-2 18 18-2M-2 24 24-2M4 24 24 4M10 24 24 10'
