/** What customers ask a maker for: to register devices, to hand out their hashes, to end their registration. */
export const deskKinds = ['register', 'hashes', 'deregister'] as const
export type DeskKind = (typeof deskKinds)[number]

/**
 * draft: the requester writes it, nobody else sees it. open: submitted, nobody has looked yet. working: the maker decides. waiting: the
 * maker has asked something. decided: every device is approved or refused. withdrawn: the requester wants it no more. expired: nobody
 * did what it waited for.
 */
export const deskStates = ['draft', 'open', 'working', 'waiting', 'decided', 'withdrawn', 'expired'] as const
export type DeskState = (typeof deskStates)[number]

export const deskEvents = [
  'submit',
  'take',
  'ask',
  'answer',
  'decide-some',
  'decide-last',
  'withdraw',
  'expire',
] as const
export type DeskEvent = (typeof deskEvents)[number]

const underWay = {
  'decide-some': 'working',
  'decide-last': 'decided',
  withdraw: 'withdrawn',
  expire: 'expired',
} as const

const moves: Readonly<Record<DeskState, Readonly<Partial<Record<DeskEvent, DeskState>>>>> = {
  draft: { submit: 'open', withdraw: 'withdrawn', expire: 'expired' },
  open: { ...underWay, take: 'working', ask: 'waiting' },
  working: { ...underWay, take: 'working', ask: 'waiting' },
  // Whoever decides some all the same goes on waiting for the answer.
  waiting: { ...underWay, take: 'waiting', ask: 'waiting', answer: 'working', 'decide-some': 'waiting' },
  decided: {},
  withdrawn: {},
  expired: {},
}

/** The state that follows; undefined when this cannot happen in this state. */
export const nextState = (state: DeskState, event: DeskEvent): DeskState | undefined => moves[state][event]

/** Whether nothing can happen to the request any more. */
export const hasEnded = (state: DeskState): boolean => Object.keys(moves[state]).length === 0

/** Whether the maker sees it. */
export const isSubmitted = ({ submitted_at }: { readonly submitted_at: number | null }): boolean =>
  submitted_at !== null

/** pending: not decided yet. undecided: the request ended before. */
export const deskDeviceStates = ['pending', 'approved', 'refused', 'undecided'] as const
export type DeskDeviceState = (typeof deskDeviceStates)[number]

/** Days that a request has in a state; see `Limits`. */
export interface DeskDays {
  readonly deskDraftDays: number
  readonly deskOpenDays: number
  readonly deskAnswerDays: number
  readonly deskProofDays: number
}

const dayMs = 86_400_000

/** When a request that comes into this state now ends by itself; once it has ended, when its proof is deleted. */
export function dueAt(state: DeskState, now: number, days: DeskDays): number {
  if (state === 'draft') return now + days.deskDraftDays * dayMs
  if (state === 'waiting') return now + days.deskAnswerDays * dayMs
  if (state === 'open' || state === 'working') return now + days.deskOpenDays * dayMs
  return now + (state === 'decided' ? days.deskProofDays * dayMs : 0)
}
