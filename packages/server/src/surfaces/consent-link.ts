/** Where a customer answers the partner with this link code. */
export const consentLinkUrl = (baseUrl: string, code: string): string => `${baseUrl}/api/v1/consent-links/${code}`
