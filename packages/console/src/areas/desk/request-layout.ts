import { makeStyles } from '@fluentui/react-components'

/** How the page of a request stands: cards beside each other, with the list of devices between them. */
export const useRequestLayout = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  devices: { display: 'flex', flexDirection: 'column', gap: '12px', height: '420px', flexShrink: 0 },
})
