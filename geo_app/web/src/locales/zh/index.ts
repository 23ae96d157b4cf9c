import app from './app'
import card from './card'
import colour from './colour'
import map from './map'

const zh = { app, card, colour, map }
export default zh
export type Messages = typeof zh
