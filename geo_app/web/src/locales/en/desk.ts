import type zh from '../zh/desk'

const en: typeof zh = {
  title: 'Supervision desk',
  intro: 'Overdue visits and rectifications and the figures of a month, from the same records.',
  tab_overdue: 'Overdue',
  tab_month: 'Figures of a month',
  visits: 'Overdue visits',
  findings: 'Overdue rectifications',
  all: 'All',
  townships: 'By township',
  colours: 'By colour',
  trades: 'By trade',
  none: 'Nothing is overdue.',
  noneHere: 'None here.',
  lateDays: '{n} {n:day|days} overdue',
  visitOf: 'Visit: {who}',
  rectify: 'Rectification',
  counts: '{visits} {visits:visit|visits}, {findings} {findings:rectification|rectifications}',
  more: 'Only the {n} longest overdue {n:is|are} listed',
  month: 'Month',
  excel: 'Excel report',
  township: 'Township',
  total: 'Total',
  meanings: 'What is counted',
  monthNote: 'A share of nothing stays empty and is not 0.',
  list: 'What is overdue',
}
export default en
