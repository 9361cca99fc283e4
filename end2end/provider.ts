import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

/** A person who has an account at the provider. */
export interface Person {
  email: string;
  name: string;
}

export const CLIENT = { id: "ocriva", secret: "a secret that both sides know" };

/** A real OpenID provider on this machine, with a page of its own on which one goes on or turns back. */
export class LoginProvider {
  /** Who is signed in there, whatever the browser. */
  person: Person = { email: "nobody@example.com", name: "Nobody" };
  private provider?: Provider;

  private constructor(private readonly server: Server, readonly url: string) {}

  static async start(): Promise<LoginProvider> {
    const server = createServer((request, response) => void own.answer(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const own = new LoginProvider(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return own;
  }

  /** What the server is told of it. */
  get environment(): Record<string, string> {
    return {
      OCRIVA_LOGIN_GOOGLE_ISSUER: this.url,
      GOOGLE_CLIENT_ID: CLIENT.id,
      GOOGLE_CLIENT_SECRET: CLIENT.secret,
    };
  }

  /** Takes this application, with its one address for answers, for a client. */
  serve(application: string): void {
    this.provider = new Provider(this.url, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${application}/auth/login/google/callback`],
        },
      ],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      cookies: { keys: ["only for tests"] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, email: id, email_verified: true, name: this.person.name }),
      }),
      interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    });
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.provider!;
    const path = new URL(request.url ?? "/", this.url).pathname;
    if (path === "/favicon.ico") return void response.writeHead(204).end();
    if (!path.startsWith("/interaction/")) return void provider.callback()(request, response);
    const back = path.replace(/\/(on|back)$/, "");
    const merge = { mergeWithLastSubmission: false };
    if (path.endsWith("/on")) {
      const { params } = await provider.interactionDetails(request, response);
      const accountId = this.person.email;
      const grant = new provider.Grant({ accountId, clientId: params.client_id as string });
      grant.addOIDCScope(params.scope as string);
      const consent = { grantId: await grant.save() };
      return provider.interactionFinished(request, response, { login: { accountId, remember: false }, consent }, merge);
    }
    if (path.endsWith("/back")) {
      const denied = { error: "access_denied", error_description: "<b>not today</b>" };
      return provider.interactionFinished(request, response, denied, merge);
    }
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><title>Provider</title><a href="${back}/on">Go on</a> <a href="${back}/back">Turn back</a>`);
  }
}
