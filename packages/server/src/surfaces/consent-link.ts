/** The page on which a customer answers a partner: by the partner's standing code, or the id of its request. */
export const consentLinkUrl = (baseUrl: string, code: string): string => `${baseUrl}/consent/${code}`
