import { Caption1, makeStyles, Title2, tokens } from '@fluentui/react-components'
import { type ReactNode, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { NextIcon } from './icons.ts'
import { type Exportable, ExportButton, ExportContext } from './list/export.tsx'

const useStyles = makeStyles({
  page: {
    display: 'flex',
    flexDirection: 'column',
    gap: '16px',
    padding: '20px 24px 24px',
    flexGrow: 1,
    minHeight: 0,
    '@media (max-width: 640px)': { padding: '14px 12px' },
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: '12px' },
  titles: { flexGrow: 1, flexBasis: '300px', minWidth: 0, overflowWrap: 'anywhere' },
  title: { margin: 0 },
  trail: {
    display: 'flex',
    alignItems: 'center',
    gap: '4px',
    color: tokens.colorNeutralForeground2,
    marginBottom: '2px',
  },
  back: { color: tokens.colorBrandForegroundLink },
  text: { color: tokens.colorNeutralForeground2, display: 'block', marginTop: '2px', fontSize: '14px' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
})

interface PageProps {
  readonly title?: string
  readonly text?: ReactNode
  /** The page above. */
  readonly above?: { readonly to: string; readonly title: string }
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page with its title; the window is named after it. */
export function Page({ title, text, above, actions, children }: PageProps) {
  const styles = useStyles()
  const [offer, setOffer] = useState<Exportable>()
  useEffect(() => {
    document.title = title ? `${title} – Hailport` : 'Hailport'
  }, [title])
  return (
    <ExportContext value={setOffer}>
      <div className={styles.page}>
        {title && (
          <div className={styles.head}>
            <div className={styles.titles}>
              {above && (
                <Caption1 className={styles.trail}>
                  <Link className={styles.back} to={above.to}>
                    {above.title}
                  </Link>
                  <NextIcon aria-hidden />
                </Caption1>
              )}
              <Title2 as="h1" className={styles.title}>
                {title}
              </Title2>
              {text && <span className={styles.text}>{text}</span>}
            </div>
            {(actions || offer) && (
              <div className={styles.actions}>
                {offer && <ExportButton of={offer} name={title} />}
                {actions}
              </div>
            )}
          </div>
        )}
        {children}
      </div>
    </ExportContext>
  )
}
