// `npm run diagrams`: writes docs/state-machines.md from the tables of the state machines; a test holds the file
// against them.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { stateMachinesPage } from './state-machines-page'

writeFileSync(path.resolve(__dirname, '../docs/state-machines.md'), stateMachinesPage())
