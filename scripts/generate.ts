/** `npm run generate`: writes the files that follow from the code. */
import { writeConsoleApi } from './console-api.ts'
import { writeGenerated } from './generated.ts'

for (const file of await writeGenerated()) console.log(`written: ${file}`)
await writeConsoleApi()
