import type { FastifyInstance } from 'fastify'

const fixed = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/** Headers that keep browsers from making more of an answer than it is; they are the same on every answer. */
export function useSecurityHeaders(app: FastifyInstance, baseUrl: string): void {
  const headers = baseUrl.startsWith('https:')
    ? { ...fixed, 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
    : fixed
  app.addHook('onRequest', (request, reply, done) => {
    // No page is ever made of what a device is told: of these headers, its route sets the one that matters.
    if (request.routeOptions.config.rate !== 'device') reply.headers(headers)
    done()
  })
}
