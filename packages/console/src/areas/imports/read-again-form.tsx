import { Button, Checkbox, Field, Input, makeStyles, Select } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Import } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { useKeepImport } from './keep-import.ts'
import { delimiters, encodings, fields, optionsOf, type ReadFields, readFieldsOf } from './read-options.ts'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '14px' },
  fields: { display: 'grid', gap: '12px', gridTemplateColumns: 'repeat(auto-fill, minmax(min(200px, 100%), 1fr))' },
  buttons: { display: 'flex', gap: '8px' },
})

interface PartsProps {
  readonly made: Import
  readonly value: ReadFields
  readonly onChange: (value: ReadFields) => void
}

/** Encoding, delimiter, sheet, header: where the parts of the file begin and end. */
function PartFields({ made, value, onChange }: PartsProps) {
  const { t } = useTranslation()
  const format = made.file?.format
  const delimited = format === undefined || format === 'delimited'
  const choice = (name: 'encoding' | 'delimiter', all: readonly (readonly [value: string, title: string])[]) => (
    <Field label={t(`imports.${name}`)}>
      <Select value={value[name]} onChange={(_, data) => onChange({ ...value, [name]: data.value })}>
        {!all.some(([each]) => each === value[name]) && <option value={value[name]}>{value[name]}</option>}
        {all.map(([each, title]) => (
          <option key={each} value={each}>
            {title}
          </option>
        ))}
      </Select>
    </Field>
  )
  const named = Object.entries(delimiters).map(([id, each]) => [each, t(`imports.delimiters.${id}`)] as const)
  return (
    <>
      {format !== 'xlsx' &&
        choice(
          'encoding',
          encodings.map(each => [each, each]),
        )}
      {delimited && choice('delimiter', named)}
      {format === 'xlsx' && (
        <Field label={t('imports.sheet')}>
          <Input
            value={value.sheet}
            maxLength={100}
            onChange={(_, data) => onChange({ ...value, sheet: data.value })}
          />
        </Field>
      )}
      {(delimited || format === 'xlsx') && (
        <Checkbox
          label={t('imports.header')}
          checked={value.header}
          onChange={(_, { checked }) => onChange({ ...value, header: checked === true })}
        />
      )}
    </>
  )
}

/** What each column holds. */
function ColumnFields({ made, value, onChange }: PartsProps) {
  const { t } = useTranslation()
  const set = (at: number, field: string) =>
    onChange({ ...value, columns: value.columns.map((each, index) => (index === at ? field : each)) })
  return (made.file?.columns ?? []).map(({ name }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: columns may have the same name, and have no other identity than their place
    <Field key={at} label={t('imports.column', { number: at + 1, name })}>
      <Select value={value.columns[at] ?? ''} onChange={(_, data) => set(at, data.value)}>
        <option value="">{t('imports.notRead')}</option>
        {value.columns[at] === 'result' && <option value="result">{t('imports.fields.result')}</option>}
        {fields.map(field => (
          <option key={field} value={field}>
            {t(`imports.fields.${field}`)}
          </option>
        ))}
      </Select>
    </Field>
  ))
}

interface ReadAgainFormProps {
  readonly made: Import
  readonly organizationId: string
  readonly onDone: () => void
}

/** Says how a file is to be read, and has it read again. */
export function ReadAgainForm({ made, organizationId, onDone }: ReadAgainFormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const keep = useKeepImport(organizationId)
  const [value, setValue] = useState(() => readFieldsOf(made))
  const body = optionsOf(made, value)
  const again = useMutation({
    mutationFn: () =>
      call('PATCH /api/v1/organizations/{organizationId}/imports/{importId}', {
        path: { organizationId, importId: made.id },
        body: body ?? {},
      }),
    onSuccess: async read => {
      onDone()
      await keep(read)
    },
  })
  const parts = { made, value, onChange: setValue }
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        again.mutate()
      }}
    >
      <div className={styles.fields}>
        <PartFields {...parts} />
      </div>
      <div className={styles.fields}>
        <ColumnFields {...parts} />
      </div>
      {again.error && <Fault error={again.error} />}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={!body || again.isPending}>
          {t('imports.readAgain')}
        </Button>
        {made.state !== 'unreadable' && <Button onClick={onDone}>{t('confirm.cancel')}</Button>}
      </div>
    </form>
  )
}
