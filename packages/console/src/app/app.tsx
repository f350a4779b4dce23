import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useMemo } from 'react'
import { RouterProvider } from 'react-router/dom'
import { isPassing } from '../api/problem.ts'
import type { Session } from '../session/session.ts'
import { SessionProvider } from '../session/session.ts'
import { SessionEnded } from '../session/session-ended.tsx'
import { SignedOutPage } from '../session/signed-out-page.tsx'
import { Focus } from './focus.tsx'
import { Notices } from './notices.tsx'
import { makeRouter } from './router.tsx'
import { StartFault } from './start-fault.tsx'
import { useTheme } from './theme.ts'

const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } })

const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: (count, error) => count < 2 && isPassing(error), refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
})

function Signed({ session }: { readonly session: Session }) {
  const router = useMemo(() => makeRouter(session), [session])
  return (
    <QueryClientProvider client={client}>
      <SessionProvider value={session}>
        <RouterProvider router={router} />
        <SessionEnded />
        <Focus />
        <Notices />
      </SessionProvider>
    </QueryClientProvider>
  )
}

/** The console: for somebody who is signed in; else the page that says why not. */
export function App({ session, fault }: { readonly session: Session | undefined; readonly fault?: unknown }) {
  const { name, theme } = useTheme()
  document.documentElement.dataset['theme'] = name
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={theme} style={{ minHeight: '100dvh' }}>
        {session ? <Signed session={session} /> : fault ? <StartFault fault={fault} /> : <SignedOutPage />}
      </FluentProvider>
    </RendererProvider>
  )
}
