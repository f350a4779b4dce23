import type { ProfileChange, ProfileSettings } from '../../api/generated/operations.ts'

/** A profile as it stands in the form. */
export type Draft = ProfileSettings
export type Experience = Draft['outOfBoxExperienceSetting']
export type StatusScreen = NonNullable<Draft['enrollmentStatusScreenSettings']>

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Members of an object that are not as before. */
function changedMembers<T extends object>(before: T, after: T): Partial<T> {
  const entries = Object.entries(after).filter(([name, value]) => !same(value, before[name as keyof T]))
  return Object.fromEntries(entries) as Partial<T>
}

/**
 * What differs, so that saving leaves alone what others have changed meanwhile. A name template does not go with hybrid join, whose check
 * goes with nothing else.
 */
export function changeOf(before: Draft, after: Draft): ProfileChange {
  const { outOfBoxExperienceSetting: oobe, enrollmentStatusScreenSettings: screen, ...plain } = after
  const experience = changedMembers(before.outOfBoxExperienceSetting, oobe)
  const { outOfBoxExperienceSetting: _o, enrollmentStatusScreenSettings: shownBefore, ...plainBefore } = before
  const shown = screen && shownBefore ? changedMembers(shownBefore, screen) : screen
  return {
    ...changedMembers(plainBefore, plain),
    ...(Object.keys(experience).length > 0 && { outOfBoxExperienceSetting: experience }),
    ...(!same(screen, shownBefore) && { enrollmentStatusScreenSettings: shown }),
  } as ProfileChange
}

/** Only the settings of a profile. */
export function draftOf(profile: Draft & { id?: string; createdAt?: string; updatedAt?: string }): Draft {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...draft } = profile
  return draft
}
