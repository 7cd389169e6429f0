// A second process that opens the embedded database, for tests of what happens between processes.
// Run with tsx and the options as JSON; prints one JSON line (what openDatabase gave, or the error) and, when it is
// open, stays until it is killed or its standard input ends, and then stops the database.
import { openDatabase, type OpenDatabaseOptions } from '../../server/platform/mongod'

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<OpenDatabaseOptions, 'log'>
const log: string[] = []

openDatabase({ ...options, log: (line) => log.push(line) }).then(
  ({ stop, ...opened }) => {
    process.stdin.on('end', () => void stop().then(() => process.exit(0))).resume()
    console.log(JSON.stringify({ ...opened, log }))
  },
  (error: Error) => {
    console.log(JSON.stringify({ error: error.name, message: error.message, log }))
    process.exit(1)
  },
)
