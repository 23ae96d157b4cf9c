import type { Messages } from '../zh'
import app from './app'
import card from './card'
import colour from './colour'
import map from './map'

const en: Messages = { app, card, colour, map }
export default en
