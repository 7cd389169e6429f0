// 企业环保信用等级: four grades with a colour each, from 企业环境信用评价办法（试行）, 环发〔2013〕150号, article 3. Kept by
// the environment office, for a year, and bound to no list of places. What a grade does to the price of electricity is
// decided by the price authority, which is told (the city's plan of 2022, item A-36).
export const creditGrades = ['honest', 'good', 'warned', 'poor'] as const
export type CreditGrade = (typeof creditGrades)[number]
/** Never the colour alone. */
export const creditGradeNames: Readonly<Record<CreditGrade, string>> = {
  honest: '环保诚信（绿牌）',
  good: '环保良好（蓝牌）',
  warned: '环保警示（黄牌）',
  poor: '环保不良（红牌）',
}

/** `told`: the enterprise has its letter and its days to object; `published`: they are over. */
export const creditStatuses = ['proposed', 'told', 'published', 'refused'] as const
export type CreditStatus = (typeof creditStatuses)[number]
export const creditStatusNames: Readonly<Record<CreditStatus, string>> = {
  proposed: '待第二人核定',
  told: '已告知，异议期',
  published: '已公布',
  refused: '不予核定',
}

/** The larger the better: an objection never makes it less. */
export const creditWorth = (grade: CreditGrade): number => creditGrades.length - creditGrades.indexOf(grade)
