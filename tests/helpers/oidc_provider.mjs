// A certified OpenID Connect provider (panva/node-oidc-provider) on a free port, for tests:
// node oidc_provider.mjs CLIENT_ID CLIENT_SECRET REDIRECT_URI. Prints its issuer once it answers.
// Whoever signs in as `NAME` is NAME, in the groups of NAME's first part: `leads-ada` leads.
// GET /lab/rotate: new keys, and the old ones are gone.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'

const at = '../../client_js/node_modules/oidc-provider/lib/index.js'
const { default: Provider } = await import(new URL(at, import.meta.url).href)
const [client_id, client_secret, redirect_uri] = process.argv.slice(2)

const newKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }
}

const provider = (issuer) => {
  const made = new Provider(issuer, {
    clients: [{ client_id, client_secret, redirect_uris: [redirect_uri] }],
    jwks: { keys: [newKey()] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    pkce: { required: () => true },
    cookies: { keys: ['only for tests'] },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        name: `${sub} of the provider`,
        preferred_username: sub,
        groups: [sub.split('-')[0], 'everybody'],
      }),
    }),
    // Nobody is asked whether we may know who they are.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  return made.callback()
}

let answer
const server = createServer((request, response) => {
  if (request.url === '/lab/rotate') {
    answer = provider(issuer)
    response.end()
  } else {
    answer(request, response)
  }
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`
answer = provider(issuer)
console.log(`Issuer: ${issuer}`)
