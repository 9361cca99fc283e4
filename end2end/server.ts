import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const BINARY = process.env.OCRIVA_SERVER ?? join(ROOT, "target/debug/ocriva");
const START_SECONDS = 60;

/** A running Ocriva with a data folder of its own. */
export class Server {
  readonly data = mkdtempSync(join(tmpdir(), "ocriva-e2e-"));
  log = "";
  private process?: ChildProcess;

  private constructor(readonly url: string, private readonly environment: Record<string, string>) {}

  /** With these variables beside the usual ones. */
  static async start(environment: Record<string, string> = {}): Promise<Server> {
    const server = new Server(`http://127.0.0.1:${await freePort()}`, environment);
    await server.start();
    return server;
  }

  /** Starts the process on the same address and data; answers when it is alive. */
  async start(): Promise<void> {
    // Receivers of webhooks are on this machine.
    const own = {
      OCRIVA_ADDR: new URL(this.url).host,
      OCRIVA_DATA: this.data,
      OCRIVA_WEBHOOK_ALLOW: "127.0.0.0/8",
      // All tests come from one address.
      OCRIVA_LIMITS: "false",
    };
    const env = { ...process.env, ...own, ...this.environment };
    const child = spawn(BINARY, ["serve"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.log += text));
    child.on("error", (error) => (this.log += `${error}\n`));
    this.process = child;
    for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; await pause(100)) {
      if (child.exitCode !== null || child.pid === undefined) break;
      const alive = await fetch(`${this.url}/health/live`).catch(() => undefined);
      if (alive?.ok) return;
    }
    await this.kill();
    throw new Error(`the server did not come up:\n${this.log}`);
  }

  /** Ends the process as a power cut would; `start` brings it back. */
  async kill(): Promise<void> {
    const child = this.process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as { port: number };
  listener.close();
  await once(listener, "close");
  return port;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
