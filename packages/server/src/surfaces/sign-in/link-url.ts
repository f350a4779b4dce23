/** Address of the page of a link to set a password. */
export const linkUrl = (baseUrl: string, secret: string): string => `${baseUrl}/invitation/${secret}`
