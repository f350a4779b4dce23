import { Option } from 'commander'

export interface StationFlag {
  readonly station: string
}

/** `--station`, of every command of the line. */
export const stationOption = (): Option =>
  new Option('--station <folder>', 'the folder of the station').env('HAILPORT_STATION').default('./hailport-station')
