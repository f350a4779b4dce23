import './assets/page.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startTexts } from './i18n/index.ts'
import { startSession } from './session/start-session.ts'

const root = createRoot(document.querySelector('#root') as HTMLElement)
const signedOut = location.pathname === '/console/signed-out'

await startTexts()
try {
  const session = signedOut ? undefined : await startSession()
  if (session || signedOut) root.render(<App session={session} />)
} catch (error) {
  root.render(<App session={undefined} fault={error} />)
}
