import { Checkbox, Field, Input, makeStyles, Select, Switch, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import type { Draft, Experience } from './draft.ts'
import { deviceTypes, experienceFlags } from './setting-fields.ts'

export interface FormProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

const useStyles = makeStyles({ fields: { display: 'grid', gap: '14px' } })

interface ChoiceProps<T extends string> {
  /** Its label and hint, in the catalogue. */
  readonly name: string
  readonly value: T
  /** Values and their texts in the catalogue. */
  readonly among: readonly T[]
  readonly texts: string
  readonly onChange: (value: T) => void
}

function Choice<T extends string>({ name, value, among, texts, onChange }: ChoiceProps<T>) {
  const { t } = useTranslation()
  return (
    <Field label={t(`profiles.${name}`)} hint={t(`profiles.hints.${name}`)}>
      <Select value={value} onChange={(_, data) => onChange(data.value as T)}>
        {among.map(each => (
          <option key={each} value={each}>
            {t(`profiles.${texts}.${each as string}`)}
          </option>
        ))}
      </Select>
    </Field>
  )
}

function GeneralCard({ draft, onChange }: FormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <Card title={t('profiles.general')}>
      <div className={styles.fields}>
        <Field label={t('profiles.displayName')} required>
          <Input
            value={draft.displayName}
            maxLength={200}
            onChange={(_, { value }) => onChange({ ...draft, displayName: value })}
          />
        </Field>
        <Field label={t('profiles.description')}>
          <Textarea
            value={draft.description ?? ''}
            maxLength={1500}
            onChange={(_, { value }) => onChange({ ...draft, description: value === '' ? null : value })}
          />
        </Field>
        <Field hint={t('profiles.hints.isDefault')}>
          <Checkbox
            label={t('profiles.isDefault')}
            checked={draft.isDefault}
            onChange={(_, { checked }) => onChange({ ...draft, isDefault: checked === true })}
          />
        </Field>
      </div>
    </Card>
  )
}

function DeviceCard({ draft, onChange }: FormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const oobe = draft.outOfBoxExperienceSetting
  const hybrid = draft.joinMethod === 'hybrid'
  const join = (joinMethod: Draft['joinMethod']) =>
    onChange({
      ...draft,
      joinMethod,
      // The check belongs to hybrid join alone.
      ...(joinMethod === 'entra' && { hybridAzureADJoinSkipConnectivityCheck: false }),
    })
  const use = (deviceUsageType: Experience['deviceUsageType']) =>
    onChange({ ...draft, outOfBoxExperienceSetting: { ...oobe, deviceUsageType } })
  return (
    <Card title={t('profiles.device')}>
      <div className={styles.fields}>
        <Choice
          name="usage"
          texts="usages"
          value={oobe.deviceUsageType}
          among={['singleUser', 'shared']}
          onChange={use}
        />
        <Choice
          name="joinMethod"
          texts="joinMethods"
          value={draft.joinMethod}
          among={['entra', 'hybrid']}
          onChange={join}
        />
        {hybrid && (
          <Field hint={t('profiles.hints.skipCheck')}>
            <Checkbox
              label={t('profiles.skipCheck')}
              checked={draft.hybridAzureADJoinSkipConnectivityCheck}
              onChange={(_, { checked }) =>
                onChange({ ...draft, hybridAzureADJoinSkipConnectivityCheck: checked === true })
              }
            />
          </Field>
        )}
        <Field
          label={t('profiles.template')}
          hint={t(hybrid ? 'profiles.hints.noTemplate' : 'profiles.hints.template')}
        >
          <Input
            value={draft.deviceNameTemplate ?? ''}
            maxLength={64}
            placeholder="FAB-%SERIAL%"
            disabled={hybrid}
            onChange={(_, { value }) => onChange({ ...draft, deviceNameTemplate: value === '' ? null : value })}
          />
        </Field>
        <Choice
          name="deviceType"
          texts="deviceTypes"
          value={draft.deviceType}
          among={deviceTypes}
          onChange={deviceType => onChange({ ...draft, deviceType })}
        />
      </div>
    </Card>
  )
}

function ExperienceCard({ draft, onChange }: FormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const oobe = draft.outOfBoxExperienceSetting
  const set = (change: Partial<Experience>) => onChange({ ...draft, outOfBoxExperienceSetting: { ...oobe, ...change } })
  return (
    <Card title={t('profiles.experience')}>
      <div className={styles.fields}>
        <Choice
          name="userType"
          texts="userTypes"
          value={oobe.userType}
          among={['standard', 'administrator']}
          onChange={userType => set({ userType })}
        />
        <Field label={t('profiles.locale')} hint={t('profiles.hints.locale')}>
          <Input
            value={draft.locale}
            maxLength={64}
            onChange={(_, { value }) => onChange({ ...draft, locale: value.trim() })}
          />
        </Field>
        {experienceFlags.map(flag => (
          <Field key={flag} hint={t(`profiles.hints.${flag}`)}>
            <Switch
              label={t(`profiles.${flag}`)}
              checked={oobe[flag]}
              onChange={(_, { checked }) => set({ [flag]: checked })}
            />
          </Field>
        ))}
        <Field hint={t('profiles.hints.preprovisioningAllowed')}>
          <Switch
            label={t('profiles.preprovisioningAllowed')}
            checked={draft.preprovisioningAllowed}
            onChange={(_, { checked }) => onChange({ ...draft, preprovisioningAllowed: checked })}
          />
        </Field>
      </div>
    </Card>
  )
}

/** What is rarely needed, and asked for by other tools. */
function MoreCard({ draft, onChange }: FormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const [tags, setTags] = useState(draft.roleScopeTagIds.join(', '))
  const readTags = (text: string) => {
    setTags(text)
    const list = text.split(',').map(tag => tag.trim())
    onChange({ ...draft, roleScopeTagIds: list.filter(tag => tag !== '') })
  }
  return (
    <Card title={t('profiles.more')}>
      <div className={styles.fields}>
        <Field hint={t('profiles.hints.hardwareHashExtractionEnabled')}>
          <Switch
            label={t('profiles.hardwareHashExtractionEnabled')}
            checked={draft.hardwareHashExtractionEnabled}
            onChange={(_, { checked }) => onChange({ ...draft, hardwareHashExtractionEnabled: checked })}
          />
        </Field>
        <Field label={t('profiles.managementServiceAppId')} hint={t('profiles.hints.managementServiceAppId')}>
          <Input
            value={draft.managementServiceAppId ?? ''}
            maxLength={64}
            onChange={(_, { value }) => onChange({ ...draft, managementServiceAppId: value.trim() || null })}
          />
        </Field>
        <Field label={t('profiles.roleScopeTagIds')} hint={t('profiles.hints.roleScopeTagIds')}>
          <Input value={tags} onChange={(_, { value }) => readTags(value)} />
        </Field>
      </div>
    </Card>
  )
}

/** Every setting of a profile, with what it does. */
export function ProfileForm(props: FormProps) {
  return (
    <>
      <GeneralCard {...props} />
      <DeviceCard {...props} />
      <ExperienceCard {...props} />
      <MoreCard {...props} />
    </>
  )
}
