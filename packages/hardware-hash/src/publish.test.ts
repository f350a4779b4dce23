import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { buildSync } from 'esbuild'
import { vectors } from '../testing/vectors.ts'
import * as library from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hardware-hash-'))
after(() => rmSync(folder, { recursive: true }))

/** What both copies of the library say of a vector, as JSON. */
const report = `(library, text) => {
  const bytes = library.base64ToBytes(text)
  const hash = library.decodeHardwareHash(text)
  const back = library.hardwareHashToBase64(JSON.parse(JSON.stringify(hash))) === text
  const { verdict, critical, findings } = library.inspectHardwareHash(text, new Date(2000000000000))
  const xml = library.toHardwareReportXml(hash)
  return JSON.stringify({ hash, back, identity: library.readIdentity(bytes), verdict, critical, findings, xml })
}`
const reportHere = runInContext(report, createContext({})) as (lib: typeof library, text: string) => string

test('the built package, packed and unpacked, is imported from plain JavaScript', () => {
  const built = join(folder, 'built')
  execFileSync(process.execPath, [join(import.meta.dirname, '../build.ts'), built])
  execFileSync('npm', ['pack', '--silent', '--offline', '--pack-destination', folder], { cwd: built })
  const target = join(folder, 'node_modules/@hailport')
  execFileSync('mkdir', ['-p', target])
  execFileSync('tar', ['xzf', join(folder, 'hailport-hardware-hash-0.1.0.tgz'), '-C', target])
  execFileSync('mv', [join(target, 'package'), join(target, 'hardware-hash')])
  const main = join(folder, 'main.mjs')
  writeFileSync(
    main,
    `import * as library from '@hailport/hardware-hash'\nconsole.log((${report})(library, process.argv[2]))\n`,
  )
  for (const { text } of vectors.slice(0, 2)) {
    const output = execFileSync(process.execPath, [main, text], { encoding: 'utf8' })
    assert.deepEqual(JSON.parse(output), JSON.parse(reportHere(library, text)))
  }
})

test('bundled for browsers it needs no Node, and gives the same results in a bare engine', () => {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'library',
    write: false,
  })
  const bundle = outputFiles[0]!.text
  assert.doesNotMatch(bundle, /require\(|\bimport\b\s*[({'"]/)
  const context = createContext({})
  runInContext(`${bundle}\nglobalThis.report = text => (${report})(library, text)`, context)
  for (const { text } of vectors) {
    const output = runInContext(`report(${JSON.stringify(text)})`, context) as string
    assert.deepEqual(JSON.parse(output), JSON.parse(reportHere(library, text)))
  }
  const faults = runInContext(
    `['', '?', 'T0Hb'].map(text => library.inspectHardwareHash(text).findings[0].code).join()`,
    context,
  )
  assert.equal(faults, 'too-short,not-base64,too-short')
})
