/**
 * The quickstart is a program: its `sh` blocks run one after the other in one shell against a server that the first of them starts, and
 * each `text` or `json` block must be what the `sh` block before it prints. `…` stands for anything, white space does not count.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Step {
  readonly script: string
  readonly expected: string[]
}

/** The blocks of the page: scripts, each with the outputs that follow it. */
function stepsOf(page: string): Step[] {
  const steps: Step[] = []
  for (const [, language, content = ''] of page.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ script: content, expected: [] })
    else steps.at(-1)?.expected.push(content)
  }
  return steps
}

/** Output as a pattern. */
function patternOf(expected: string): RegExp {
  const escaped = expected.replaceAll(/\s/g, '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(escaped.replaceAll('…', '.*'))
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

/** Runs a script in one shell that stops at the first failure. @returns all that it wrote. */
function runShell(script: string, environment: Record<string, string>): Promise<{ status: number; output: string }> {
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-e'], { cwd: root, env: { ...process.env, ...environment } })
    let output = ''
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding('utf8').on('data', piece => {
        output += piece
      })
    shell.on('error', reject)
    shell.on('close', status => resolve({ status: status ?? 128, output }))
    shell.stdin.end(script)
  })
}

test('the quickstart does what it says, pasted block by block', { timeout: 120_000 }, async () => {
  const steps = stepsOf(await readFile(join(root, 'docs/quickstart.md'), 'utf8'))
  assert.ok(steps.length > 10)
  const folder = await mkdtemp(join(tmpdir(), 'hailport-quickstart-'))
  try {
    // `npm ci` links the command; a checkout whose dependencies are older than the command has no link yet.
    await symlink(join(root, 'packages/cli/bin/hailport.js'), join(folder, 'hailport'))
    const mark = (index: number) => `=== block ${index} ===`
    const script = steps.map((step, index) => `echo '${mark(index)}'\n${step.script}echo\n`).join('')
    const { status, output } = await runShell(script, {
      PORT: String(await freePort()),
      TMPDIR: folder,
      PATH: `${process.env.PATH}${delimiter}${folder}`,
    })
    assert.equal(status, 0, output)
    for (const [index, step] of steps.entries()) {
      const start = output.indexOf(mark(index)) + mark(index).length
      const printed = output.slice(start, index + 1 < steps.length ? output.indexOf(mark(index + 1)) : undefined)
      for (const expected of step.expected)
        assert.match(printed.replaceAll(/\s/g, ''), patternOf(expected), `after:\n${step.script}\nprinted:\n${printed}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
