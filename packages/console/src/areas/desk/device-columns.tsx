import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { CheckedDeskDevice, DeskDevice, DeskRequest } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { WhyNot } from '../../parts/why-not.tsx'
import { useSession } from '../../session/session.ts'
import { DeviceState } from './badges.tsx'

type Any = CheckedDeskDevice | DeskDevice

function useDecisionColumns(): readonly [state: Column<Any>, reason: Column<Any>, decidedAt: Column<Any>] {
  const { t } = useTranslation()
  return [
    { id: 'state', title: t('desk.state'), width: 130, render: device => <DeviceState {...device} /> },
    {
      id: 'reason',
      title: t('confirm.reason'),
      width: 260,
      render: ({ reason, code, message }) => reason ?? <WhyNot {...(code && { code })} {...(message && { message })} />,
    },
    { id: 'decidedAt', title: t('desk.decidedAt'), width: 150, render: device => <Time at={device.decidedAt} /> },
  ]
}

/** Columns of the devices of a request as who asked sees them: nothing is said of those that are not decided. */
export function useOwnDeviceColumns({ tenantId, kind }: DeskRequest): Column<DeskDevice>[] {
  const { t } = useTranslation()
  const { me } = useSession()
  const decision = useDecisionColumns()
  const isThere = me.organization.id === tenantId && kind === 'register'
  return [
    {
      id: 'serialNumber',
      title: t('devices.serialNumber'),
      width: 180,
      render: ({ serialNumber, deviceId, state }) =>
        isThere && deviceId && state === 'approved' ? (
          <TextLink to={`/devices/${deviceId}`}>{serialNumber}</TextLink>
        ) : (
          serialNumber
        ),
    },
    ...decision,
  ]
}

/** Columns as the maker sees them: with what its records and the registry say. Who decides chooses among several records. */
export function useCheckedDeviceColumns(
  onChooseRecord: ((device: CheckedDeskDevice) => void) | undefined,
): Column<CheckedDeskDevice>[] {
  const { t } = useTranslation()
  const { may } = useSession()
  const [state, reason, decidedAt] = useDecisionColumns()
  return [
    {
      id: 'serialNumber',
      title: t('devices.serialNumber'),
      width: 150,
      render: ({ serialNumber, check }) =>
        check?.recordId && may('factory.read') ? (
          <TextLink to={`/factory-records/${check.recordId}`}>{serialNumber}</TextLink>
        ) : (
          serialNumber
        ),
    },
    state,
    {
      id: 'record',
      title: t('desk.record'),
      width: 140,
      render: device => {
        const { check, serialNumber } = device
        if (!check?.records || !onChooseRecord) return check && t(`desk.records.${check.factoryRecord}`)
        return (
          <Button
            size="small"
            aria-label={`${t('desk.chooseRecord')}: ${serialNumber}`}
            onClick={() => onChooseRecord(device)}
          >
            {t('desk.chooseRecord')}
          </Button>
        )
      },
    },
    {
      id: 'holder',
      title: t('desk.holder'),
      width: 150,
      render: ({ check }) => check?.holder && t(`desk.holders.${check.holder}`),
    },
    {
      id: 'obstacle',
      title: t('desk.obstacle'),
      width: 220,
      render: ({ check }) => (
        <WhyNot {...(check?.code && { code: check.code })} {...(check?.message && { message: check.message })} />
      ),
    },
    reason,
    decidedAt,
    { id: 'model', title: t('devices.model'), width: 120, render: ({ check }) => check?.model },
  ]
}
