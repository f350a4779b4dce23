import { type CatalogueEntry, catalogue } from '@hailport/registry'

/** `docs/errors.md`: the error catalogue for people. */
export function errorsPage(): string {
  const entries = Object.entries(catalogue) as [string, CatalogueEntry][]
  const sections = entries.map(([code, entry]) => {
    const name =
      entry.autopilot &&
      `Autopilot: \`${entry.autopilot.name}\`${entry.autopilot.number ? ` (${entry.autopilot.number})` : ''}. `
    return `## ${code}\n\n**${entry.title}.** ${name ?? ''}HTTP status ${entry.status}.\n\n- Cause: ${entry.cause}\n- Remedy: ${entry.remedy}\n`
  })
  return `# Errors

Every error that Hailport reports. The API answers whole requests that fail with \`application/problem+json\` (RFC 9457), whose \`code\` is
one of these; the results of single devices carry the same codes. Codes are stable; titles and texts may get better.

Generated from \`packages/registry/src/errors.ts\`; do not edit.

${sections.join('\n')}`
}
