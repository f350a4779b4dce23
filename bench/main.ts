/**
 * `npm run bench`: speed as ratios against floors measured in the same run on this machine. Absolute figures depend on the machine.
 * `npm run bench -- --json FILE` also writes the results as JSON; `--devices N` changes the size of the registration run.
 */
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchHardwareHash } from './hardware-hash.ts'
import { benchRegistration } from './registration.ts'
import { benchResolve } from './resolve.ts'
import { printResults, type Result } from './result.ts'

const { values } = parseArgs({ options: { json: { type: 'string' }, devices: { type: 'string', default: '50000' } } })
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
console.log(`${machine}\n`)

const hashes: Result[] = (await benchHardwareHash()).map(({ name, rate, floorRate, ratio, unit, target }) => ({
  name,
  rate,
  floorRate,
  ratio,
  unit,
  floor: 'base64 decoding and SHA-256 of the same input',
  ...(target !== undefined && { target }),
}))
const results = [...hashes, ...(await benchRegistration(Number(values.devices))), ...(await benchResolve(5_000))]
printResults(results)
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ machine, at: new Date().toISOString(), results }, null, 2)}\n`)
