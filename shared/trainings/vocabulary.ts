// Kinds of trainings and what may come of one.
export const trainingKinds = ['guide', 'volunteer', 'cell', 'school', 'penalty', 'general'] as const
export type TrainingKind = (typeof trainingKinds)[number]
export const trainingKindNames: Readonly<Record<TrainingKind, string>> = {
  guide: '引导员上岗',
  volunteer: '志愿督导',
  cell: '无废细胞',
  school: '学校师生',
  penalty: '以工代罚学习',
  general: '分类宣讲',
}

export const trainingResults = ['present', 'passed', 'failed'] as const
export type TrainingResult = (typeof trainingResults)[number]
export const trainingResultNames: Readonly<Record<TrainingResult, string>> = {
  present: '到场',
  passed: '合格',
  failed: '不合格',
}
