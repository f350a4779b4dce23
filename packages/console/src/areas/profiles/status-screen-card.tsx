import { Field, Input, makeStyles, Switch, Textarea } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import type { StatusScreen } from './draft.ts'
import type { FormProps } from './profile-form.tsx'
import { screenFlags } from './setting-fields.ts'

const useStyles = makeStyles({ fields: { display: 'grid', gap: '14px' } })

interface StatusScreenCardProps extends FormProps {
  /** What stands there when it is switched on. */
  readonly usual: StatusScreen
}

/** The page that people see while apps and settings are installed. */
export function StatusScreenCard({ draft, usual, onChange }: StatusScreenCardProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const screen = draft.enrollmentStatusScreenSettings
  const set = (change: Partial<StatusScreen>) =>
    onChange({ ...draft, enrollmentStatusScreenSettings: { ...(screen ?? usual), ...change } })
  return (
    <Card title={t('profiles.statusScreen')}>
      <div className={styles.fields}>
        <Field hint={t('profiles.hints.statusScreen')}>
          <Switch
            label={t('profiles.showStatusScreen')}
            checked={screen !== null}
            onChange={(_, { checked }) =>
              onChange({ ...draft, enrollmentStatusScreenSettings: checked ? usual : null })
            }
          />
        </Field>
        {screen &&
          screenFlags.map(flag => (
            <Switch
              key={flag}
              label={t(`profiles.${flag}`)}
              checked={screen[flag]}
              onChange={(_, { checked }) => set({ [flag]: checked })}
            />
          ))}
        {screen && (
          <>
            <Field label={t('profiles.timeout')} hint={t('profiles.hints.timeout')}>
              <Input
                type="number"
                min={0}
                max={1440}
                value={String(screen.installProgressTimeoutInMinutes)}
                onChange={(_, { value }) => set({ installProgressTimeoutInMinutes: Number(value) })}
              />
            </Field>
            <Field label={t('profiles.errorMessage')}>
              <Textarea
                value={screen.customErrorMessage ?? ''}
                maxLength={1000}
                onChange={(_, { value }) => set({ customErrorMessage: value === '' ? null : value })}
              />
            </Field>
          </>
        )}
      </div>
    </Card>
  )
}
