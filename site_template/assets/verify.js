// Answers for a printed sheet, from the register shipped with this copy: nothing is asked of anybody else.
(() => {
  "use strict";
  const form = document.getElementById("__qms-check");
  const answer = document.getElementById("__qms-answer");
  if (!form || !answer) return;
  const documents = window.qmsEditions || {};
  const root = document.querySelector("[data-root]").dataset.root;
  form.hidden = false;
  // A scanner types the whole code into the field, an address or QP-001/3/9f2c47aa12bd9f0c, and ends it with Enter or Tab.
  const field = form.elements.id;
  const spread = () => {
    const read = scanned(field.value);
    if (!read) return false;
    [field.value, form.elements.revision.value, form.elements.digest.value] = read;
    return true;
  };
  field.addEventListener("change", spread);
  let length = 0;
  field.addEventListener("input", () => {
    if (field.value.length > length + 1) spread(); // pasted, not typed
    length = field.value.length;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const whole = spread();
    const given = ["id", "revision", "digest"].map((name) => form.elements[name].value.trim());
    if (!given[0] || !given[1]) return form.elements[given[0] ? "revision" : "id"].focus();
    const hash = `#${given.map(encodeURIComponent).join("/")}`;
    if (location.hash === hash) look();
    else location.hash = hash;
    if (whole || document.activeElement === field) field.select();
  });
  addEventListener("hashchange", look);
  look();

  // Keyboards whose keys a scanner set to an American one does not know: what comes out, and what was meant.
  function meant(text, typed, keys) {
    return [...text].map((sign) => keys[typed.indexOf(sign)] ?? sign).join("");
  }

  function scanned(text) {
    const german = () => meant(text, "ß-Ö§yzYZ", "-/:#zyZY");
    const french = () => meant(text, "&é\"'(-è_çà)!M3,?qaQAwzWZ", "1234567890-/:#mMaqAQzwZW");
    return parts(text) ?? [german, french].map((layout) => parts(layout())).find((read) => read && known(read)) ?? null;
  }

  function known([id, revision]) {
    return Object.hasOwn(documents, id.toLowerCase()) && Object.hasOwn(documents[id.toLowerCase()].editions, revision);
  }

  // Give number, revision and digest of a code; null where the text is none.
  function parts(text) {
    const code = text.trim().split("#").pop();
    const read = code.split("/").map((part) => decoded(part).trim());
    const [id, revision, digest = ""] = read;
    return read.length < 4 && id && /^\d+$/.test(revision) && /^[0-9a-f]{0,64}$/i.test(digest) ? [id, revision, digest] : null;
  }

  function look() {
    const given = location.hash.slice(1).split("/").map((part) => decoded(part).trim());
    if (given.length < 2 || !given[0]) return;
    const [id, revision, digest = ""] = given;
    form.elements.id.value = id;
    form.elements.revision.value = revision;
    form.elements.digest.value = digest;
    say(judged(id, revision, digest.toLowerCase().replace(/^sha256:/, "")));
  }

  function decoded(part) {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  }

  function judged(id, revision, digest) {
    const found = Object.hasOwn(documents, id.toLowerCase()) ? documents[id.toLowerCase()] : null;
    const number = String(Number.parseInt(revision, 10));
    const edition = found && Object.hasOwn(found.editions, number) ? found.editions[number] : null;
    const facts = { id: found ? found.name : id, revision: number === "NaN" ? revision : number };
    if (!edition) return ["unknown", facts, found];
    Object.assign(facts, { since: edition.since, ended: edition.ended || "", now: found.now, instead: found.instead });
    const length = Math.min(digest.length, edition.digest.length);
    if (digest && (length < 8 || digest.slice(0, length) !== edition.digest.slice(0, length))) return ["differs", facts, found];
    if (String(found.now) === number) return ["effective", facts, found];
    if (found.now !== null) return ["superseded", facts, found];
    return [found.instead ? "replaced" : "withdrawn", facts, found];
  }

  function say([kind, facts, found]) {
    const pattern = answer.querySelector(`template[data-answer="${kind}"]`);
    const said = document.createElement("div");
    said.className = `qms-answer qms-answer--${kind}`;
    said.append(pattern.content.cloneNode(true));
    for (const place of said.querySelectorAll("[data-fact]")) place.textContent = String(facts[place.dataset.fact] ?? "");
    const link = said.querySelector("a");
    if (link && found) link.href = `${root}/${found.address}`;
    else if (link) link.closest("p").remove();
    const { day, expires } = window.qmsWords.made;
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    if (expires && today > expires) {
      const old = document.createElement("p");
      old.className = "qms-answer__old";
      old.textContent = window.qmsSay("script.old-answer", { day });
      said.prepend(old);
    }
    const status = answer.querySelector("[role=status]");
    status.replaceChildren(said);
    answer.hidden = false;
  }
})();
