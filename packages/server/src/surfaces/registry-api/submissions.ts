import { approveSubmission, getSubmission, listSubmissions, refuseSubmission, submitDevice } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import {
  NewSubmission,
  Submission,
  SubmissionApproval,
  SubmissionRefusal,
  SubmissionStateName,
} from '../schemas/submissions.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Submissions']
const params = ids('tenantId', 'submissionId')

function submittingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/submissions',
    {
      schema: {
        tags,
        operationId: 'submitDevice',
        summary: 'Submit one device for approval',
        description: 'For technicians. It is checked and kept; nothing is registered until somebody approves.',
        params: ids('tenantId'),
        body: ref(NewSubmission),
        response: answers({ 201: ref(Submission) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const submission = await submitDevice(registry, principalOf(request), tenantId, request.body)
      const location = `/api/v1/tenants/${tenantId}/submissions/${submission.id}`
      return reply.code(201).header('location', location).send(toWire(submission))
    },
  )
  app.get(
    '/api/v1/tenants/:tenantId/submissions',
    {
      schema: {
        tags,
        operationId: 'listSubmissions',
        summary: 'List submissions',
        description: 'All for whoever may approve them, else the own ones; newest first unless asked otherwise.',
        params: ids('tenantId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(SubmissionStateName),
          submittedBy: Type.Optional(text(64)),
          serialNumber: Type.Optional(text(128)),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(Submission) }, 404),
      },
    },
    async request => {
      const { tenantId } = request.params
      return toWire(await listSubmissions(registry, principalOf(request), tenantId, request.query))
    },
  )
  app.get(
    '/api/v1/tenants/:tenantId/submissions/:submissionId',
    {
      schema: {
        tags,
        operationId: 'getSubmission',
        summary: 'Read a submission',
        description: 'For whoever submitted it, and whoever may approve it.',
        params,
        response: answers({ 200: ref(Submission) }, 404),
      },
    },
    async request => {
      const { tenantId, submissionId } = request.params
      return toWire(await getSubmission(registry, principalOf(request), tenantId, submissionId))
    },
  )
}

function decidingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/submissions/:submissionId/approve',
    {
      schema: {
        tags,
        operationId: 'approveSubmission',
        summary: 'Approve a submission',
        description:
          'The device is registered by the ordinary path. When that is refused, the answer is its error, and the submission waits on.',
        params,
        body: ref(SubmissionApproval),
        response: answers({ 200: ref(Submission) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, submissionId } = request.params
      return toWire(await approveSubmission(registry, principalOf(request), tenantId, submissionId, request.body))
    },
  )
  app.post(
    '/api/v1/tenants/:tenantId/submissions/:submissionId/refuse',
    {
      schema: {
        tags,
        operationId: 'refuseSubmission',
        summary: 'Refuse a submission',
        description: 'With the reason. What was submitted is removed.',
        params,
        body: ref(SubmissionRefusal),
        response: answers({ 200: ref(Submission) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, submissionId } = request.params
      const { reason } = request.body
      return toWire(await refuseSubmission(registry, principalOf(request), tenantId, submissionId, reason))
    },
  )
}

/** Devices that wait for approval. */
export function submissionRoutes(app: App, deps: SurfaceDeps): void {
  submittingRoutes(app, deps)
  decidingRoutes(app, deps)
}
