import { writeFileSync } from 'node:fs'
import {
  type BootAnswer,
  captureDevice,
  DeviceError,
  OFFLINE_PROFILE_PATH,
  offlineProfileFile,
  resolveAtFirstBoot,
} from '@hailport/device'
import { bytesToBase64, decodeHardwareHash } from '@hailport/hardware-hash'
import { Command, InvalidArgumentError } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { Failure, fileFailure } from '../failure.ts'
import { readHashes } from '../hash-input/read-hashes.ts'
import { print, printable, styled, table } from '../terminal.ts'

interface ResolveFlags {
  readonly hash?: string
  readonly tpm?: string
  readonly offlineProfile?: string
  readonly timeout: number
  readonly json?: true
}

/** `hailport device resolve` */
export function deviceResolveCommand(): Command {
  return new Command('resolve')
    .description('Ask a service which organization a device belongs to, as the device does at its first boot.')
    .argument('<url>', 'the service, such as https://hailport.example')
    .option('--hash <file>', 'the hash of the device; - is standard input (default: capture this machine)')
    .option('--tpm <address>', 'the TPM to capture from: a device file, tcp:host:port or unix:path')
    .option(
      '--offline-profile <file>',
      'write the profile as AutopilotConfigurationFile.json, for a device without network',
    )
    .option('--timeout <seconds>', 'give up after this time, retries included', seconds, 60)
    .option('--json', 'print the answer of the service')
    .addHelpText(
      'after',
      `\nWindows reads the offline profile only from ${OFFLINE_PROFILE_PATH}.
A private certificate authority is trusted when NODE_EXTRA_CA_CERTS names its file.\n${exitCodesHelp({
        ok: 'registered',
        failed: 'no usable hash, or the profile could not be written',
        notRegistered: 'the device is not registered',
        conflict: 'the hash fits only a part of a registered device: a person has to decide',
        offline: 'the service cannot be reached',
        refused: 'the service was reached and gave no answer about the device',
      })}${examplesHelp({
        'hailport device resolve https://hailport.example': 'this machine',
        'hailport device resolve https://hailport.example --hash device.txt --offline-profile AutopilotConfigurationFile.json':
          'prepare another device',
      })}`,
    )
    .action(async (url: string, { hash, tpm, offlineProfile, timeout, json }: ResolveFlags) => {
      const answer = await resolveAtFirstBoot({
        url,
        hash: await hashOf(hash, tpm),
        timeoutMs: timeout * 1000,
        onRetry: (reason, waitMs) => {
          process.stderr.write(`${printable(reason.what)}; asking again in ${(waitMs / 1000).toFixed(1)} s\n`)
        },
      })
      print(json ? JSON.stringify(answer, null, 2) : asText(answer))
      process.exitCode = exits[answer.status]
      if (offlineProfile !== undefined && answer.status === 'registered') writeProfile(answer, offlineProfile)
    })
}

const exits = {
  registered: exitCodes.ok,
  not_registered: exitCodes.notRegistered,
  conflict: exitCodes.conflict,
} as const

function seconds(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('It must be a number of seconds.')
}

/** The hash to ask with: sound base64, so that a damaged one is told here and not by the service. */
async function hashOf(file: string | undefined, tpm: string | undefined): Promise<string> {
  if (file === undefined) return (await captureDevice(tpm === undefined ? {} : { tpm })).base64
  const [first, ...others] = await readHashes(file)
  if (first === undefined || others.length > 0)
    throw new Failure({
      what: `${file} cannot be asked about`,
      why: `it has ${others.length + 1} hashes`,
      remedy: 'Name a file with one hash.',
    })
  decodeHardwareHash(first.hash)
  return typeof first.hash === 'string' ? first.hash.replace(/\s/g, '') : bytesToBase64(first.hash)
}

function writeProfile(answer: BootAnswer, file: string): void {
  try {
    writeFileSync(file, offlineProfileFile(answer))
  } catch (error) {
    // The command line was right; the answer has no profile to write.
    if (error instanceof DeviceError) throw new Failure(error)
    throw fileFailure(`${file} cannot be written`, error)
  }
}

const meanings = {
  registered: styled('green', 'registered'),
  not_registered: `${styled('yellow', 'not registered')}: nobody has claimed this device`,
  conflict: `${styled('red', 'conflict')}: it looks like a registered device with other parts; its owner has to decide`,
}

function asText({ status, tenantDomain, tenantId, profile, correlationId }: BootAnswer): string {
  const rows: [string, string][] = [['Status', meanings[status]]]
  if (status === 'registered') {
    rows.push(['Belongs to', printable([tenantDomain, tenantId && `(${tenantId})`].filter(Boolean).join(' '))])
    rows.push(['Profile', profile ? printable(profile.Comment_File ?? 'assigned') : styled('yellow', 'none assigned')])
    if (profile?.CloudAssignedDeviceName) rows.push(['Device name', printable(profile.CloudAssignedDeviceName)])
  }
  return table([...rows, ['Correlation id', printable(correlationId)]], '').join('\n')
}
