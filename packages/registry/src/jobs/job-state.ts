import { type ExpressionBuilder, sql } from 'kysely'
import type { Database } from '../store/index.ts'
import { oftenFailed } from './trouble.ts'

/**
 * How a job stands. scheduled: not due yet. waiting: due. running: somebody works on it. slow: for long. failed: is tried again. stuck: it
 * will hardly get on by itself.
 */
export const jobStates = ['scheduled', 'waiting', 'running', 'slow', 'failed', 'stuck'] as const
export type JobState = (typeof jobStates)[number]

/** Why a job is stuck. failing: it failed again and again. lost: its worker is gone and none took over. not-taken: no worker took it. */
export type StuckReason = 'failing' | 'lost' | 'not-taken'

/** From when on a job is worth a look, ms. */
export const jobPatience = {
  /** Since it was due, while somebody works on it. */
  slowMs: 600_000,
  /** Since it was due, while nobody works on it. */
  notTakenMs: 300_000,
  /** Since the lease of a worker ran out that has not given it back. */
  lostMs: 60_000,
} as const

type Jobs = ExpressionBuilder<Database, 'jobs'>

const held = (eb: Jobs, now: number) =>
  eb.and([eb('jobs.lease_until', 'is not', null), eb('jobs.lease_until', '>', now)])

/** Why a job that nobody works on is stuck; null when it is not. */
const reasonOf = (eb: Jobs, now: number) =>
  eb
    .case()
    .when('jobs.attempts', '>=', oftenFailed)
    .then(sql.lit('failing'))
    .when(eb.and([eb('jobs.lease_owner', 'is not', null), eb('jobs.lease_until', '<=', now - jobPatience.lostMs)]))
    .then(sql.lit('lost'))
    .when('jobs.run_after', '<=', now - jobPatience.notTakenMs)
    .then(sql.lit('not-taken'))
    .else(null)
    .end()

/** The state of each job of a query, as an expression: one rule for lists, conditions and counts. */
export const jobState = (now: number) => (eb: Jobs) =>
  eb
    .case()
    .when(eb.and([held(eb, now), eb('jobs.run_after', '<=', now - jobPatience.slowMs)]))
    .then(sql.lit('slow'))
    .when(held(eb, now))
    .then(sql.lit('running'))
    .when(reasonOf(eb, now), 'is not', null)
    .then(sql.lit('stuck'))
    .when('jobs.last_error', 'is not', null)
    .then(sql.lit('failed'))
    .when('jobs.run_after', '>', now)
    .then(sql.lit('scheduled'))
    .else(sql.lit('waiting'))
    .end()

/** The reason of each stuck job of a query, as an expression; null for others. */
export const stuckReason = (now: number) => (eb: Jobs) =>
  eb.case().when(held(eb, now)).then(null).else(reasonOf(eb, now)).end()
