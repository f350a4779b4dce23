import { eventKinds, eventTable, eventVersion } from '@hailport/registry'

/** `docs/webhook-events.md`: every kind of event. */
export function webhookEventsPage(): string {
  const rows = eventKinds.map(kind => `| \`${kind}\` | ${eventTable[kind].subject} | ${eventTable[kind].meaning} |`)
  return `# Kinds of events

What is written into journals and posted to [webhooks](webhooks.md): \`action\` of an entry, the kind of its subject, and what it means. Version
${eventVersion}; \`GET /api/v1/webhook-events\` answers the same. New kinds are added without a new version.

Generated from \`packages/registry/src/journal/kinds.ts\`; do not edit.

| Kind | Subject | Meaning |
| --- | --- | --- |
${rows.join('\n')}
`
}
