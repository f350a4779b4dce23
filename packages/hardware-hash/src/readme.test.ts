import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { vector } from '../testing/vectors.ts'
import * as library from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(match => match[1]!)

test('every example runs, and every value it promises comes', () => {
  assert.ok(blocks.length >= 5)
  for (const block of blocks) {
    // An import becomes a look-up, and `expression // => value` a comparison.
    const body = block
      .replace(/^import (\{.*\}) from '@hailport\/hardware-hash'$/gm, 'const $1 = library')
      .replace(
        /^(.+?) \/\/ => (.+)$/gm,
        (_, expression: string, value: string) => `assert.deepEqual(${expression}, ${value})`,
      )
    new Function('library', 'assert', 'text', body)(library, assert, vector('hp-elitebook').text)
  }
})

test('the README names every error and finding code', () => {
  const codes = [...readme.matchAll(/^\| `([a-z0-9-]+)`/gm)].map(match => match[1]!)
  const source = ['error', 'finding'].map(name => readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8')).join('')
  const known = [...source.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(match => match[1]!)
  assert.deepEqual(codes.toSorted(), known.toSorted())
})
