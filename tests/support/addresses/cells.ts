// What the screens of 无废细胞 are asked for.
import type { Addresses } from '../screen-people'

const CODE = 'c1-2'
export const addresses: Addresses = ({ cell, cellVisit, cellScored }) => ({
  apply: `id=${cell}`,
  checks: `id=${cell}`,
  clauses: `id=${cell}`,
  clause: `id=${cell}&code=${CODE}`,
  letter: `id=${cell}`,
  rectify: `id=${cell}`,
  newer: `id=${cell}`,
  visit: `id=${cellVisit}`,
  item: `id=${cellVisit}&code=${CODE}`,
  swap: `id=${cellVisit}`,
  result: `id=${cellScored}`,
})
