import { Option } from 'commander'

/** `--database`, or HAILPORT_DATABASE: an environment keeps a password out of the list of processes. */
export const databaseOption = (meaning: string): Option =>
  new Option('--database <url>', meaning).env('HAILPORT_DATABASE')
