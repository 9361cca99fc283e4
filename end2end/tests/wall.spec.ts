import { expect, gotoHydrated, test } from "../test.ts";

/** Markup and script as names: what runs would be seen by the policy of the page, or raise a flag. */
const NAMES = [
  `<img src=x onerror="window.hacked=1">`,
  `"><svg onload=window.hacked=1>`,
  `</script><script>window.hacked=1</script>`,
  `{{constructor.constructor('window.hacked=1')()}} javascript:window.hacked=1`,
];

test("names that are made to run do not, on any screen", async ({ page, server }) => {
  const request = page.context().request;
  const [name, project, template, webhook] = NAMES;
  const email = `x-${crypto.randomUUID()}@example.com`;
  const post = async (path: string, data: unknown) => {
    const answer = await request.post(server.url + path, { data });
    expect(answer.status(), `${path}: ${await answer.text()}`).toBeLessThan(300);
    return answer.json();
  };
  const made = await post("/auth/register", { name, email, password: "correct horse battery staple" });
  const organization = made.organization.id;
  expect((await request.patch(`${server.url}/organizations/${organization}`, { data: { name } })).status()).toBe(200);
  const place = await post("/projects", { organizationId: organization, name: project });
  const form = await post("/templates", {
    projectId: place.id, name: template, description: template, instructions: template,
    templateSchema: { a: { type: "string", description: template, enum: NAMES, examples: [template] } },
  });
  const endpoint = await post("/webhooks", {
    projectId: place.id, name: webhook, description: webhook, url: "https://example.com/?<script>window.hacked=1</script>",
    events: ["document.processed"], headers: { "X-A": "<b>" },
  });
  await post("/api-tokens", { projectId: place.id, name, permissions: ["documents:read"] });
  await post(`/organizations/${organization}/invitations`, { email: `"<img/src=x/onerror=alert(1)>"@example.com`.replaceAll(/["<>()]/g, "") });
  const upload = await request.post(`${server.url}/upload`, {
    multipart: {
      projectId: place.id, templateId: form.id,
      file: { name: "<img src=x onerror=window.hacked=1>.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 broken") },
    },
  });
  const accepted = upload.status() < 300 ? await upload.json() : undefined;

  // A browser that was told to run something that it must not says so.
  const violations: string[] = [];
  await page.exposeFunction("reportViolation", (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      // @ts-expect-error: exposed above
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  const screens = [
    "/app", "/app/account",
    ...["documents", "templates", "batches", "webhooks", "tokens", "providers", "settings", "people", "organization", "audit"].map((one) => `/app/${place.id}/${one}`),
    `/app/${place.id}/templates/${form.id}`, `/app/${place.id}/templates/${form.id}?view=json`, `/app/${place.id}/templates/${form.id}?history=1`,
    `/app/${place.id}/webhooks/${endpoint.id}`,
    `/app/${organization}/people`, `/app/${organization}/organization`, `/app/${organization}/audit`,
    `/app/${place.id}/documents?uploadError=${encodeURIComponent(name)}&search=${encodeURIComponent(name)}`,
    `/app/${place.id}/audit?search=${encodeURIComponent(NAMES[1])}`,
    ...(accepted ? [`/app/${place.id}/documents/${accepted.id}`] : []),
  ];
  for (const screen of screens) {
    await gotoHydrated(page, screen);
    expect(await page.evaluate(() => "hacked" in window), screen).toBe(false);
    expect(violations, screen).toEqual([]);
    expect(await page.locator("img[src=x], svg[onload]").count(), screen).toBe(0);
  }
});

test("a password is judged while it is typed", async ({ page }) => {
  await gotoHydrated(page, "/register");
  const field = page.locator("input[name=password]");
  await expect(field).toHaveAttribute("type", "password");
  await expect(field).toHaveAttribute("autocomplete", "new-password");
  await page.locator("input[name=name]").fill("Nora New");
  await page.locator("input[name=email]").fill("nora.new@example.com");
  await field.pressSequentially("password1");
  await expect(page.locator(".strength")).toContainText("too easy to guess");
  await expect(page.locator(".strength i.full")).not.toHaveCount(4);
  await field.fill("");
  await page.evaluate(() => navigator.clipboard?.writeText?.("x").catch(() => {}));
  // Pasted in one piece, as password managers do.
  await field.evaluate((input: HTMLInputElement) => {
    input.focus();
    document.execCommand("insertText", false, "wild orange kettle 7 times");
  });
  await expect(page.locator(".strength")).toContainText("hard to guess");
  await expect(page.locator(".strength i.full")).toHaveCount(4);
  // Nothing of it is kept in the browser.
  expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]))).not.toContain("kettle");
});
