import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { fileFailure } from '../failure.ts'
import { print, styled, table } from '../terminal.ts'

interface DevCertFlags {
  readonly out: string
  readonly host: readonly string[]
  readonly days: string
}

const usualHosts = ['localhost', '127.0.0.1', '::1']

/** `hailport dev-cert` */
export function devCertCommand(): Command {
  return new Command('dev-cert')
    .description('Make a throw-away certificate authority and a certificate, for trying clients that insist on HTTPS.')
    .option('--out <directory>', 'where the files go; made when absent', './dev-cert')
    .option(
      '--host <names...>',
      'names and addresses that the certificate is for, beside localhost, 127.0.0.1 and ::1',
      [] as string[],
    )
    .option('--days <number>', 'how long it is good for, 1 to 397', '30')
    .addHelpText(
      'after',
      `\nThe key of the authority is not kept: nobody can make further certificates that your clients would trust.\n${exitCodesHelp(
        {
          ok: 'the files are there',
          failed: 'they could not be written',
        },
      )}${examplesHelp({
        'hailport dev-cert': 'files in ./dev-cert, for this machine',
        'hailport dev-cert --out /tmp/certs --host hailport.test 192.0.2.10': 'also by these names',
      })}`,
    )
    .action(async ({ out, host, days }: DevCertFlags) => {
      const number = /^\d+$/.test(days) ? Number(days) : 0
      if (number < 1 || number > 397) throw new Error('--days must be a whole number from 1 to 397')
      const { makeDevCertificate } = await import('../dev-cert/make.ts')
      const made = await makeDevCertificate([...new Set([...usualHosts, ...host])], number, Date.now())
      const folder = resolve(out)
      const paths = write(folder, made)
      print(
        `A certificate authority and a certificate, good for ${number} days:`,
        ...table(
          [
            ['Authority, for your clients to trust', paths.authority],
            ['Certificate', paths.certificate],
            ['Its key', paths.key],
          ],
          '  ',
        ),
        '',
        styled('bold', 'Run the service with it'),
        `  hailport serve --tls-cert ${paths.certificate} --tls-key ${paths.key}`,
        styled('bold', 'Let Node trust it'),
        `  NODE_EXTRA_CA_CERTS=${paths.authority} node your-client.js`,
        styled('bold', 'Let curl trust it'),
        `  curl --cacert ${paths.authority} https://localhost:8080/healthz`,
        '',
        'For trying only: the name of the authority says so, and its key was thrown away.',
      )
    })
}

function write(folder: string, made: { authority: string; certificate: string; key: string }) {
  const paths = {
    authority: join(folder, 'ca.pem'),
    certificate: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
  }
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(paths.authority, made.authority)
    writeFileSync(paths.certificate, made.certificate)
    writeFileSync(paths.key, made.key, { mode: 0o600 })
  } catch (error) {
    throw fileFailure(`The files cannot be written to ${folder}`, error)
  }
  return paths
}
