// BigInt for phones of before 2020. The schema library makes four of them when it loads and uses none of them here.
// Relies on config/index.ts, which turns each free mention in the weapp build into an import of this file.
type MakeBigInt = (value: string | number) => unknown

const known = typeof globalThis === 'undefined' ? undefined : (globalThis as { BigInt?: MakeBigInt }).BigInt

export const BigInt: MakeBigInt = known ?? Number
