/** The situation as the server tells it. */
import type { Polygon } from 'geojson'
import type { Graded } from '@/api/types'
import type { Figure } from '@/desk/types'

export type Shades = Record<Graded, number>
export interface Town { code: string; name: string; colours: Shades; figures: Record<string, number | null>; accidents: number; deaths: number }
export interface Trade { layer: string; title: string; title_en: string; colours: Shades; total: number }
export interface Accident { id: number; name: string; happened_on: string; deaths: number | null; serious: number | null; loss: number | null; counted: boolean; grade: string; grade_en: string; is_least: boolean; lon: number; lat: number }
export interface Target { code: string; name: string; year: number; target: number; deaths: number; left: number }
export interface Point { month: string; figures: Record<string, number>; accidents: number; deaths: number; red: number | null; orange: number | null }
export interface Situation { month: string; first: string; last: string; until: string; division: string; figures: Figure[]; towns: Town[]; trades: Trade[]; accidents: Accident[]; targets: Target[]; trend: Point[] }
export interface Counted { uid: string | null; site_id: number | null; name: string; words: string; colour: Graded | null }
export interface Cell { sites: number; findings: number; accidents: number; z: number; p: number; geometry: Polygon }
export interface Repeat { site_id: number; name: string; kind: string; colour: Graded | null; findings: number; accidents: number; last_on: string }
export interface HotSpots { since: string; until: string; cell_m: number; repeat_m: number; among: number; fault: string; fault_en: string; method: string; method_en: string; caveat: string; caveat_en: string; cells: Cell[]; repeats: Repeat[] }
export interface GradeOfAccident { grade: string; grade_en: string; decisive: string; span: string; is_least: boolean; clause: string; confidence: string; near_m: number; near: { id: number | null; kind: string; name: string | null; colour: Graded | null; distance_m: number }[] }
/** Which figure of which township (empty: all) somebody wants opened. */
export interface Opened { figure: string; title: string; division: string | null }
