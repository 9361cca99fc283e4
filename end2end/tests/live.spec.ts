import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { WebSocketRoute } from "@playwright/test";
import { io, type Socket } from "socket.io-client";
import { expect, gotoHydrated, hydrated, test } from "../test.ts";

const INVOICE = resolve(import.meta.dirname, "../../public/samples/invoice.pdf");

/** A program's own account: a project, and a token that opens it. */
async function account(url: string): Promise<{ project: string; token: string }> {
  const json = { "content-type": "application/json" };
  const person = { name: "Prog", email: `${crypto.randomUUID()}@example.com`, password: "correct horse battery" };
  const made = await fetch(`${url}/auth/register`, { method: "POST", headers: json, body: JSON.stringify(person) });
  const cookie = made.headers.get("set-cookie")!.split(";")[0];
  const project = (await made.json()).project.id;
  const wanted = { projectId: project, name: "live", permissions: ["documents:read", "documents:write"] };
  const headers = { ...json, cookie };
  const token = await fetch(`${url}/api-tokens`, { method: "POST", headers, body: JSON.stringify(wanted) });
  return { project, token: (await token.json()).token };
}

async function upload(url: string, token: string): Promise<void> {
  const form = new FormData();
  form.append("file", new Blob([await readFile(INVOICE)]), "invoice.pdf");
  const answer = await fetch(`${url}/upload`, { method: "POST", headers: { "x-api-key": token }, body: form });
  expect(answer.status).toBe(201);
}

/** The next event of this name, as the client's own library hands it over. */
const next = (socket: Socket, name: string) => new Promise<any>((done) => void socket.once(name, done));

for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
  test(`a Socket.IO client sees a document through by ${transports.join(", then ")}`, async ({ server }) => {
    const { project, token } = await account(server.url);
    const socket = io(server.url, { transports, auth: { token }, forceNew: true });
    try {
      await next(socket, "connect");
      expect(await socket.emitWithAck("subscribe", { project: "proj_foreign" })).toMatchObject({ code: "not_found" });
      expect(await socket.emitWithAck("subscribe", { project })).toMatchObject({ type: "subscribed", project });
      const heard: string[] = [];
      const named: string[] = [];
      socket.on("event", (event) => void heard.push(event.status));
      socket.on("processing.changed", (event) => void named.push(event.status));
      await upload(server.url, token);
      await expect.poll(() => heard, { timeout: 20_000 }).toEqual(["pending", "in_progress", "completed"]);
      await expect.poll(() => named).toEqual(heard);
    } finally {
      socket.disconnect();
    }
  });
}

test("a Socket.IO client without a good token is told so, and comes back after the server did", async ({ server }) => {
  const refused = io(server.url, { auth: { token: "ocr_wrong" }, forceNew: true });
  expect((await next(refused, "connect_error")).message).toContain("token");
  refused.disconnect();

  const { project, token } = await account(server.url);
  const socket = io(server.url, { auth: { token }, forceNew: true, reconnectionDelay: 100 });
  try {
    await next(socket, "connect");
    const { lastEventId } = await socket.emitWithAck("subscribe", { project });
    await server.kill();
    const back = next(socket, "connect");
    await server.start();
    await back;
    // The process that knew what was told is gone.
    const answer = await socket.emitWithAck("resume", { lastEventId, subscriptions: [{ project }] });
    expect(answer.type).toBe("resync");
    const event = next(socket, "event");
    await upload(server.url, token);
    expect((await event).projectId).toBe(project);
  } finally {
    socket.disconnect();
  }
});

test("a page whose line breaks goes on where it was", async ({ page }) => {
  const said: string[] = [];
  const heard: string[] = [];
  const lines: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/ws$/, (line) => {
    lines.push(line);
    const server = line.connectToServer();
    line.onMessage((text) => {
      said.push(String(text));
      server.send(text);
    });
    server.onMessage((text) => {
      line.send(text);
      heard.push(JSON.parse(String(text)).type);
    });
  });
  await gotoHydrated(page, "/register");
  await page.locator("input[name=name]").fill("Radia");
  await page.locator("input[name=email]").fill(`radia-${crypto.randomUUID()}@example.com`);
  await page.locator("input[name=password]").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(page);
  // Only a page that was told where it stands can go on from there.
  await expect.poll(() => heard).toEqual(["subscribed"]);
  expect(said.map((text) => JSON.parse(text).type)).toEqual(["subscribe"]);

  await lines[0].close();
  const file = { name: "invoice.pdf", mimeType: "application/pdf", buffer: await readFile(INVOICE) };
  const { project } = JSON.parse(said[0]);
  await page.request.post("/upload", { multipart: { file, projectId: project } });
  await expect.poll(() => said.length).toBe(2);
  expect(JSON.parse(said[1])).toMatchObject({ type: "resume", subscriptions: [{ project }] });
  await expect(page.getByTestId("documents").getByText("Completed")).toHaveCount(1);
});
