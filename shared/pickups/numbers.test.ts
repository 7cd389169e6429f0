// Booking numbers: how they are written, and which typed forms are the same one.
import { asBookingNumber, bookingNumber, numberHead } from './numbers'

test('a number is the city, the day and a count of four figures or more', () => {
  const head = numberHead('QC', '2026-12-02')
  expect([1, 43, 9999, 10_000].map((count) => bookingNumber(head, count))).toEqual([
    'QC261202-0001',
    'QC261202-0043',
    'QC261202-9999',
    'QC261202-10000',
  ])
})

test.each(['QC261202-0043', 'qc261202-0043', 'QC 261202 0043', 'QC2612020043', 'QC261202—0043', 'QC261202-0043'])(
  '%s is QC261202-0043',
  (typed) => expect(asBookingNumber(typed)).toBe('QC261202-0043'),
)

test.each([
  '',
  'QC',
  '261202-0043',
  'QC261202',
  'QC261202-004',
  'TS20261130-0001',
  '13900001111',
  '01M8MVE6Z14XQPV01TD11E5V51',
])('%s is no booking number', (typed) => expect(asBookingNumber(typed)).toBeNull())
