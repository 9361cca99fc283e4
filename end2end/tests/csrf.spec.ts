import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, gotoHydrated, test } from "../test.ts";

/** A page of somebody else: on another port of the same host, so that cookies travel with it, or on another host. */
async function otherSite(host: "127.0.0.1" | "localhost"): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Prizes!</title>");
  });
  server.listen(0);
  await once(server, "listening");
  return { server, url: `http://${host}:${(server.address() as AddressInfo).port}/` };
}

/** Sends a form from the page that is open: the status that came back, and whether our cookies went along. */
async function submit(page: Page, action: string, enctype: string, fields: [string, string][]) {
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.evaluate(
    ([action, enctype, fields]) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action, enctype });
      for (const [name, value] of fields) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    },
    [action, enctype, fields] as const,
  );
  const response = await answer;
  // A refusal is shown where the form was sent.
  await page.waitForURL(action);
  const { cookie = "" } = await response.request().allHeaders();
  return { status: response.status(), known: cookie.includes("ocriva=") };
}

for (const host of ["127.0.0.1", "localhost"] as const) {
  test(`nothing changes at the wish of a page on ${host}`, async ({ page, server, allow }) => {
    // Refusals are what this is about.
    allow(/./);
    const email = `victim-${crypto.randomUUID()}@example.com`;
    await gotoHydrated(page, "/register");
    await page.locator("input[name=name]").fill("Victim");
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill("correct horse battery staple");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL(/\/app\/[^/]+\/documents$/);
    const project = page.url().split("/")[4];

    const attacker = { email: `attacker-${crypto.randomUUID()}@example.com`, password: "another horse battery staple" };
    const registered = await fetch(`${server.url}/auth/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...attacker, name: "Attacker" }),
    });
    expect(registered.status).toBe(201);

    const state = async () => {
      const me = await (await page.context().request.get(`${server.url}/auth/me`)).json();
      const devices = await (await page.context().request.get(`${server.url}/auth/sessions`)).json();
      const history = await page.context().request.get(`${server.url}/processing-history?projectId=${project}`);
      return { me, devices: devices.length, documents: await history.text() };
    };
    const before = await state();
    expect(before.me.user.email).toBe(email);

    const other = await otherSite(host);
    try {
      const organization = JSON.stringify({ name: "Theirs" });
      const forms: [string, string, [string, string][]][] = [
        ["/fn/organizations/create", "application/x-www-form-urlencoded", [["name", "Theirs"]]],
        ["/organizations", "application/x-www-form-urlencoded", [["name", "Theirs"]]],
        // With an equals sign somewhere in it, a form makes JSON.
        ["/organizations", "text/plain", [[`{"name":"Theirs","x":"`, `"}`]]],
        ["/fn/organizations/create", "text/plain", [["name", "Theirs"]]],
        ["/upload", "multipart/form-data", [["projectId", project], ["file", "x"]]],
        [`/app/${project}/upload`, "multipart/form-data", [["file", "x"]]],
        ["/fn/documents/sample", "application/x-www-form-urlencoded", [["project", project]]],
        ["/fn/log-out", "application/x-www-form-urlencoded", []],
        ["/auth/logout", "text/plain", []],
        ["/fn/sessions/end-others", "application/x-www-form-urlencoded", []],
        ["/fn/log-in", "application/x-www-form-urlencoded", Object.entries(attacker)],
        ["/auth/login", "text/plain", [[`{"email":"${attacker.email}","password":"${attacker.password}","x":"`, `"}`]]],
        ["/fn/register", "application/x-www-form-urlencoded", [["name", "E"], ["email", `e-${email}`], ["password", attacker.password]]],
      ];
      for (const [path, enctype, fields] of forms) {
        await page.goto(other.url);
        // Another port is the same site: cookies do go along, and it is the server that refuses.
        const expected = { status: 403, known: host === "127.0.0.1" };
        expect(await submit(page, server.url + path, enctype, fields), `${enctype} to ${path}`).toEqual(expected);
      }

      await page.goto(other.url);
      // What comes back is kept from the page, and so from us; what counts is that all of it was tried.
      const tried = new Set<string>();
      page.on("request", (request) => {
        if (request.url().startsWith(server.url)) tried.add(`${request.method()} ${new URL(request.url()).pathname}`);
      });
      page.on("response", (response) => {
        const isWrite = !["GET", "OPTIONS"].includes(response.request().method());
        if (response.url().startsWith(server.url) && isWrite) expect(response.status()).toBe(403);
      });
      await page.evaluate(
        async ([url, organization, project]) => {
          const send = (path: string, init: RequestInit) => fetch(url + path, { credentials: "include", ...init }).catch(() => {});
          const json = { "content-type": "application/json" };
          const file = new FormData();
          file.append("projectId", project);
          file.append("file", new Blob(["x"]), "x.pdf");
          await send("/organizations", { method: "POST", mode: "no-cors", body: organization });
          await send("/organizations", { method: "POST", headers: json, body: organization });
          await send("/upload", { method: "POST", mode: "no-cors", body: file });
          await send("/fn/organizations/create", { method: "POST", mode: "no-cors", body: new URLSearchParams({ name: "Theirs" }) });
          await send("/auth/logout", { method: "POST", mode: "no-cors" });
          await send("/auth/refresh", { method: "POST", mode: "no-cors" });
          await send("/auth/sessions", { method: "DELETE" });
          navigator.sendBeacon(`${url}/fn/log-out`, new URLSearchParams({}));
        },
        [server.url, organization, project] as const,
      );
      for (const one of ["POST /organizations", "POST /upload", "POST /fn/organizations/create", "POST /auth/logout", "POST /auth/refresh", "DELETE /auth/sessions"]) {
        expect([...tried]).toContain(one);
      }
      // Nor is anything read: without our leave a browser keeps the answer to itself.
      const read = await page.evaluate((url) => fetch(`${url}/auth/me`, { credentials: "include" }).then((answer) => answer.text(), () => "kept"), server.url);
      expect(read).toBe("kept");
      // Nor shown inside of another page.
      await page.evaluate((url) => {
        const frame = document.createElement("iframe");
        frame.src = `${url}/login`;
        document.body.append(frame);
        return new Promise((done) => (frame.onload = done));
      }, server.url);
      const inside = page.frames().find((frame) => frame !== page.mainFrame());
      expect(await inside?.locator("input[name=password]").count()).toBe(0);
    } finally {
      other.server.closeAllConnections();
      other.server.close();
    }
    expect(await state()).toEqual(before);
  });
}
