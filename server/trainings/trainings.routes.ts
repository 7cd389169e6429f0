// Routes of trainings, one line each.
import { trainings } from '@shared/trainings/contract'
import { implement } from '../http/implement'
import { enterPerson, listAttendance, listMyTrainings, recordResult, signIn } from './attendance'
import { cancelSession, changeSession, createSession, listSessions, showCode } from './trainings'

export const trainingsRoutes = implement(
  'trainings',
  trainings,
)({
  sessions: (input, { actor }) => listSessions(actor, input),
  create: (input, { actor }) => createSession(actor, input),
  change: (input, { actor }) => changeSession(actor, input),
  cancel: (input, { actor }) => cancelSession(actor, input),
  code: ({ id }, { actor }) => showCode(actor, id),
  signIn: (input, { actor }) => signIn(actor, input),
  mine: (input, { actor }) => listMyTrainings(actor, input),
  attendance: (input, { actor }) => listAttendance(actor, input),
  enter: (input, { actor }) => enterPerson(actor, input),
  record: (input, { actor }) => recordResult(actor, input),
})
