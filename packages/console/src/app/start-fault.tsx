import { makeStyles } from '@fluentui/react-components'
import { Fault } from '../parts/fault.tsx'

const useStyles = makeStyles({ page: { maxWidth: '640px', margin: '15vh auto', padding: '0 20px' } })

/** When even the start fails. */
export function StartFault({ fault }: { readonly fault: unknown }) {
  const styles = useStyles()
  return (
    <main className={styles.page}>
      <Fault error={fault} onRetry={() => location.reload()} />
    </main>
  )
}
