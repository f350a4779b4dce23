import type { DeviceFields, NetworkAdapter } from '@hailport/hardware-hash'

export type DeviceKind = 'laptop' | 'desktop' | '2-in-1' | 'vm'

type Adapter = Omit<NetworkAdapter, 'MacAddress'>
type Several<T> = readonly [T, ...T[]]

/** What all devices of one model have in common, and what each may have one or the other of. */
export interface Model {
  readonly kind: DeviceKind
  /** Manufacturer, product name, family, board and case, as the firmware states them. */
  readonly fixed: Partial<DeviceFields> & Pick<DeviceFields, 'SmbiosSystemManufacturer' | 'SmbiosSystemProductName'>
  readonly processors: Several<Partial<DeviceFields>>
  /** Memory sizes in GiB. */
  readonly memory: Several<number>
  readonly disks: Several<DiskModel>
  readonly adapters: Several<readonly Adapter[]>
}

/** A disk: capacity in decimal GB, and its name without the serial number. */
export interface DiskModel {
  readonly gigabytes: number
  readonly bus: 'NVMe' | 'SATA' | 'Virtual'
  readonly product: string
  readonly vendor: string
}

const ethernet: Adapter = { PhysicalMedium: '802_3', BusEnumerator: 'PCI' }
const wifi: Adapter = { PhysicalMedium: 'Native802_11', BusEnumerator: 'PCI' }
const bluetooth: Adapter = { PhysicalMedium: 'Bluetooth', BusEnumerator: 'BTH' }
const virtual: Adapter = { PhysicalMedium: 'Unspecified', BusEnumerator: 'VMBUS' }

const intel = { ProcessorManufacturer: 'GenuineIntel' }
const amd = { ProcessorManufacturer: 'AuthenticAMD' }
const plain = (cores: number, threads: number) => ({
  ProcessorCores: cores,
  ProcessorThreads: threads,
  ProcessorHyperThreading: threads > cores,
})
/** Performance cores (two threads each) and efficiency cores. */
const hybrid = (performance: number, efficiency: number) => ({
  ...plain(performance + efficiency, 2 * performance + efficiency),
  ProcessorClasses: [
    { EfficiencyClass: 1, Cores: performance, Threads: 2 * performance },
    { EfficiencyClass: 0, Cores: efficiency, Threads: efficiency },
  ],
})
const quad = { ...intel, ...plain(4, 8), ProcessorModel: 'Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz' }
const thirteenth = { ...intel, ...hybrid(2, 8), ProcessorModel: '13th Gen Intel(R) Core(TM) i7-1355U' }
const ultra = { ...intel, ...hybrid(6, 10), ProcessorModel: 'Intel(R) Core(TM) Ultra 7 155H' }
const ryzen = { ...amd, ...plain(8, 16), ProcessorModel: 'AMD Ryzen 7 PRO 7840U w/ Radeon 780M Graphics' }
const ryzenDesk = { ...amd, ...plain(6, 12), ProcessorModel: 'AMD Ryzen 5 PRO 5650G with Radeon Graphics' }

const nvme = (gigabytes: number, product: string): DiskModel => ({ gigabytes, bus: 'NVMe', product, vendor: '' })
const disk256 = nvme(256, 'Tailspin NV256 G4')
const disk512 = nvme(512, 'Tailspin NV512 G4')
const disk1024 = nvme(1024, 'Woodgrove WG-1T24 NVMe')
const sata: DiskModel = { gigabytes: 1000, bus: 'SATA', product: 'Woodgrove WG1000 SATA', vendor: '' }
const virtualDisk: DiskModel = { gigabytes: 136, bus: 'Virtual', product: 'Virtual Disk    ', vendor: 'Tailwind' }

const panel14 = {
  ...{
    DisplaySizePhysicalH: 302,
    DisplaySizePhysicalY: 188,
    DisplayResolutionHorizontal: 1920,
    DisplayResolutionVertical: 1200,
  },
  ...{ VideoOutputTechnology: 'Internal', EdidImageSizeH: 30, EdidImageSizeV: 19 },
}
const panel15 = {
  ...panel14,
  DisplaySizePhysicalH: 344,
  DisplaySizePhysicalY: 194,
  DisplayResolutionVertical: 1080,
  EdidImageSizeH: 34,
}
const noPanel = {
  ...{ DisplaySizePhysicalH: 65535, DisplaySizePhysicalY: 65535, DisplayResolutionHorizontal: 65535 },
  ...{ DisplayResolutionVertical: 65535, VideoOutputTechnology: 'Other', EdidImageSizeH: 65535, EdidImageSizeV: 65535 },
}
const laptop = { ChassisType: '0x0A', PowerPlatformRole: 'Mobile' }
const desktop = { ...noPanel, ChassisType: '0x03', PowerPlatformRole: 'Desktop', OpticalDiskDriveType: 1 }
const convertible = {
  ...panel14,
  ChassisType: '0x1F',
  PowerPlatformRole: 'Slate',
  DigitizerSupportID: '0xCD',
  MaximumTouches: 10,
}

const named = (maker: string, product: string, family: string, board: string) => ({
  SmbiosSystemManufacturer: maker,
  SmbiosSystemProductName: product,
  SmbiosSystemFamily: family,
  SmbiosSystemVersion: family,
  SmbiosFirmwareVendor: maker,
  SmbiosBoardManufacturer: maker,
  SmbiosBoardProduct: board,
  SmbiosBoardVersion: 'A01',
})

/** The models the simulated factories build; all makers are fictional. */
export const MODELS: Several<Model> = [
  {
    kind: 'laptop',
    fixed: { ...laptop, ...panel14, ...named('Northwind', 'Northwind TravelBook 14 G5', 'TravelBook', 'NW1405') },
    processors: [thirteenth, ultra],
    memory: [16, 32],
    disks: [disk512, disk1024],
    adapters: [
      [wifi, bluetooth],
      [ethernet, wifi, bluetooth],
    ],
  },
  {
    kind: 'laptop',
    fixed: {
      ...laptop,
      ...panel15,
      ...named('Contoso Ltd.', '20QX0042US', 'WorkPad T15', '20QX0042US'),
      SmbiosFirmwareVendor: 'CONTOSO',
    },
    processors: [quad, ryzen],
    memory: [8, 16, 32],
    disks: [disk256, disk512],
    adapters: [[ethernet, wifi], [ethernet, wifi, bluetooth], [wifi]],
  },
  {
    kind: '2-in-1',
    fixed: { ...convertible, ...named('Fabrikam', 'Fabrikam Slate Pro 9', 'Slate', 'FB-SP9') },
    processors: [thirteenth, ultra],
    memory: [8, 16],
    disks: [disk256, disk512],
    adapters: [[wifi, bluetooth]],
  },
  {
    kind: 'desktop',
    fixed: { ...desktop, ...named('Fabrikam', 'Fabrikam Desk 7000 SFF', 'Desk', 'FB-D7000') },
    processors: [ryzenDesk, quad],
    memory: [8, 16, 64],
    disks: [disk512, sata],
    adapters: [[ethernet], [ethernet, wifi]],
  },
  {
    kind: 'desktop',
    fixed: {
      ...desktop,
      ...named('Tailwind', 'Tailwind MiniPC M2', 'MiniPC', 'TW-M2'),
      SmbiosFirmwareVendor: 'Tailwind UEFI',
    },
    processors: [ryzenDesk],
    memory: [16, 32],
    disks: [disk256, disk1024],
    adapters: [
      [ethernet, ethernet],
      [ethernet, wifi, bluetooth],
    ],
  },
  {
    kind: 'vm',
    fixed: {
      ...{ ...noPanel, ChassisType: '0x03', PowerPlatformRole: 'Desktop' },
      ...named('Tailwind', 'Virtual Machine', 'Virtual Machine', 'Virtual Machine'),
    },
    processors: [{ ...intel, ...plain(2, 4), ProcessorModel: 'Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz' }],
    memory: [4, 8],
    disks: [virtualDisk],
    adapters: [[virtual]],
  },
]
