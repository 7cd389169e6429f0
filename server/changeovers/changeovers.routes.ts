// Routes of change-overs, one line each.
import { changeovers } from '@shared/changeovers/contract'
import { implement } from '../http/implement'
import { callOffChangeover, changeChangeover, changeoversAt, createChangeover, listChangeovers } from './changeovers'
import { changeoverPaper } from './notice-paper'

export const changeoversRoutes = implement(
  'changeovers',
  changeovers,
)({
  at: (input) => changeoversAt(input),
  list: (input, { actor }) => listChangeovers(actor, input),
  create: (input, { actor }) => createChangeover(actor, input),
  change: (input, { actor }) => changeChangeover(actor, input),
  callOff: (input, { actor }) => callOffChangeover(actor, input),
  paper: (input, { actor }) => changeoverPaper(actor, input),
})
