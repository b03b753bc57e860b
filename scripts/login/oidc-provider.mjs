// The npm package oidc-provider as identity provider for scripts/check-login: over HTTP on the loopback interface.
// usage: oidc-provider.mjs FOLDER_OF_NODE_MODULES PORT SECRET
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, port, secret] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

const issuer = `http://127.0.0.1:${port}`;
const resource = 'urn:flyte';
const scopes = ['openid', 'profile', 'email', 'offline_access'];
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'flyte-cli',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://localhost:53593/callback'],
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
    },
    {
      client_id: 'flyte-ci',
      client_secret: secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
  scopes,
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // The SDK names no resource, and needs a JWT for ours.
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: scopes.join(' '), audience: 'flyte', accessTokenFormat: 'jwt', accessTokenTTL: 900 }),
    },
  },
  // The SDK presents one refresh token twice.
  rotateRefreshToken: false,
  issueRefreshToken: async (context, client) => client.grantTypeAllowed('refresh_token'),
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, name: id, preferred_username: id, email: `${id}@example.com` }) }),
  extraTokenClaims: (context, token) => (token.kind === 'AccessToken' ? { preferred_username: token.accountId } : undefined),
  pkce: { required: () => false },
});
provider.listen(Number(port), '127.0.0.1', () => console.log(`listening ${issuer}`));
