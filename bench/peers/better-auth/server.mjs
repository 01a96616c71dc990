// Better Auth as its documentation sets it up: e-mail and password, sessions in PostgreSQL, node:http. One process, as its users run it.
// Only what would stop a load test is switched off: its rate limiter, and nothing else.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { bearer } from 'better-auth/plugins';
import pg from 'pg';

const [port, database] = process.argv.slice(2);
const options = {
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'a secret of the benchmark, long enough to pass the checks',
  database: new pg.Pool({ connectionString: database, max: 20 }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [bearer()],
};

const auth = betterAuth(options);
await (await getMigrations(options)).runMigrations();
const authRoutes = toNodeHandler(auth);

createServer(async (request, response) => {
  if (request.url !== '/protected') {
    await authRoutes(request, response);
    return;
  }

  const session = await auth.api.getSession({ headers: new Headers({ authorization: request.headers.authorization ?? '' }) });
  response.writeHead(session ? 200 : 401, { 'content-type': 'application/json' });
  response.end(session ? JSON.stringify({ id: session.user.id }) : '');
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
