import { fileURLToPath } from 'node:url'

/** Where `npm run build` leaves the console; the folder is absent until then. */
export const consoleDirectory = fileURLToPath(new URL('./dist', import.meta.url))
