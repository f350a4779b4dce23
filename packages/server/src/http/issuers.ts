/** The issuer of an organization's tokens. */
export const issuerOf = (baseUrl: string, organizationId: string): string => `${baseUrl}/${organizationId}/v2.0`

/** Resources that clients of the originals ask for by name; tokens for them are for this API all the same. */
export const originalAudiences = [
  'https://graph.microsoft.com',
  'https://api.partnercenter.microsoft.com',
  'https://graph.windows.net',
] as const

/** What an access token may be for, our own address first. Clients that send tokens elsewhere are none of ours. */
export function audiencesOf(baseUrl: string, others: readonly string[]): readonly string[] {
  return [baseUrl, `${baseUrl}/api`, ...others]
}
