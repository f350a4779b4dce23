/** The profile rule in words, for the decision trace. */
export type ProfileRule = 'group-tag' | 'default' | 'none'

/**
 * Which profile a device gets: the one for its group tag, else the tenant's default, else none.
 * @param profiles the tenant's candidates, at most the one for the tag and the default.
 */
export function effectiveProfile<P extends { group_tag: string | null }>(
  groupTag: string | null,
  profiles: readonly P[],
): { profile: P | undefined; rule: ProfileRule } {
  const byTag = groupTag === null ? undefined : profiles.find(profile => profile.group_tag === groupTag)
  if (byTag) return { profile: byTag, rule: 'group-tag' }
  const byDefault = profiles.find(profile => profile.group_tag === null)
  return byDefault ? { profile: byDefault, rule: 'default' } : { profile: undefined, rule: 'none' }
}
