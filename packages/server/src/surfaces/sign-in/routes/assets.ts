import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { PageDeps } from '../browser/page-deps.ts'
import { shown } from './options.ts'

const files = { 'style.css': 'text/css; charset=utf-8', 'passkeys.js': 'text/javascript; charset=utf-8' } as const

/** The stylesheet and the script of the pages, from this origin. */
export function assetRoutes({ app }: PageDeps): void {
  for (const [name, type] of Object.entries(files)) {
    const body = readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8')
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    app.get(`/sign-in/assets/${name}`, shown, async (request, reply) => {
      reply.headers({ etag, 'cache-control': 'public, max-age=300' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(type).send(body)
    })
  }
}
