const maxLength = 4_000

/**
 * A path of this origin, as browsers would read it, or undefined for anything that leads elsewhere. What is returned begins with exactly
 * one slash: with two, or a backslash, browsers would take what follows for a host.
 */
export function sameOriginPath(wanted: unknown, baseUrl: string): string | undefined {
  if (typeof wanted !== 'string' || wanted.length > maxLength || !wanted.startsWith('/')) return undefined
  if (!URL.canParse(wanted, baseUrl)) return undefined
  const url = new URL(wanted, baseUrl)
  const path = url.pathname + url.search
  return url.origin === new URL(baseUrl).origin && !/^\/[/\\]/.test(path) ? path : undefined
}
