import type { Page } from "@playwright/test";
import { LoginProvider } from "../provider.ts";
import { Server } from "../server.ts";
import { expect, gotoHydrated, hydrated, test as base } from "../test.ts";

/** `test`, with a real OpenID provider that the server knows as Google. */
const test = base.extend<object, { provider: LoginProvider }>({
  provider: [
    async ({}, use) => {
      const provider = await LoginProvider.start();
      await use(provider);
      provider.stop();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ provider }, use) => {
      const server = await Server.start(provider.environment);
      provider.serve(server.url);
      await use(server);
      await server.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** A page whose live line has just opened asks for its content once more, while its person is on the way out. */
const ASKED_TOO_LATE = /status of 401/;

const somebody = (name: string) => ({ name, email: `${name.toLowerCase()}-${crypto.randomUUID()}@example.com` });

/** For the first time: from then on the provider knows the browser and asks nothing. */
async function goOn(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.getByRole("link", { name: "Go on" }).click();
}

async function logOut(page: Page): Promise<void> {
  await page.locator("button.person").click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(/\/login$/);
}

test("a newcomer signs up with an account elsewhere and comes back with it", async ({ page, provider, allow }) => {
  allow(ASKED_TOO_LATE);
  provider.person = somebody("Ada");
  await gotoHydrated(page, "/register");
  await goOn(page);
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(page);
  const project = page.url();
  await expect(page.locator("button.person")).toContainText("Ada");
  await logOut(page);

  await gotoHydrated(page, `/login?next=${new URL(project).pathname}`);
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.waitForURL(project);
});

test("who turns back at the provider is told so and not signed in", async ({ page, provider }) => {
  provider.person = somebody("Bob");
  await gotoHydrated(page, "/login");
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.getByRole("link", { name: "Turn back" }).click();
  await expect(page.getByRole("alert")).toContainText("You did not go on at Google");
  await page.goto("/app");
  await page.waitForURL(/\/login/);
});

test("an account with a password is connected by its owner", async ({ page, provider, allow }) => {
  allow(ASKED_TOO_LATE);
  const carol = somebody("Carol");
  provider.person = carol;
  await gotoHydrated(page, "/register");
  await page.locator("input[name=name]").fill(carol.name);
  await page.locator("input[name=email]").fill(carol.email);
  await page.locator("input[name=password]").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(page);
  await logOut(page);

  await hydrated(page);
  await goOn(page);
  await expect(page.getByRole("alert")).toContainText("Log in with its password");
  await hydrated(page);
  await page.locator("input[name=email]").fill(carol.email);
  await page.locator("input[name=password]").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(/\/app/);

  await gotoHydrated(page, "/app/account");
  await page.getByRole("link", { name: "Connect Google" }).click();
  await expect(page.locator(".connected")).toContainText(carol.email);
  await hydrated(page);
  await logOut(page);

  await hydrated(page);
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.waitForURL(/\/app/);
  await expect(page.locator("button.person")).toContainText("Carol");
});
