import { type DeviceTraits, type SimulatedDevice, simulateDevice } from './simulate-device.ts'

/** How much a factory builds. */
export interface FactoryOptions extends DeviceTraits {
  /** Devices to build. */
  readonly count: number
  /** Index of the first; default 0. */
  readonly startIndex?: number
}

/** A run of a simulated factory: its devices one after the other, or any one of them. Holds none of them in memory. */
export interface SimulatedFactory extends Iterable<SimulatedDevice> {
  readonly count: number
  /** The device at a position of this run, from 0. @throws RangeError beyond the run */
  at(position: number): SimulatedDevice
}

/** @throws RangeError when the count, the start or a rate cannot be */
export function simulateFactory(options: FactoryOptions): SimulatedFactory {
  const { count, startIndex = 0 } = options
  for (const [name, value] of Object.entries({ count, startIndex, end: count + startIndex })) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} must be a whole number, not ${value}.`)
  }
  for (const name of ['placeholderRate', 'noTpmRate', 'vmRate'] as const) {
    const rate = options[name] ?? 0
    if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${name} must be a share from 0 to 1, not ${rate}.`)
  }
  return {
    count,
    at(position) {
      if (!Number.isInteger(position) || position < 0 || position >= count) {
        throw new RangeError(`This run has ${count} devices, and none at ${position}.`)
      }
      return simulateDevice(options, startIndex + position)
    },
    *[Symbol.iterator]() {
      for (let position = 0; position < count; position++) yield simulateDevice(options, startIndex + position)
    },
  }
}
