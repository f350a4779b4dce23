/** The page on which a customer answers the partner with this link code. */
export const consentLinkUrl = (baseUrl: string, code: string): string => `${baseUrl}/consent/${code}`
