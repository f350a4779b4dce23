import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/**
 * Writes the folder that is published: JavaScript and declarations by tsc, a package.json without what belongs to the repository,
 * README and LICENSE. `node build.ts [folder]`; the folder is emptied first and is dist by default.
 */
function build(folder: string): void {
  const here = import.meta.dirname
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  execFileSync(process.execPath, [tsc, '-p', join(here, 'tsconfig.build.json'), '--outDir', folder], {
    stdio: 'inherit',
  })
  const source = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
  const { private: _private, scripts: _scripts, dependencies: _dependencies, ...published } = source
  published.exports = { '.': { types: './index.d.ts', default: './index.js' } }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
  copyFileSync(join(here, 'README.md'), join(folder, 'README.md'))
  const license = join(here, '../../LICENSE')
  if (existsSync(license)) copyFileSync(license, join(folder, 'LICENSE'))
  else
    writeFileSync(
      join(folder, 'LICENSE'),
      'Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0\n',
    )
}

build(resolve(process.argv[2] ?? join(import.meta.dirname, 'dist')))
