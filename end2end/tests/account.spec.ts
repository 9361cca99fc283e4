import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, gotoHydrated, hydrated, test } from "../test.ts";

/** The link of the mail to somebody whose subject has this in it; mails are files on a server without SMTP. */
async function linkOf(data: string, email: string, subject: string): Promise<string> {
  let found: string | undefined;
  await expect(async () => {
    const folder = join(data, "outbox");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".eml")).sort();
    const mails = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    // Quoted-printable: an equals sign is =3D, and long lines are folded.
    const plain = mails.map((text) => text.replace(/=\r\n/g, "").replaceAll("=3D", "="));
    const mail = plain.filter((text) => text.includes(`To: ${email}`) && text.includes(subject)).at(-1);
    found = mail?.match(/https?:\/\/[^/\s]+(\/(?:verify|reset)\?token=\S+)/)?.[1];
    expect(found).toBeTruthy();
  }).toPass();
  return found!;
}

async function logIn(page: Page, email: string, password: string) {
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

test("a newcomer confirms the address, forgets the password and comes back with another", async ({ page, server, allow }) => {
  allow(/status of 40[01]/);
  const email = `ida-${crypto.randomUUID()}@example.com`;
  await gotoHydrated(page, "/register");
  await page.locator("input[name=name]").fill("Ida");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill("password1");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("too easy to guess")).toBeVisible();
  await page.locator("input[name=password]").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);

  await gotoHydrated(page, "/app/account");
  await expect(page.getByText("Not confirmed")).toBeVisible();
  await gotoHydrated(page, await linkOf(server.data, email, "Confirm your e-mail address"));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("Your e-mail address is confirmed.")).toBeVisible();
  await gotoHydrated(page, "/app/account");
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
  await page.locator("main input[name=name]").fill("Ida Lovelace");
  await page.getByRole("button", { name: "Change name" }).click();
  await expect(page.getByText("Your name is changed.")).toBeVisible();

  await page.context().clearCookies();
  await gotoHydrated(page, "/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.waitForURL(/\/forgot$/);
  await hydrated(page);
  await page.locator("input[name=email]").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("a mail is on its way")).toBeVisible();
  await gotoHydrated(page, await linkOf(server.data, email, "Choose a new password"));
  await page.locator("input[name=password]").fill("a horse of another colour");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await hydrated(page);
  await logIn(page, email, "correct horse battery staple");
  await expect(page.getByText("is wrong")).toBeVisible();
  await logIn(page, email, "a horse of another colour");
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a password is forgotten and set by plain forms", async ({ page, server }) => {
    const email = `eve-${crypto.randomUUID()}@example.com`;
    await page.goto("/register");
    await page.locator("input[name=name]").fill("Eve");
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill("correct horse battery staple");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL(/\/app\/[^/]+\/documents$/);
    await page.context().clearCookies();
    await page.goto("/forgot");
    await page.locator("input[name=email]").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByText("a mail is on its way")).toBeVisible();
    await page.goto(await linkOf(server.data, email, "Choose a new password"));
    await page.locator("input[name=password]").fill("a horse of another colour");
    await page.getByRole("button", { name: "Set password" }).click();
    await expect(page.getByText("Your password is changed.")).toBeVisible();
    await logIn(page, email, "a horse of another colour");
    await page.waitForURL(/\/app\/[^/]+\/documents$/);
  });
});
