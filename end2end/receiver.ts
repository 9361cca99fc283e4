import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What came in: the raw body, which is what is signed. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver of webhooks on this machine; answers with `statuses` in order, then always 200. */
export class Receiver {
  private readonly received: Received[] = [];
  private waiting?: () => void;

  private constructor(private readonly server: Server, readonly url: string) {}

  static async start(statuses: number[] = []): Promise<Receiver> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      receiver.received.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      response.writeHead(statuses.shift() ?? 200).end("noted");
      receiver.waiting?.();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const receiver = new Receiver(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
    return receiver;
  }

  async next(): Promise<Received> {
    if (this.received.length === 0) await new Promise<void>((done) => (this.waiting = done));
    return this.received.shift()!;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
