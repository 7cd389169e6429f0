// Aggregation expressions over lists of seats that days and holders share.
export type Expression = Record<string, unknown>

export const mineOf = (input: unknown, id: string): Expression => ({
  $filter: { input, as: 'm', cond: { $eq: ['$$m.id', id] } },
})

export const othersOf = (input: unknown, id: string): Expression => ({
  $filter: { input, as: 'o', cond: { $ne: ['$$o.id', id] } },
})

export const notConfirmed = (list: '$seats' | '$open', id: string): Expression => ({
  $eq: [
    {
      $size: {
        $filter: { input: list, as: 'c', cond: { $and: [{ $eq: ['$$c.id', id] }, { $eq: ['$$c.until', null] }] } },
      },
    },
    0,
  ],
})
