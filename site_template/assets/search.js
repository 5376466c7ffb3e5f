// Search, loaded when a reader first goes to the field. The index is script files, so that it also works from a folder.
// Their form, and how a text is split into words, are those of qmsdoc/render/search.py.
(() => {
  "use strict";
  const root = document.documentElement.dataset.root;
  const field = document.getElementById("__search");
  const panel = field.form.querySelector(".qms-search__panel");
  const said = document.getElementById("__search-said");
  const list = document.getElementById("__search-found");
  const SHOWN = 10;
  const BATCH = 12;

  // Files of the index, each loaded once.
  const waiting = new Map();
  const loaded = new Map();
  window.qmsSearch = (name, value) => waiting.get(name)?.(value);
  function file(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve) => {
        waiting.set(name, resolve);
        const script = document.createElement("script");
        script.src = `${root}/search/${name}.js`;
        script.onerror = () => resolve(null);
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const split = (text) => (plain(text).match(/\p{L}+-\d+|\d+(?:\.\d+)+|[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 1);
  const shard = (word) => `w-${word.slice(0, 2).replace(/[^a-z0-9]/g, "_")}`;
  function singular(word) {
    if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
    if (word.length > 3 && word.endsWith("s") && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
    return word;
  }

  // The rows that have a word, or one that begins with it: row number to weight. Null where the word tells nothing.
  async function having(word) {
    const { shards = [] } = (await file("documents")) ?? {};
    const words = (shards.includes(shard(word)) && (await file(shard(word)))) || {};
    const whole = singular(word);
    if (words[whole] === 0) return null;
    const rows = new Map();
    for (const [found, postings] of Object.entries(words)) {
      if (!postings || !(found === whole || found.startsWith(word))) continue;
      let row = 0;
      for (const posting of postings) {
        row += posting >> 2;
        const weight = 1 + (posting & 3) * 2 + (found === whole ? 1 : 0);
        rows.set(row, Math.max(rows.get(row) ?? 0, weight));
      }
    }
    return rows;
  }

  // A clause as people ask for it: 7.5, clause 7.5, iso9001-2015:7.5.
  const CITED = new RegExp(`^(?:(?:iso[^:]*:)?(?:(?:clause|${plain(qmsSay("script.clause"))}) )?)(\\d+(?:\\.\\d+)*)$`);

  // What a row alone says: its number, title, owner and clauses.
  function known(row, query, words) {
    const [, name, title, kind, owner, clauses] = row;
    let score = 0;
    if (name && plain(name) === query) score += 200;
    else if (name && plain(name).replace(/[^a-z0-9]/g, "").startsWith(query.replace(/[^a-z0-9]/g, "")) && /\d/.test(query)) score += 80;
    if (plain(title) === query) score += 120;
    else if (plain(title).includes(query)) score += 30;
    const cited = CITED.exec(query);
    if (cited && clauses.split(" ").some((clause) => clause === cited[1] || clause.startsWith(`${cited[1]}.`))) score += name ? 40 : 60;
    if (owner && plain(owner).includes(query)) score += 20;
    if (kind && words.length && words.every((word) => plain(`${name} ${title} ${kind} ${owner}`).includes(word))) score += 8;
    return score;
  }

  async function search(text) {
    const phrases = [...text.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]/g)].map((match) => plain(match[1]).trim()).filter(Boolean);
    const query = plain(text.replace(/["“”„«»]/g, " ")).trim().replace(/\s+/g, " ");
    const words = [...new Set(split(query))];
    const [start, ...sets] = await Promise.all([file("documents"), ...words.map(having)]);
    const { rows = [] } = start ?? {};
    const telling = sets.filter(Boolean);
    const hits = [];
    rows.forEach((row, number) => {
      const count = telling.filter((set) => set.has(number)).length;
      const score = telling.reduce((sum, set) => sum + (set.get(number) ?? 0), 0);
      const told = known(row, query, words);
      if (count || told) hits.push({ row, told, count: told >= 20 ? telling.length : count, score: score + told });
    });
    const most = hits.reduce((found, hit) => Math.max(found, hit.count), 0);
    const fitting = hits.filter((hit) => hit.count === most).sort((a, b) => b.score - a.score || (a.row[1] < b.row[1] ? -1 : 1));
    const found = phrases.length ? await saying(fitting, phrases) : fitting;
    return { hits: found, words, phrases, whole: most === telling.length };
  }

  // Those of the hits whose text has every phrase, looked up in batches until a page is full.
  async function saying(hits, phrases) {
    const found = [];
    for (let at = 0; at < hits.length && found.length < SHOWN; at += BATCH) {
      const part = hits.slice(at, at + BATCH).filter((hit) => hit.row[6]);
      const texts = await Promise.all(part.map((hit) => textOf(hit.row)));
      part.forEach((hit, number) => {
        const whole = plain([hit.row[2], ...texts[number].map((section) => `${section[1]} ${section[2]}`)].join(" "));
        if (phrases.every((phrase) => whole.includes(phrase))) found.push(hit);
      });
    }
    return found;
  }

  const textOf = async (row) => (row[6] ? ((await file(`t/${row[0].replace(/\/index\.html$/, "")}`)) ?? []) : []);

  // The section that says most of what was looked for, and the piece of it to show.
  function excerpt(sections, words, phrases) {
    let best = null;
    for (const [anchor, heading, text] of sections) {
      const lower = plain(text);
      const points = words.filter((word) => lower.includes(word)).length + phrases.filter((phrase) => lower.includes(phrase)).length * 5
        + words.filter((word) => plain(heading).includes(word)).length;
      if (points && (!best || points > best.points)) best = { points, anchor, heading, text, lower };
    }
    if (!best) return null;
    const places = [...phrases, ...words].map((word) => best.lower.indexOf(word)).filter((place) => place >= 0);
    const middle = places.length ? places[0] : 0;
    const start = Math.max(0, best.text.lastIndexOf(" ", Math.max(0, middle - 50)));
    const whole = start + 150 >= best.text.length;
    const cut = best.text.slice(start, start + 150);
    const last = cut.lastIndexOf(" ");
    const piece = (whole || last < 1 ? cut : cut.slice(0, last)).trim();
    return { ...best, piece: `${start ? "… " : ""}${piece}${whole ? "" : " …"}` };
  }

  function marked(text, words) {
    const parts = document.createDocumentFragment();
    const sought = words.filter((word) => word.length > 1).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = sought.length ? new RegExp(`(${sought.join("|")})`, "giu") : null;
    for (const [number, part] of (pattern ? text.split(pattern) : [text]).entries()) {
      if (number % 2) {
        const mark = document.createElement("mark");
        mark.textContent = part;
        parts.append(mark);
      } else parts.append(part);
    }
    return parts;
  }

  function item(hit) {
    const [address, name, title, kind, owner] = hit.row;
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${root}/${address}`;
    link.textContent = name ? `${name} ${title}` : title;
    const line = document.createElement("p");
    line.textContent = [kind, owner].filter(Boolean).join(" · ");
    entry.append(link, line);
    return { entry, link };
  }

  let latest = 0;
  async function show() {
    const turn = ++latest;
    const text = field.value.trim();
    if (text.length < 2) {
      panel.hidden = true;
      return;
    }
    const { hits, words, phrases, whole } = await search(text);
    if (turn !== latest) return;
    const items = hits.slice(0, SHOWN).map((hit) => ({ hit, ...item(hit) }));
    list.replaceChildren(...items.map((each) => each.entry));
    const found = qmsCount(hits.length > SHOWN ? "script.first-pages" : "script.pages", hits.length, { shown: SHOWN });
    said.textContent = !hits.length ? qmsSay("script.nothing") : whole ? found : qmsSay("script.partly", { found });
    panel.hidden = false;
    for (const { hit, entry, link } of items) {
      const sections = await textOf(hit.row);
      if (turn !== latest) return;
      const found = excerpt(sections, words, phrases);
      if (!found) continue;
      if (found.anchor && !(hit.told >= 20)) link.href = `${root}/${hit.row[0]}#${encodeURIComponent(found.anchor)}`;
      const line = document.createElement("p");
      line.append(found.heading && found.heading !== hit.row[2] ? `${found.heading}: ` : "", marked(found.piece, phrases.length ? phrases : words));
      entry.append(line);
    }
  }

  const close = () => { panel.hidden = true; };
  field.addEventListener("input", show);
  field.addEventListener("focus", () => { if (field.value && panel.hidden) show(); });
  field.form.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      field.focus();
      close();
    } else if (event.key === "ArrowDown" && links.length && !panel.hidden) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] ?? field).focus();
    } else if (event.key === "Enter" && event.target === field && links.length && !panel.hidden) {
      links[0].click();
    }
  });
  document.addEventListener("click", (event) => { if (!field.form.contains(event.target)) close(); });
  field.form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !field.form.contains(event.relatedTarget)) close();
  });
  file("documents");
  if (field.value) show();
})();
