import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useRead } from '../../api/use-api.ts'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { isMoving } from '../batches/batch-state.tsx'
import { newTransactionId } from './ask-order.ts'
import { noOrder, type OrderText } from './order-fields.tsx'
import { checkDelivery, type DeliveryFile, sendDelivery, typeOf } from './send-delivery.ts'

/** What is typed beside the file. */
export interface Fields extends OrderText {
  readonly delivery: string
  readonly shipsOn: string
  readonly reason: string
  readonly mayWait: boolean
}

function deliveryOf(file: File, { tenantId, mayWait, ...said }: Fields): DeliveryFile {
  return { tenantId, file, said: { ...said, onMissingConsent: mayWait ? 'hold' : 'refuse' } }
}

/** Sends the file to be checked, or for good. Leaving the page gives up what is under way. */
function useSending() {
  const [part, setPart] = useState(0)
  const ending = useRef(new AbortController())
  useEffect(() => () => ending.current.abort(), [])
  const begin = () => {
    setPart(0)
    ending.current = new AbortController()
    return { onProgress: setPart, signal: ending.current.signal }
  }
  const check = useMutation({ mutationFn: (delivery: DeliveryFile) => checkDelivery(delivery, begin()) })
  // A second try is the same transaction.
  const transactionId = useRef('')
  const place = useMutation({
    mutationFn: (delivery: DeliveryFile) => {
      transactionId.current ||= newTransactionId()
      return sendDelivery(delivery, transactionId.current, begin())
    },
  })
  const reset = () => {
    transactionId.current = ''
    for (const each of [check, place]) each.reset()
  }
  return { part, check, place, reset, giveUp: () => ending.current.abort() }
}

/** What the check of a file says, as it gets on. */
function useChecked(tenantId: string, batchId: string | undefined) {
  return useRead(
    'GET /api/v1/tenants/{tenantId}/batches/{batchId}',
    { path: { tenantId, batchId: batchId ?? '' } },
    { enabled: batchId !== undefined, refetchInterval: found => (found && isMoving(found) ? 1000 : false) },
  )
}

/** A file and what is said of it: checked first, then registered. Whatever is changed in between is checked anew. */
export function useUpload() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [search] = useSearchParams()
  const [file, setFile] = useState<File>()
  const [fields, setFields] = useState<Fields>(() => ({
    ...noOrder,
    ...Object.fromEntries(['tenantId', 'number', 'purchaseOrder'].map(name => [name, search.get(name) ?? ''])),
    ...{ delivery: '', shipsOn: '', reason: '', mayWait: false },
  }))
  const { part, check, place, reset, giveUp } = useSending()
  const { tenantId, number } = fields
  const read = useChecked(tenantId, check.data?.id)
  const batch = check.data && (read.data ?? check.data)
  const isChecked = batch !== undefined && !isMoving(batch)
  const made = place.data
  useUnsavedGuard(file !== undefined && !made)
  // After the guard: what is done is no longer unsaved.
  useEffect(() => {
    if (!made) return
    void client.invalidateQueries({ refetchType: 'none' })
    void navigate(`/order-transactions/${tenantId}/${made.id}`, { replace: true })
  }, [made, tenantId, navigate, client])
  const wrongType = file !== undefined && typeOf(file) === undefined
  const isSending = check.isPending || place.isPending
  const ready = file !== undefined && !wrongType && tenantId !== '' && number.trim() !== ''
  return {
    ...{ file, fields, part, batch, wrongType, isSending, giveUp },
    ready: ready && !isSending && (batch === undefined || isChecked),
    error: [check.error, place.error, read.error].find(each => each && !(each instanceof DOMException)),
    choose: (chosen: File) => {
      reset()
      setFile(chosen)
    },
    change: (next: Partial<Fields>) => {
      reset()
      setFields(before => ({ ...before, ...next }))
    },
    goOn: () => file && (isChecked ? place : check).mutate(deliveryOf(file, fields)),
  }
}
