import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeskState, deskEvents, deskStates, dueAt, hasEnded, nextState } from './state.ts'

test('the whole table: what can happen in each state, and what comes of it', () => {
  const table = deskStates.map(state => [
    state,
    deskEvents.flatMap(event => {
      const next = nextState(state, event)
      return next === undefined ? [] : [`${event} > ${next}`]
    }),
  ])
  const underWay = ['withdraw > withdrawn', 'expire > expired']
  assert.deepEqual(table, [
    ['draft', ['submit > open', ...underWay]],
    ['open', ['take > working', 'ask > waiting', 'decide-some > working', 'decide-last > decided', ...underWay]],
    ['working', ['take > working', 'ask > waiting', 'decide-some > working', 'decide-last > decided', ...underWay]],
    [
      'waiting',
      [
        'take > waiting',
        'ask > waiting',
        'answer > working',
        'decide-some > waiting',
        'decide-last > decided',
        ...underWay,
      ],
    ],
    ['decided', []],
    ['withdrawn', []],
    ['expired', []],
  ])
})

test('a request ends in three ways, and from every other state an end can be reached', () => {
  assert.deepEqual(deskStates.filter(hasEnded), ['decided', 'withdrawn', 'expired'])
  for (const state of deskStates.filter(one => !hasEnded(one)))
    assert.equal(hasEnded(nextState(state, 'expire') as DeskState), true)
})

test('each state has its time; the proof outlives a decision only', () => {
  const days = { deskDraftDays: 1, deskOpenDays: 2, deskAnswerDays: 3, deskProofDays: 4 }
  const due = deskStates.map(state => [state, dueAt(state, 0, days) / 86_400_000])
  assert.deepEqual(Object.fromEntries(due), {
    draft: 1,
    open: 2,
    working: 2,
    waiting: 3,
    decided: 4,
    withdrawn: 0,
    expired: 0,
  })
})
