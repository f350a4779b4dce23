/** The issuer of an organization's tokens. */
export const issuerOf = (baseUrl: string, organizationId: string): string => `${baseUrl}/${organizationId}/v2.0`

/** Resources that clients of the originals ask for by name; tokens for them are for this API all the same. */
export const originalAudiences = [
  'https://graph.microsoft.com',
  'https://api.partnercenter.microsoft.com',
  'https://graph.windows.net',
] as const

/** What tokens of external issuers may be for: never what belongs to the originals, and best the address that names the organization. */
export const externalAudiences = (baseUrl: string, organizationId: string): readonly string[] => [
  `${baseUrl}/${organizationId}`,
  baseUrl,
  `${baseUrl}/api`,
]

/** What an access token may be for, our own address first. Clients that send tokens elsewhere are none of ours. */
export function audiencesOf(baseUrl: string, others: readonly string[]): readonly string[] {
  return [baseUrl, `${baseUrl}/api`, ...others]
}
