import { submissionStates } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, ref, Time, text } from './common.ts'
import { NewDevice } from './registration.ts'

export const SubmissionStateName = Type.Enum([...submissionStates])

const id = '0199a1b2-0000-7000-8000-000000000001'

export const Submission = Type.Object(
  {
    id: Id,
    state: SubmissionStateName,
    submittedAt: Time,
    submittedBy: Type.Object({ id: Type.String(), onBehalfOf: Type.Optional(Id) }),
    serialNumber: Type.Optional(Type.String()),
    manufacturer: Type.Optional(Type.String()),
    model: Type.Optional(Type.String()),
    groupTag: Type.Optional(Type.String()),
    note: Type.Optional(Type.String()),
    expiresAt: Time,
    decidedAt: Type.Optional(Time),
    decidedBy: Type.Optional(Type.Object({ kind: Type.String(), id: Type.String(), onBehalfOf: Type.Optional(Id) })),
    reason: Type.Optional(Type.String()),
    deviceId: Type.Optional(Id),
  },
  {
    $id: 'Submission',
    description: 'A device that somebody without the right to register it has submitted for approval.',
    examples: [
      {
        id,
        state: 'pending',
        submittedAt: '2031-01-31T12:00:00.000Z',
        submittedBy: { id },
        serialNumber: 'F7-0001',
        expiresAt: '2031-02-14T12:00:00.000Z',
      },
    ],
  },
)

export const NewSubmission = closed(
  { device: ref(NewDevice), note: Type.Optional(text(1000, 'For whoever approves.')) },
  { $id: 'NewSubmission', examples: [{ device: { hardwareHash: 'T0E…' }, note: 'Replacement for room 12' }] },
)

export const SubmissionApproval = closed(
  { groupTag: Type.Optional(text(512, 'In place of the one that was submitted.')) },
  { $id: 'SubmissionApproval', examples: [{ groupTag: 'Berlin' }] },
)

export const SubmissionRefusal = closed(
  { reason: text(1000, 'Whoever submitted the device reads it.') },
  { $id: 'SubmissionRefusal', examples: [{ reason: 'Not one of ours' }] },
)

export const submissionSchemas = [Submission, NewSubmission, SubmissionApproval, SubmissionRefusal]
