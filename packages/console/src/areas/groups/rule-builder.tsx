import { Button, Field, Input, makeStyles, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { makeRule, type RuleOperator, type RuleSubject, ruleOperators, ruleSubjects } from './make-rule.ts'

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(130px, 1fr))',
    gap: '10px',
    alignItems: 'end',
    border: 0,
    margin: 0,
    padding: 0,
    minWidth: 0,
  },
  input: { minWidth: 0 },
})

/** Writes a simple rule out of three choices. */
export function RuleBuilder({ onWrite }: { readonly onWrite: (rule: string) => void }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const [subject, setSubject] = useState<RuleSubject>('groupTag')
  const [operator, setOperator] = useState<RuleOperator>('eq')
  const [value, setValue] = useState('')
  const all = subject === 'all'
  return (
    <fieldset className={styles.row} aria-label={t('groups.writeRule')}>
      <Field label={t('groups.subject')}>
        <Select value={subject} onChange={(_, data) => setSubject(data.value as RuleSubject)}>
          {ruleSubjects.map(each => (
            <option key={each} value={each}>
              {t(`groups.subjects.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      {!all && (
        <Field label={t('groups.operator')}>
          <Select value={operator} onChange={(_, data) => setOperator(data.value as RuleOperator)}>
            {ruleOperators.map(each => (
              <option key={each} value={each}>
                {t(`groups.operators.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {!all && (
        <Field label={t('groups.value')}>
          <Input
            className={styles.input}
            input={{ size: 8 }}
            value={value}
            maxLength={512}
            onChange={(_, data) => setValue(data.value)}
          />
        </Field>
      )}
      <Button disabled={!all && value.trim() === ''} onClick={() => onWrite(makeRule(subject, operator, value))}>
        {t('groups.useRule')}
      </Button>
    </fieldset>
  )
}
