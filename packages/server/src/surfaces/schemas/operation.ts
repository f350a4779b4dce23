import { catalogue, type ErrorCode, jobKinds, jobStates, partNames, webhookStates } from '@hailport/registry'
import Type from 'typebox'
import { rotationTimes } from '../../keys/key-states.ts'
import { closed, Id, Time, text } from './common.ts'

const id = '0199a1b2-0000-7000-8000-000000000001'
const at = '2031-01-31T12:00:00.000Z'

export const JobStateName = Type.Enum([...jobStates], {
  description:
    'scheduled: not due yet. waiting: due. running: a worker is at it. slow: for more than ten minutes since it was due. failed: is tried again. stuck: will hardly get on by itself.',
})
export const JobKindName = Type.Enum([...jobKinds])

const Count = Type.Object({
  count: Type.Integer(),
  more: Type.Boolean({ description: 'There are more: they were not counted.' }),
})
const MeasuredAt = { ...Time, description: 'When this was measured; it is kept for some seconds.' }

const jobMembers = {
  id: Id,
  kind: JobKindName,
  organization: Type.Object({
    id: Id,
    kind: Type.Optional(Type.Enum(['tenant', 'partner', 'registry'])),
    name: Type.Optional(Type.String()),
  }),
  subjectId: Type.String({ description: 'What the work is about, such as a batch.' }),
  state: JobStateName,
  stuckReason: Type.Optional(
    Type.Enum(['failing', 'lost', 'not-taken'], {
      description:
        'failing: it failed three times or more. lost: its worker is gone and none took over. not-taken: no worker took it for five minutes.',
    }),
  ),
  attempts: Type.Integer({ description: 'Since it last got on.' }),
  createdAt: Time,
  dueAt: Time,
  worker: Type.Optional(Type.String({ description: 'Who holds it, or did so last without giving it back.' })),
  heldUntilAt: Type.Optional(Time),
  problem: Type.Optional(
    Type.Object(
      {
        code: Type.Enum(Object.keys(catalogue) as ErrorCode[]),
        title: Type.String(),
        cause: Type.String(),
        remedy: Type.String(),
        message: Type.Optional(Type.String({ description: 'What the catalogue does not know, without values.' })),
      },
      { description: 'What went wrong last.' },
    ),
  ),
}

const job = {
  id,
  kind: 'process-batch',
  organization: { id, kind: 'tenant', name: 'Contoso' },
  subjectId: id,
  state: 'running',
  attempts: 1,
  createdAt: at,
  dueAt: at,
}

export const Job = Type.Object(jobMembers, {
  $id: 'Job',
  description: 'Work in the background, as operators see it.',
  examples: [job],
})

export const JobDetail = Type.Object(
  {
    ...jobMembers,
    progress: Type.Optional(
      Type.Object({ done: Type.Integer(), total: Type.Integer() }, { description: 'Rows of a batch.' }),
    ),
  },
  {
    $id: 'JobDetail',
    description: 'Work in the background, and how far it is.',
    examples: [{ ...job, progress: { done: 4000, total: 9000 } }],
  },
)

export const JobRun = closed(
  { reason: Type.Optional(text(1000, 'Stands in the journal.')) },
  { $id: 'JobRun', examples: [{ reason: 'The disk has room again' }] },
)

const server = { id, name: 'one.example', version: '0.1.0', worksJobs: true, startedAt: at, seenAt: at, alive: true }

export const RegistryState = Type.Object(
  {
    measuredAt: MeasuredAt,
    engine: Type.String(),
    storeMs: Type.Integer({ description: 'Time that the store took for a trifle, ms.' }),
    parts: Type.Array(Type.Object({ part: Type.Enum([...partNames]), state: Type.Enum(['good', 'warning', 'bad']) })),
    queues: Type.Array(
      Type.Object({ kind: JobKindName, state: JobStateName, jobs: Type.Integer(), oldestDueAt: Time }),
    ),
    jobKinds: Type.Array(JobKindName, { description: 'Every kind of job that there can be, to choose among.' }),
    servers: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        version: Type.String(),
        worksJobs: Type.Boolean({ description: 'Whether it works off jobs.' }),
        startedAt: Time,
        seenAt: Time,
        alive: Type.Boolean({ description: 'Seen within the last minute. Others are shown for a day.' }),
      }),
    ),
    tenants: Count,
    partners: Count,
    delayedSignIns: {
      ...Count,
      description: 'People, addresses and networks that have to wait after failed sign-ins.',
    },
  },
  {
    $id: 'RegistryState',
    description: 'How the registry stands.',
    examples: [
      {
        measuredAt: at,
        engine: 'postgres',
        storeMs: 1,
        parts: [{ part: 'jobs', state: 'good' }],
        queues: [{ kind: 'process-batch', state: 'running', jobs: 1, oldestDueAt: at }],
        jobKinds: ['process-batch'],
        servers: [server],
        tenants: { count: 12, more: false },
        partners: { count: 4, more: false },
        delayedSignIns: { count: 0, more: false },
      },
    ],
  },
)

const bytes = (description: string) => Type.Optional(Type.Integer({ description }))

export const Storage = Type.Object(
  {
    measuredAt: MeasuredAt,
    engine: Type.String(),
    bytes: bytes('On the disk.'),
    freeBytes: bytes('Of these, free within: deleted and not used again yet.'),
    logBytes: bytes('Of the log that waits to be copied into its place (SQLite).'),
    tables: Type.Array(
      Type.Object({
        table: Type.String(),
        bytes: bytes('With its indexes.'),
        rows: Type.Optional(Type.Integer({ description: 'About, as the database last looked.' })),
      }),
      { description: 'Empty where the engine does not tell without counting.' },
    ),
  },
  {
    $id: 'Storage',
    description: 'What the store takes up, as far as its engine tells.',
    examples: [
      { measuredAt: at, engine: 'postgres', bytes: 81920, tables: [{ table: 'jobs', bytes: 81920, rows: 3 }] },
    ],
  },
)

export const ServiceSettings = Type.Object(
  {
    version: Type.String(),
    node: Type.String(),
    engine: Type.String(),
    publicUrl: Type.String(),
    tls: Type.Boolean({ description: 'Whether the service speaks HTTPS itself.' }),
    trustProxy: Type.String({ description: 'Whose X-Forwarded-For is believed: none, all, or addresses.' }),
    tokenAudiences: Type.Array(Type.String()),
    wellKnownClients: Type.Boolean(),
    providerAddresses: Type.Enum(['public', 'private', 'any']),
    webhookAddresses: Type.String({
      description: 'Where webhooks may lead: public, private, any, or networks beside public addresses.',
    }),
  },
  {
    $id: 'ServiceSettings',
    description: 'Settings in force at the server that answers. Secrets are not among them.',
    examples: [
      {
        version: '0.1.0',
        node: 'v24.0.0',
        engine: 'sqlite',
        publicUrl: 'https://hailport.example',
        tls: false,
        trustProxy: 'none',
        tokenAudiences: ['https://graph.microsoft.com'],
        wellKnownClients: true,
        providerAddresses: 'public',
        webhookAddresses: 'public',
      },
    ],
  },
)

export const WebhookStanding = Type.Object(
  {
    id: Id,
    organization: jobMembers.organization,
    state: Type.Enum([...webhookStates]),
    reason: Type.Optional(
      Type.Enum(['failing', 'gone'], {
        description:
          'Why it is disabled. failing: no attempt has succeeded for three days. gone: the receiver answered 410.',
      }),
    ),
    changedAt: { ...Time, description: 'Since when it is in this state.' },
    failingSinceAt: Type.Optional({ ...Time, description: 'Since when every attempt has failed.' }),
    lastAttemptAt: Type.Optional(Time),
    lastSuccessAt: Type.Optional(Time),
    lastProblem: Type.Optional(
      Type.String({ description: 'What the last attempt met with: an HTTP status, or words.' }),
    ),
    nextAttemptAt: Type.Optional({ ...Time, description: 'While attempts fail.' }),
    replaying: Type.Boolean({ description: 'Whether events since some time are being sent again.' }),
  },
  {
    $id: 'WebhookStanding',
    description: 'How a webhook stands, as operators see it: neither its name nor its address.',
    examples: [
      {
        id,
        organization: { id, kind: 'tenant', name: 'Contoso' },
        state: 'active',
        changedAt: at,
        failingSinceAt: at,
        lastAttemptAt: at,
        lastProblem: 'HTTP status 500.',
        nextAttemptAt: at,
        replaying: false,
      },
    ],
  },
)

export const WebhookCounts = Type.Object(
  {
    measuredAt: MeasuredAt,
    active: Type.Integer(),
    failing: Type.Integer({ description: 'Of the active ones: every attempt fails.' }),
    paused: Type.Integer(),
    disabled: Type.Integer(),
  },
  {
    $id: 'WebhookCounts',
    description: 'How many webhooks there are in each state.',
    examples: [{ measuredAt: at, active: 12, failing: 1, paused: 0, disabled: 1 }],
  },
)

export const OrganizationCounts = Type.Object(
  {
    measuredAt: MeasuredAt,
    people: { ...Count, description: 'Who are not disabled.' },
    applications: { ...Count, description: 'Which are not revoked.' },
    consents: { ...Count, description: 'Granted and not ended: by the tenant, or to the partner.' },
    devices: Type.Optional({ ...Count, description: 'Of a tenant.' }),
    factoryRecords: Type.Optional({ ...Count, description: 'Of a partner: devices that it has reported.' }),
  },
  {
    $id: 'OrganizationCounts',
    description: 'How much an organization has.',
    examples: [
      {
        measuredAt: at,
        people: { count: 3, more: false },
        applications: { count: 1, more: false },
        consents: { count: 2, more: false },
        devices: { count: 100_000, more: true },
      },
    ],
  },
)

const keys = Type.Array(
  Type.Object({
    id: Type.String(),
    signsFromAt: Time,
    signs: Type.Boolean({ description: 'Whether it signs now.' }),
    acceptedUntilAt: Type.Optional({ ...Time, description: 'When nothing that it has signed is accepted any more.' }),
  }),
  { description: 'Oldest first.' },
)

export const SigningKeys = Type.Object(
  {
    keys,
    nextKeyAt: { ...Time, description: 'When servers make the next key by themselves.' },
    overdue: Type.Boolean({ description: 'It should have been made: no server runs that can.' }),
  },
  {
    $id: 'SigningKeys',
    description: 'The keys that sign access tokens, without the keys themselves.',
    examples: [{ keys: [{ id, signsFromAt: at, signs: true }], nextKeyAt: at, overdue: false }],
  },
)

export const NewSigningKey = closed(
  {
    when: Type.Enum([...rotationTimes], {
      description:
        'later: signs in a week. now: signs at once; tokens of earlier keys stay good until they end. leaked: at once, and what earlier keys have signed is refused.',
    }),
    reason: Type.Optional(text(1000, 'Stands in the journal.')),
  },
  { $id: 'NewSigningKey', examples: [{ when: 'later' }] },
)

export const ReplacedSigningKey = Type.Object(
  { made: Type.Boolean({ description: 'false: a new key was waiting for its time already.' }), keys },
  { $id: 'ReplacedSigningKey', description: 'What the replacement came to.' },
)

export const operationSchemas = [
  Job,
  JobDetail,
  JobRun,
  RegistryState,
  Storage,
  ServiceSettings,
  WebhookStanding,
  WebhookCounts,
  OrganizationCounts,
  SigningKeys,
  NewSigningKey,
  ReplacedSigningKey,
]
