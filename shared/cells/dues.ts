// By when each step is due. Ours, all of them; days are working days where it says so.
export const DUE = {
  /** Papers are reviewed. */
  reviewWorkingDays: 10,
  /** What went back is sent in again; later it is still taken. */
  returnWorkingDays: 10,
  /** A visit is arranged after the papers have passed. */
  scheduleWorkingDays: 15,
  /** Accepted or declined after feedback or the last mending. */
  acceptWorkingDays: 5,
  announceWorkingDays: 5,
  noticeWorkingDays: 5,
  objectionWorkingDays: 10,
  lightCheckDays: 30,
  /** A re-review begins so long before a title ends; the holder is told. */
  reReviewDaysBefore: 180,
  /** Assessors see a visit so many days ahead. */
  packDays: 7,
  /** Nobody assesses whom they have belonged to, trained, advised or hauled for so lately. */
  nearDays: 730,
  /** Rounds that every item gets to be put right. */
  leastRounds: 2,
  lightCheckEveryYears: 1,
} as const
