// What people report, in the console: complaints and reports from the spot in one list.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { rolesOf } from '@shared/contract'
import { complaints } from '@shared/reports/complaints-contract'
import { householdTab, page, type Feature } from '../feature'

export const reports: Feature = {
  name: 'reports',
  pages: [
    page(
      'complaints',
      '投诉与随手拍',
      '诉求',
      rolesOf(complaints.desk.may),
      async () => (await import('./ComplaintsPage')).ComplaintsPage,
    ),
  ],
  householdTabs: [
    householdTab(
      'complaints',
      '诉求',
      rolesOf(complaints.desk.may),
      async () => (await import('./ComplaintsPage')).HouseholdComplaints,
    ),
  ],
  audit: {
    label: '投诉与随手拍',
    actions: {
      'reports.readComplaints': '查看投诉和随手拍',
      'reports.answerComplaint': '答复投诉',
      'reports.noteComplaint': '备注投诉',
      'reports.handOnComplaint': '转办投诉',
      'reports.handle': '处理随手拍',
      'reports.merge': '随手拍并案',
    },
    subjects: { complaints: { name: '投诉或随手拍', at: (id) => `/complaints?all=true&open=${id}` } },
  },
}
