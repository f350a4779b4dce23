import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Application } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { CopyFacts } from '../../parts/copy-facts.tsx'
import { useSession } from '../../session/session.ts'

const useStyles = makeStyles({
  example: {
    margin: 0,
    padding: '12px',
    overflowX: 'auto',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: '12px',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusLarge,
  },
  text: { margin: 0 },
})

/** What the configuration of a client asks for, to be copied. */
export function SettingsCard({ application }: { readonly application: Application }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { me } = useSession()
  const { origin } = location
  const { id, organizationId, client } = application
  const endpoint = `${origin}/${organizationId}/oauth2/v2.0/token`
  const scope = `${origin}/.default`
  const example = [
    `curl ${endpoint} \\`,
    '  -d grant_type=client_credentials \\',
    `  -d client_id=${id} \\`,
    '  -d client_secret="$SECRET" \\',
    `  -d scope=${scope}`,
  ].join('\n')
  return (
    <Card title={t('applications.settings')}>
      <p className={styles.text}>{t('applications.settingsText')}</p>
      <CopyFacts
        facts={[
          [t('applications.clientId'), id],
          [t('applications.tenantId'), organizationId],
          [t('applications.authority'), `${origin}/${organizationId}`],
          [t('applications.tokenEndpoint'), endpoint],
          ...(client === 'public'
            ? [[t('applications.authorizeEndpoint'), `${origin}/${organizationId}/oauth2/v2.0/authorize`] as const]
            : []),
          [t('applications.scope'), scope],
          [t('applications.baseUrl'), `${origin}/api/v1`],
          ...(me.organization.kind === 'tenant' ? [[t('applications.graphUrl'), `${origin}/v1.0`] as const] : []),
        ]}
      />
      {client === 'confidential' && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it */}
          <pre className={styles.example} tabIndex={0}>
            {example}
          </pre>
          <div>
            <CopyButton size="small" text={example} name={t('applications.example')}>
              {t('shell.copy')}
            </CopyButton>
          </div>
        </>
      )}
    </Card>
  )
}
