//! Code that checks a signature, ready to take along.

use crate::ui::components::CodeBlock;
use leptos::prelude::*;

const NODE: &str = r#"import crypto from "node:crypto";

// `body` is the raw request body, before any JSON parsing.
export function isFromOcriva(body, header, secret) {
  const wanted = "sha256=" + crypto.createHmac("sha256", secret).update(body).digest("hex");
  const [a, b] = [Buffer.from(wanted), Buffer.from(header ?? "")];
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}

// app.post("/hooks/ocriva", express.raw({ type: "*/*" }), (req, res) => {
//   if (!isFromOcriva(req.body, req.get("X-Webhook-Signature"), process.env.OCRIVA_WEBHOOK_SECRET)) return res.sendStatus(401);
//   res.sendStatus(204);
// });"#;

const PYTHON: &str = r#"import hashlib, hmac

# `body` is the raw request body as bytes.
def is_from_ocriva(body: bytes, header: str, secret: str) -> bool:
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, header or "")

# if not is_from_ocriva(request.get_data(), request.headers.get("X-Webhook-Signature"), SECRET):
#     abort(401)"#;

const PHP: &str = r#"<?php
$body = file_get_contents("php://input");
$wanted = "sha256=" . hash_hmac("sha256", $body, getenv("OCRIVA_WEBHOOK_SECRET"));
if (!hash_equals($wanted, $_SERVER["HTTP_X_WEBHOOK_SIGNATURE"] ?? "")) {
    http_response_code(401);
    exit;
}"#;

const GO: &str = r#"func isFromOcriva(body []byte, header, secret string) bool {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	wanted := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(wanted), []byte(header))
}"#;

const RUBY: &str = r#"require "openssl"

def from_ocriva?(body, header, secret)
  wanted = "sha256=" + OpenSSL::HMAC.hexdigest("SHA256", secret, body)
  header && OpenSSL.secure_compare(wanted, header)
end"#;

/// One language open, the others a click away; without script too.
#[component]
pub fn Verify() -> impl IntoView {
    view! {
        <div class="verify">
            <h3>"Check the signature"</h3>
            <p class="soft small">
                "Every request carries " <code>"X-Webhook-Signature: sha256=…"</code>
                ", the HMAC-SHA256 of the raw body under the secret, in hex."
            </p>
            <p class="soft small">
                "The libraries of Standard Webhooks check " <code>"webhook-signature"</code>
                " instead, which also guards against old requests that are sent again and takes both secrets while one is replaced."
            </p>
            {[("Node.js", NODE), ("Python", PYTHON), ("PHP", PHP), ("Go", GO), ("Ruby", RUBY)]
                .into_iter()
                .enumerate()
                .map(|(at, (language, code))| {
                    view! {
                        <details name="verify" open={at == 0}>
                            <summary>{language}</summary>
                            <CodeBlock code=code.to_owned()/>
                        </details>
                    }
                })
                .collect_view()}
        </div>
    }
}
