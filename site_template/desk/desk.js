// Signs with a passkey. What is signed is computed here, of the bytes of the files and of the words shown:
// digest of the files -> its line in the tag -> the tag -> what the passkey is asked for. Nothing is taken on trust.
"use strict";

const say = document.body.dataset;
const word = say.word;
const bytes = (text) => new TextEncoder().encode(text);
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unbase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

function field(data) { // a string of SSH's wire format: its length, then its bytes
  const whole = new Uint8Array(4 + data.length);
  new DataView(whole.buffer).setUint32(0, data.length);
  whole.set(data, 4);
  return whole;
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

async function post(address, values) {
  const answer = await fetch(address, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ word, ...values }),
  });
  const read = await answer.json().catch(() => ({ error: say.unanswered, remedy: "" }));
  if (!answer.ok) throw new Error(`${read.error} ${read.remedy}`);
  return read;
}

async function digest(files) { // what sha256sum prints for the files, sorted by path, and the SHA-256 of that
  const rows = [];
  for (const file of files) {
    const answer = await fetch(file.address);
    if (!answer.ok) throw new Error(`${say.unfetched} ${file.path}`);
    rows.push([bytes(file.path), hex(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer())), file.path]);
  }
  rows.sort(([one], [other]) => {
    for (let at = 0; at < Math.min(one.length, other.length); at += 1) if (one[at] !== other[at]) return one[at] - other[at];
    return one.length - other.length;
  });
  const manifest = bytes(rows.map(([, sum, path]) => `${sum}  ${path}\n`).join(""));
  return `sha256:${hex(await crypto.subtle.digest("SHA-256", manifest))}`;
}

async function challengeOf(payload) { // PROTOCOL.sshsig, section 3
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-512", payload));
  return joined([bytes("SSHSIG"), field(bytes("git")), field(bytes("")), field(bytes("sha512")), field(sum)]);
}

async function sign(form) {
  const values = Object.fromEntries(new FormData(form));
  const begun = await post(form.getAttribute("action").replace("/sign/", "/passkey/begin/"), values);
  const payload = unbase64(begun.payload);
  const content = await digest(begun.files);
  const said = new TextDecoder().decode(payload).match(/^Content: (.*)$/m);
  if (content !== values.content || !said || said[1] !== content) {
    throw new Error(say.mismatch);
  }
  const answer = await asked(await challengeOf(payload));
  const { done } = await post("/passkey/finish", { begun: begun.begun, ...answer });
  location.assign(done);
}

async function register(button) { // a passkey for signing, or a second one that only lets its owner in
  const address = document.querySelector("[data-address]");
  const id = button.dataset.id || `sign-in ${address.value}`;
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { id: say.rp, name: button.dataset.manual },
      user: { id: bytes(id).slice(0, 64), name: id, displayName: button.dataset.name || id },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    },
  });
  const key = base64(made.response.getPublicKey());
  const { line } = await post(button.dataset.register, { key, address: address ? address.value : "" });
  const shown = document.querySelector("[data-line]");
  shown.hidden = false;
  shown.querySelector("textarea").value = line;
  shown.querySelector("textarea").focus();
}

async function enter() {
  const { challenge } = await post("/sign-in/challenge", {});
  const answer = await asked(unbase64(challenge));
  location.assign((await post("/sign-in/enter", { challenge, ...answer })).done);
}

async function asked(challenge) {
  const { response } = await navigator.credentials.get({
    publicKey: { challenge, rpId: say.rp, userVerification: "required" },
  });
  return {
    authenticator: base64(response.authenticatorData),
    client: base64(response.clientDataJSON),
    signature: base64(response.signature),
  };
}

function told(where, work) {
  const trouble = where.querySelector("[data-trouble]");
  trouble.hidden = true;
  work().catch((error) => {
    trouble.textContent = error.name === "NotAllowedError" ? say.unused : error.message;
    trouble.hidden = false;
  });
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.addEventListener("click", () => {
    const form = button.closest("form");
    if (form.reportValidity()) told(form, () => sign(form));
  });
}
for (const button of document.querySelectorAll("[data-register], [data-enter]")) {
  button.addEventListener("click", () => {
    const address = "register" in button.dataset && document.querySelector("[data-address]");
    if (!address || address.reportValidity()) {
      told(document.querySelector("main"), () => ("register" in button.dataset ? register(button) : enter()));
    }
  });
}
