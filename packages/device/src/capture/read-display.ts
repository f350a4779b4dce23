import type { DeviceFields } from '@hailport/hardware-hash'
import type { FileTree } from './file-tree.ts'
import type { Finding } from './finding.ts'

const INTERNAL = /-(eDP|LVDS|DSI)-/
/** What a hash has when there is no display: all bits set. */
const NONE: Partial<DeviceFields> = {
  DisplaySizePhysicalH: 0xffff,
  DisplaySizePhysicalY: 0xffff,
  DisplayResolutionHorizontal: 0xffff,
  DisplayResolutionVertical: 0xffff,
  VideoOutputTechnology: 'Other',
  EdidImageSizeH: 0xffff,
  EdidImageSizeV: 0xffff,
}

/** The built-in panel, else the first display that is connected; a machine without one lacks nothing. */
export function readDisplay(tree: FileTree): Finding {
  const [name] = tree
    .list('sys/class/drm')
    .filter(output => tree.text(`sys/class/drm/${output}/status`) === 'connected')
    .sort((a, b) => Number(INTERNAL.test(b)) - Number(INTERNAL.test(a)))
  const edid = name === undefined ? undefined : tree.bytes(`sys/class/drm/${name}/edid`)
  const display = edid && fromEdid(edid)
  const technology = name !== undefined && INTERNAL.test(name) ? 'Internal' : 'Other'
  return { fields: { ...NONE, ...(display && { ...display, VideoOutputTechnology: technology }) }, missing: [] }
}

/** Size and resolution from the first detailed timing (VESA E-EDID 1.4, 3.10.2); `undefined` when it has none. */
function fromEdid(edid: Uint8Array): Partial<DeviceFields> | undefined {
  const HEADER = '00ffffffffffff00'
  if (edid.length < 128 || Buffer.from(edid.subarray(0, 8)).toString('hex') !== HEADER) return undefined
  const octet = (at: number) => edid[at] ?? 0
  const pixelClock = octet(54) | octet(55)
  if (pixelClock === 0) return undefined
  return {
    DisplayResolutionHorizontal: octet(56) | ((octet(58) & 0xf0) << 4),
    DisplayResolutionVertical: octet(59) | ((octet(61) & 0xf0) << 4),
    DisplaySizePhysicalH: octet(66) | ((octet(68) & 0xf0) << 4),
    DisplaySizePhysicalY: octet(67) | ((octet(68) & 0x0f) << 8),
    EdidImageSizeH: octet(21),
    EdidImageSizeV: octet(22),
  }
}
