import type { DeviceFields } from '@hailport/hardware-hash'
import type { FileTree } from './file-tree.ts'
import { type Finding, known } from './finding.ts'

/** ARM's implementer codes (MIDR_EL1) of the makers of Windows-class processors. */
const ARM_MAKERS: Record<string, string> = { '0x41': 'ARM', '0x51': 'Qualcomm', '0x61': 'Apple' }

/** Processors, cores and threads from /proc/cpuinfo; on hybrid processors also how many of each class there are. */
export function readProcessor(tree: FileTree): Finding {
  const text = tree.text('proc/cpuinfo') ?? ''
  const threads = text
    .split(/\n\s*\n/)
    .map(block => new Map([...block.matchAll(/^([^\t:]+?)\s*: ?(.*)$/gm)].map(([, key, value]) => [key, value])))
    .filter(thread => thread.has('processor'))
  const first = threads[0]
  if (first === undefined) {
    const remedy = 'Mount /proc, or add the processor by hand.'
    return { fields: {}, missing: [{ field: 'ProcessorModel', why: '/proc/cpuinfo cannot be read', remedy }] }
  }
  const coreOf = (thread: ReadonlyMap<string | undefined, string | undefined>) =>
    `${thread.get('physical id') ?? 0}:${thread.get('core id') ?? thread.get('processor')}`
  const cores = new Set(threads.map(coreOf)).size
  const arm = first.get('CPU implementer')
  const architecture = arm ? 'ARM64' : / lm /.test(` ${first.get('flags')} `) ? 'x64' : 'x86'
  return {
    fields: {
      OsCpuArchitecture: architecture,
      ProcessorArchitecture: architecture,
      ProcessorPackages: new Set(threads.map(thread => thread.get('physical id') ?? '0')).size,
      ProcessorCores: cores,
      ProcessorThreads: threads.length,
      ProcessorHyperThreading: threads.length > cores,
      ...known<Pick<DeviceFields, 'ProcessorManufacturer' | 'ProcessorModel' | 'ProcessorClasses'>>({
        ProcessorManufacturer: first.get('vendor_id') ?? (arm && (ARM_MAKERS[arm] ?? arm)),
        // CPUID gives 48 octets, the last of them NUL.
        ProcessorModel: first.get('model name')?.slice(0, 47),
        ProcessorClasses: classes(tree, threads.map(coreOf)),
      }),
    },
    missing: [],
  }
}

/** Performance class first, as in real hashes; the kernel lists the processors of either class of a hybrid one. */
function classes(tree: FileTree, cores: readonly string[]): DeviceFields['ProcessorClasses'] | undefined {
  const performance = tree.text('sys/devices/cpu_core/cpus')
  const efficiency = tree.text('sys/devices/cpu_atom/cpus')
  if (performance === undefined || efficiency === undefined) return undefined
  return [performance, efficiency].map((list, index) => {
    const members = cores.filter((_, cpu) => isListed(list, cpu))
    return { EfficiencyClass: 1 - index, Cores: new Set(members).size, Threads: members.length }
  })
}

/** Whether a kernel list such as `0-7,16` holds a number. */
function isListed(list: string, cpu: number): boolean {
  return list.split(',').some(range => {
    const [from, to = from] = range.split('-').map(Number)
    return from !== undefined && to !== undefined && cpu >= from && cpu <= to
  })
}
