import { useRouteError } from 'react-router'
import { Fault } from '../parts/fault.tsx'
import { Page } from '../parts/page.tsx'

/** What a page that could not be shown leaves in its place; the rest of the console goes on. */
export function RouteFault() {
  const error = useRouteError()
  return (
    <Page>
      <Fault error={error} onRetry={() => location.reload()} />
    </Page>
  )
}
