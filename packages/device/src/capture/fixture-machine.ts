import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Files and links below a root, the way Linux shows a machine. For tests. */
export class FixtureMachine {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  file(path: string, content: string | Uint8Array, mode = 0o644): this {
    const full = join(this.root, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, typeof content === 'string' ? `${content}\n` : content, { mode })
    return this
  }

  files(directory: string, contents: Record<string, string | Uint8Array>): this {
    for (const [name, content] of Object.entries(contents)) this.file(join(directory, name), content)
    return this
  }

  /** A link at `path` to `target`, both below the root; the target directory is made. */
  link(path: string, target: string): this {
    const full = join(this.root, path)
    mkdirSync(dirname(full), { recursive: true })
    mkdirSync(join(this.root, target), { recursive: true })
    symlinkSync(relative(dirname(full), join(this.root, target)), full)
    return this
  }

  /** A device in /sys/devices on a bus. */
  device(path: string, bus: string): this {
    return this.link(join(path, 'subsystem'), `sys/bus/${bus}`)
  }
}

/** One SMBIOS structure: type, the formatted part after its head, its strings. */
function smbiosStructure(type: number, body: readonly number[], ...strings: string[]): Uint8Array {
  const text = strings.length === 0 ? '\0\0' : `${strings.map(string => `${string}\0`).join('')}\0`
  return Buffer.concat([Buffer.from([type, body.length + 4, 0, type, ...body]), Buffer.from(text, 'latin1')])
}

/** A notebook's table; the UUID's text is 33221100-5544-7766-8899-aabbccddeeff. */
export function notebookTable(): Uint8Array {
  const uuid = Array.from({ length: 16 }, (_, n) => n * 0x11)
  const kib = [0, 0, 0, 4] // 64 GiB
  const module = [...[0, 0, 0, 0], 64, 0, 64, 0, 0x00, 0x40] // 16 384 MiB
  return Buffer.concat([
    smbiosStructure(0, [1, 2, 0, 0], 'Fabrikam BIOS', '1.2.3'),
    smbiosStructure(1, [1, 2, 3, 4, ...uuid, 6, 5, 6], 'Fabrikam', 'Slate 14', 'v3', 'SIM-0001', 'SKU-14', 'Slate'),
    smbiosStructure(2, [1, 2, 3, 0], 'Fabrikam', 'FB-1400', 'A1'),
    smbiosStructure(3, [1, 0x8a, 0, 0], 'Fabrikam'),
    smbiosStructure(16, [3, 3, 3, ...kib, 0, 0, 2, 0]),
    smbiosStructure(17, module),
    smbiosStructure(17, module),
    smbiosStructure(127, []),
  ])
}

/** An EDID of a panel with 1920 x 1200 pixels on 302 x 188 mm. */
function panelEdid(): Uint8Array {
  const edid = new Uint8Array(128)
  edid.set(Buffer.from('00ffffffffffff00', 'hex'))
  edid.set([30, 19], 21)
  edid.set([0x01, 0x1d, 1920 & 0xff, 0, (1920 >> 8) << 4, 1200 & 0xff, 0, (1200 >> 8) << 4], 54)
  edid.set([302 & 0xff, 188, (302 >> 8) << 4], 66)
  return edid
}

const PCI = 'sys/devices/pci0000:00'

/** A hybrid notebook: NVMe and a USB stick, Ethernet, Wi-Fi with a changed address, and virtual adapters. */
export function notebook(root: string): FixtureMachine {
  const cpu = (id: number, core: number) =>
    `processor\t: ${id}\nvendor_id\t: GenuineIntel\nmodel name\t: Synthetic(R) CPU\nphysical id\t: 0\ncore id\t\t: ${core}\nflags\t\t: fpu lm sse2\n`
  const machine = new FixtureMachine(root)
  machine.file('sys/firmware/dmi/tables/DMI', notebookTable())
  machine.file('proc/cpuinfo', [cpu(0, 0), cpu(1, 0), cpu(2, 8), cpu(3, 9)].join('\n'))
  machine.file('proc/meminfo', 'MemTotal:       32000000 kB')
  machine.file('sys/devices/cpu_core/cpus', '0-1').file('sys/devices/cpu_atom/cpus', '2,3')
  machine.file('sys/firmware/acpi/pm_profile', '2')
  machine.file('sys/firmware/acpi/tables/MSDM', 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE')
  machine.file('sys/class/drm/card0-HDMI-A-1/status', 'disconnected')
  machine.files('sys/class/drm/card0-eDP-1', { status: 'connected', edid: panelEdid() })

  const ethernet = { type: '1', address: '00:00:5e:00:53:01', addr_assign_type: '0' }
  machine.device(`${PCI}/0000:00:1f.6`, 'pci').files('sys/class/net/eth0', ethernet)
  machine.link('sys/class/net/eth0/device', `${PCI}/0000:00:1f.6`)
  const wireless = { type: '1', address: '02:00:00:00:00:02', addr_assign_type: '3', uevent: 'DEVTYPE=wlan' }
  machine.device(`${PCI}/0000:00:14.3`, 'pci').files('sys/class/net/wlan0', wireless)
  machine.file('sys/class/net/wlan0/phy80211/macaddress', '00:00:5e:00:53:02')
  machine.link('sys/class/net/wlan0/device', `${PCI}/0000:00:14.3`)
  machine.files('sys/class/net/lo', { type: '772', address: '00:00:00:00:00:00' })
  machine.files('sys/class/net/docker0', { type: '1', address: '02:42:00:00:00:01', addr_assign_type: '3' })

  const nvme = `${PCI}/0000:00:06.0/nvme/nvme0`
  machine.device(`${PCI}/0000:00:06.0`, 'pci').files(nvme, { model: 'Synthetic NVMe 512   ', serial: 'S1' })
  machine.files('sys/block/nvme0n1', { size: '1000215216', wwid: 'eui.0025388b91d8a1e2', removable: '0' })
  machine.files('sys/block/nvme0n1/queue', { rotational: '0', discard_max_bytes: '4096' })
  machine.link('sys/block/nvme0n1/device', nvme)
  machine.device(`${PCI}/0000:00:14.0/usb1`, 'usb').files('sys/block/sda', { size: '60000000', removable: '0' })
  machine.link('sys/block/sda/device', `${PCI}/0000:00:14.0/usb1/host0/0:0:0:0`)
  machine.files('sys/block/loop0', { size: '100', removable: '0' })
  return machine
}
