import { walkPages } from './walk-pages.ts'

/** Every page of partners and of operators. */
walkPages(['partner', 'registry'])
