// Drop-offs in the console: tonight's sites, what waits for a decision, a household's log.
import { rolesOf } from '@shared/contract'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { householdTab, page, type Feature } from '../feature'

export const dropoffs: Feature = {
  name: 'dropoffs',
  pages: [
    page(
      'dropoffs',
      '今晚投放点',
      '投放与督导',
      rolesOf(dropoffsDesk.sites.may),
      async () => (await import('./BoardPage')).BoardPage,
    ),
    page(
      'dropoff-doubts',
      '投放登记核对',
      '投放与督导',
      rolesOf(dropoffsDesk.doubts.may),
      async () => (await import('./DoubtsPage')).DoubtsPage,
    ),
  ],
  householdTabs: [
    householdTab(
      'dropoffs',
      '投放登记',
      rolesOf(dropoffsDesk.household.may),
      async () => (await import('./HouseholdDropoffs')).HouseholdDropoffs,
    ),
  ],
  audit: {
    label: '投放登记',
    actions: {
      'dropoffs.readHousehold': '查看一户的投放登记',
      'dropoffs.readDoubts': '查看待核的投放登记',
      'dropoffs.decideLogs': '核对投放登记',
      'dropoffs.decideBag': '核对疑似重复的投放',
      'dropoffs.handIn': '代交没能上传的投放登记',
      'dropoffs.decideSignal': '核对登记异常',
      'dropoffs.decideContest': '答复投放登记的异议',
    },
    subjects: {
      // a day of a place, or one bag: its board shows the day
      dropoffs: {
        name: '投放登记',
        of: (id) => ({ name: '投放登记', to: /\d{4}-\d\d-\d\d$/.test(id) ? `/dropoffs?day=${id.slice(-10)}` : null }),
      },
    },
  },
}
