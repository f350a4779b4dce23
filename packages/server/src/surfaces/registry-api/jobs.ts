import { getJob, jobSorts, listJobs, runJobAgain } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, pageOf, paging, ref } from '../schemas/common.ts'
import { Job, JobDetail, JobKindName, JobRun, JobStateName } from '../schemas/operation.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Operation']
const sorts = Object.keys(jobSorts) as (keyof typeof jobSorts)[]

const JobQuery = closed({
  ...paging,
  kind: Type.Optional(JobKindName),
  state: Type.Optional(JobStateName),
  organizationId: Type.Optional({ ...Id, description: 'For this organization.' }),
  sort: Type.Optional(Type.Enum(sorts, { description: 'dueAt when absent.' })),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'asc when absent.' })),
})

/** Work in the background, for operators. */
export function jobRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/jobs',
    {
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'List jobs',
        description: 'For operators of the registry: work in the background of all organizations that is not done.',
        querystring: JobQuery,
        response: answers({ 200: pageOf(Job) }),
      },
    },
    async request => toWire(await listJobs(registry, principalOf(request), request.query)),
  )
  app.get(
    '/api/v1/jobs/:jobId',
    {
      schema: {
        tags,
        operationId: 'getJob',
        summary: 'Read a job',
        description: 'For operators of the registry. A job that is done is there no more.',
        params: ids('jobId'),
        response: answers({ 200: ref(JobDetail) }, 404),
      },
    },
    async request => toWire(await getJob(registry, principalOf(request), request.params.jobId)),
  )
  app.post(
    '/api/v1/jobs/:jobId/run',
    {
      schema: {
        tags,
        operationId: 'runJobAgain',
        summary: 'Run a job again now',
        description:
          'For operators of the registry with registry.operate: as if it had never failed. There is no way to cancel a job: it is part of something that an organization has, and ends with that.',
        params: ids('jobId'),
        body: ref(JobRun),
        response: answers({ 200: ref(JobDetail) }, 404, 409),
      },
    },
    async request => toWire(await runJobAgain(registry, principalOf(request), request.params.jobId, request.body)),
  )
}
