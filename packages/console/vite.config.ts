import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  // Replaced by the server, in each page anew.
  html: { cspNonce: '{nonce}' },
  plugins: [react()],
  // Programs in data: URLs and inline scripts are against the policy of the page.
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    // Icons and small parts that most pages have come in one file: by themselves they were half of all requests.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 45, maxModuleSize: 1500 }] } },
    },
  },
})
