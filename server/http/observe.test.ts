import { metrics, observeProcess } from './observe'

test('loading the module watches nothing; the owner of the process asks for its figures', async () => {
  // a watcher of garbage collection holds its module for ever, and a test run loads this module some 200 times
  expect(await metrics.metrics()).not.toContain('process_cpu_seconds_total')
  observeProcess()
  expect(await metrics.metrics()).toContain('process_cpu_seconds_total')
})
