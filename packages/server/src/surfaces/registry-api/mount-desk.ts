import { participantRoute } from '../public/participants.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { deskRoutes } from './desk.ts'
import { ownDeskRoutes } from './desk-own.ts'
import { proofRoutes, proofUpload } from './desk-proofs.ts'
import { directoryRoutes } from './directory.ts'

/** The maker's desk from both sides, and the directory by which customers find it. */
export async function mountDesk(app: App, surface: SurfaceDeps, maxBytes: number): Promise<void> {
  ownDeskRoutes(app, surface)
  await app.register(async scope => proofUpload(scope, surface))
  proofRoutes(app, surface)
  deskRoutes(app, surface, maxBytes)
  directoryRoutes(app, surface)
  participantRoute(app, surface)
}
