import type { NetworkAdapter } from '@hailport/hardware-hash'
import type { FileTree } from './file-tree.ts'
import type { Finding, MissingField } from './finding.ts'

const ARPHRD_ETHER = 1
/** Windows' names of the buses a network adapter hangs on, by Linux subsystem. */
const BUSES: Record<string, string> = { pci: 'PCI', usb: 'USB', vmbus: 'VMBUS', sdio: 'SD', bluetooth: 'BTH' }

/**
 * The network adapters that are hardware, with their permanent addresses. Loopback, bridges, tunnels and the like hang
 * on no device and are passed over.
 */
export function readNetwork(tree: FileTree): Finding {
  const adapters: NetworkAdapter[] = []
  const missing: MissingField[] = []
  for (const name of tree.list('sys/class/net')) {
    const at = `sys/class/net/${name}`
    if (!tree.has(`${at}/device`) || tree.number(`${at}/type`) !== ARPHRD_ETHER) continue
    const address = permanentAddress(tree, at)
    if (address === undefined) missing.push(addressChanged(name))
    else adapters.push(adapter(tree, at, address))
  }
  for (const name of tree.list('sys/class/bluetooth')) {
    const address = tree.text(`sys/class/bluetooth/${name}/address`)
    if (address !== undefined)
      adapters.push({ PhysicalMedium: 'Bluetooth', MacAddress: mac(address), BusEnumerator: 'BTH' })
  }
  if (adapters.length === 0 && missing.length === 0) {
    const why = 'no network adapter with a device behind it was found'
    missing.push({ field: 'MacAddress', why, remedy: "Load the adapter's kernel module, or plug the adapter in." })
  }
  return { fields: { NetworkAdapters: adapters }, missing }
}

function adapter(tree: FileTree, at: string, address: string): NetworkAdapter {
  const bus = tree.subsystems(`${at}/device`).find(name => name in BUSES)
  const wireless = tree.has(`${at}/phy80211`) || tree.has(`${at}/wireless`)
  const mobile = /^DEVTYPE=wwan$/m.test(tree.text(`${at}/uevent`) ?? '')
  return {
    PhysicalMedium: wireless ? 'Native802_11' : mobile ? 'WirelessWan' : '802_3',
    MacAddress: mac(address),
    BusEnumerator: (bus && BUSES[bus]) ?? 'ACPI',
  }
}

/** Wi-Fi and bonded adapters have it in a file of its own; for others the current one counts while nobody changed it. */
function permanentAddress(tree: FileTree, at: string): string | undefined {
  const own = tree.text(`${at}/phy80211/macaddress`) ?? tree.text(`${at}/bonding_slave/perm_hwaddr`)
  if (own !== undefined) return own
  const NET_ADDR_PERM = 0
  return (tree.number(`${at}/addr_assign_type`) ?? NET_ADDR_PERM) === NET_ADDR_PERM
    ? tree.text(`${at}/address`)
    : undefined
}

function addressChanged(name: string): MissingField {
  return {
    field: 'MacAddress',
    why: `the address of ${name} was changed or made up, and the permanent one is in no file`,
    remedy: `Set it back: ip link set dev ${name} address "$(ethtool -P ${name} | cut -d' ' -f3)"`,
  }
}

function mac(address: string): string {
  return address.replaceAll(':', '-').toUpperCase()
}
