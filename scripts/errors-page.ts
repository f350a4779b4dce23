import { type CatalogueEntry, catalogue } from '@hailport/registry'

/** Numbers that people coming from Autopilot look up in vain, and why. */
const unused = [
  ['640', 'StorageError', 'a failure of its back end; here that is `internal` or `overloaded`, and says which.'],
  [
    '810',
    'ZtdProfileAssignedToOtherTenant',
    'a profile of another tenant is reported as `profile_not_found`: nobody learns what others have.',
  ],
  ['814', 'ZtdDeviceAlreadyAadRegistered', 'Hailport makes no directory objects, so none can be in the way.'],
  ['816', undefined, 'no published text says what it stands for.'],
] as const

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

${sections.join('\n')}
## Autopilot codes that Hailport does not use

${unused.map(([number, name, why]) => `- ${number}${name ? ` \`${name}\`` : ''}: ${why}`).join('\n')}
`
}
