import { createBrowserRouter, type RouteObject } from 'react-router'
import { areasFor } from '../areas/index.ts'
import type { Session } from '../session/session.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { RouteFault } from './route-fault.tsx'
import { Shell } from './shell.tsx'

/** The addresses of the console, as far as the person may go there. */
export function makeRouter(session: Session) {
  const children: RouteObject[] = areasFor(session).flatMap(area => [...area.routes])
  return createBrowserRouter(
    [
      {
        path: '/',
        element: <Shell />,
        hydrateFallbackElement: <span />,
        children: [
          {
            errorElement: <RouteFault />,
            children: [...children, { path: '*', element: <NotFoundPage /> }],
          },
        ],
      },
    ],
    { basename: '/console' },
  )
}
