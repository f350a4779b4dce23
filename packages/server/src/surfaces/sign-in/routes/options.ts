/** Where people go who came for nothing else. */
export const home = '/account'

/** Options of a page that is shown. Pages need no credential of the API, and are no part of its document. */
export const shown = { config: { access: 'public' }, schema: { hide: true } } as const

/** Options of a form that checks a secret: counted as requests to the token endpoint are. */
export const checking = { config: { access: 'public', rate: 'token' }, schema: { hide: true } } as const

/** Options of any other form. */
export const changing = { config: { access: 'public', rate: 'write' }, schema: { hide: true } } as const
