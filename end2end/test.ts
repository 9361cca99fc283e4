import { test as base, type BrowserContext, expect, type Page } from "@playwright/test";
import { Server } from "./server.ts";

export { expect };

/** What a test says it expects to go wrong, e.g. `allow(/status of 404/)`; all else fails it. */
type Allow = (problem: RegExp) => void;

/** `test`, with a server, and with a failure for every complaint of the browser that the test did not allow. */
export const test = base.extend<{ allow: Allow; watched: void }, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],

  baseURL: ({ server }, use) => use(server.url),

  allow: async ({ context, server, javaScriptEnabled }, use, testInfo) => {
    const problems = complaints(context, server.url);
    // Without script, what is fetched early for script stays unused; Chromium finds that worth a warning.
    const allowed: RegExp[] = javaScriptEnabled ? [] : [/was preloaded using link preload but not used/];
    await use((problem) => void allowed.push(problem));
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("server log", { body: server.log, contentType: "text/plain" });
    }
    const left = problems.filter((problem) => !allowed.some((pattern) => pattern.test(problem)));
    expect(left, "the browser complained").toEqual([]);
  },

  watched: [async ({ allow: _ }, use) => use(), { auto: true }],
});

/** A navigation cut the request short; the test runs without script (a violated policy is on the console as well). */
const HARMLESS = ["net::ERR_ABORTED", "csp"];

/** Fills up as console errors and warnings, page errors and failed requests to our own server come in. */
function complaints(context: BrowserContext, origin: string): string[] {
  const problems: string[] = [];
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => void problems.push(`page error: ${error.error().message}`));
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (request.url().startsWith(origin) && !HARMLESS.includes(reason)) {
      problems.push(`request failed: ${request.method()} ${request.url()} ${reason}`);
    }
  });
  context.on("response", (response) => {
    if (response.url().startsWith(origin) && response.status() >= 500) {
      problems.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
    }
  });
  return problems;
}

/** Opens a page and waits until it listens: a click before that would be lost. */
export async function gotoHydrated(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

export async function hydrated(page: Page): Promise<void> {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}
