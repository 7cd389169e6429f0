// What people report, in the console: complaints.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { page, type Feature } from '../feature'

export const reports: Feature = {
  name: 'reports',
  pages: [
    page(
      'complaints',
      '投诉办理',
      '运行',
      ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator', 'auditor'],
      async () => (await import('./ComplaintsPage')).ComplaintsPage,
    ),
  ],
  audit: {
    label: '投诉',
    actions: { 'reports.readComplaints': '查看投诉', 'reports.answerComplaint': '答复投诉' },
    subjects: { complaints: { name: '投诉' } },
  },
}
