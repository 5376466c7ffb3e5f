// Answers for a printed sheet, from the register shipped with this copy: nothing is asked of anybody else.
(() => {
  "use strict";
  const form = document.getElementById("__qms-check");
  const answer = document.getElementById("__qms-answer");
  if (!form || !answer) return;
  const documents = window.qmsEditions || {};
  const root = document.querySelector("[data-root]").dataset.root;
  form.hidden = false;
  // What a scanner read may be pasted as a whole: an address, or QP-001/3/9f2c47aa12bd9f0c.
  form.elements.id.addEventListener("input", ({ target }) => {
    const [id, revision, digest = ""] = target.value.split("#").pop().split("/").map((part) => decoded(part).trim());
    if (!/^\d+$/.test(revision)) return;
    form.elements.id.value = id;
    form.elements.revision.value = revision;
    form.elements.digest.value = digest;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = ["id", "revision", "digest"].map((name) => form.elements[name].value.trim());
    location.hash = given.map(encodeURIComponent).join("/");
  });
  addEventListener("hashchange", look);
  look();

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
    const { expires, made } = document.querySelector(".qms-footer").dataset;
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    if (expires && today > expires) {
      const old = document.createElement("p");
      old.className = "qms-answer__old";
      old.textContent = window.qmsSay("script.old-answer", { day: made });
      said.prepend(old);
    }
    const status = answer.querySelector("[role=status]");
    status.replaceChildren(said);
    answer.hidden = false;
  }
})();
