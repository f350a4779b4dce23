import { tendRequest } from './consent/index.ts'
import type { Registry } from './context.ts'
import { endDueRequest } from './desk/index.ts'
import { advanceImport, expireImport, readImport, reportImport } from './files/index.ts'
import { type JobKind, type JobRunner, type Worker, type WorkerLog, workOff } from './jobs/index.ts'
import { dropAction, finishSync, previewAction, runAction } from './lifecycle/index.ts'
import { runOrder } from './orders/index.ts'
import { dropUpload, expireHeld, processBatch, purgeExpired, reconsiderHeld } from './registration/index.ts'
import { expireSubmission } from './submissions/index.ts'

/** Who does which kind of job. */
const runners: Readonly<Record<JobKind, JobRunner>> = {
  'process-batch': processBatch,
  'reconsider-held': reconsiderHeld,
  'expire-held': expireHeld,
  'tend-request': tendRequest,
  'drop-upload': dropUpload,
  'purge-released': purgeExpired,
  'sync-devices': finishSync,
  'expire-submission': expireSubmission,
  'preview-action': previewAction,
  'run-action': runAction,
  'drop-action': dropAction,
  'run-order': runOrder,
  'read-import': readImport,
  'advance-import': advanceImport,
  'report-import': reportImport,
  'expire-import': expireImport,
  'desk-request-due': endDueRequest,
}

/** Works off the jobs of the registry, one at a time, until it is stopped. Any number of workers may share a store. */
export const startWorker = (registry: Registry, log: WorkerLog): Worker => workOff(registry, runners, log)
