import app from './app'
import colour from './colour'

const zh = { app, colour }
export default zh
export type Messages = typeof zh
