// Search, loaded when a reader first goes to the field. The index is script files, so that it also works from a folder.
// Their form, and how a text is split into words, are those of qmsdoc/render/search.py.
(() => {
  "use strict";
  const root = document.querySelector("[data-root]").dataset.root;
  const field = document.getElementById("__qms-search");
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

  const ACCENT = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/g;
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])\\p{L})+-\\d+|\\d+(?:\\.\\d+)+|(?:(?![${UNSPACED}])[\\p{L}\\p{N}]|[\\u0900-\\u0963\\u0966-\\u0dff])+`, "gu");
  const RUN = new RegExp(`^[${UNSPACED}]+$`, "u");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(ACCENT, "").normalize("NFC").replace(/ß/g, "ss");
  function split(text) {
    return (plain(text).match(WORD) ?? []).flatMap((word) => {
      const letters = [...word];
      return RUN.test(word) && letters.length > 2 ? letters.slice(1).map((letter, at) => letters[at] + letter) : [word];
    }).filter((word) => [...word].length > 1);
  }
  const shard = (word) => (/^[\x00-\x7f]/.test(word)
    ? `w-${word.slice(0, 2).replace(/[^a-z0-9]/g, "_")}` : `w-_${(word.codePointAt(0) >> 5).toString(16)}`);

  // Words of questions, which tell nothing of what is asked (English, German).
  const ASKING = new Set([
    "who", "whom", "whose", "what", "when", "where", "which", "why", "how", "is", "are", "was", "were", "be", "been", "do", "does", "did", "can",
    "could", "may", "might", "must", "shall", "should", "will", "would", "the", "an", "of", "in", "on", "to", "for", "and", "or", "by", "with", "at",
    "from", "it", "its", "this", "that", "there", "we", "our", "you", "your", "have", "has", "wer", "wem", "wen", "was", "wann", "wo", "welche",
    "welcher", "welches", "wie", "warum", "ist", "sind", "war", "wird", "werden", "darf", "muss", "kann", "soll", "hat", "haben", "der", "die",
    "das", "den", "dem", "des", "ein", "eine", "einer", "einen", "einem", "und", "oder", "von", "vom", "zu", "zum", "zur", "im", "in", "am", "an",
    "auf", "fur", "mit", "bei", "aus", "es", "sich", "wir"
  ]);

  // What is left of a word without its endings, English and German: approves, approved and approval are one.
  const ENDING = /(?:ations?|at(?:e[ds]?|ing|ors?)|ungen|ung|ings?|ions?|i(?:es|ed)|e(?:rn|rs?|st|nd|n|m|s|d)|als?|ors?|ly|te[nt]?|[yens])$/;
  const stems = new Map();
  function stem(word) {
    if (!stems.has(word)) {
      let rest = word;
      for (let turn = 0; turn < 2 && rest.length > 4 && !/\d|ss$|us$/.test(rest); turn += 1) {
        const found = rest.replace(ENDING, "");
        if (found.length < 4) break;
        rest = found;
      }
      stems.set(word, rest);
    }
    return stems.get(word);
  }

  // Whether one word becomes the other with so many letters left out, put in, changed or swapped with their neighbour.
  function near(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return false;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= other.length; j += 1) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return false;
      [before, last] = [last, row];
    }
    return last[other.length] <= most;
  }

  // How well a word of the index is what was asked for: itself, begun so, another form of it; 0 for another word.
  const likeness = (found, word) => (found === word ? 3 : found.startsWith(word) ? 2 : word.length > 3 && stem(found) === stem(word) ? 1 : 0);

  function take(into, words, grade) {
    for (const [found, postings] of Object.entries(words)) {
      const grades = postings ? grade(found) : 0;
      if (!grades) continue;
      into.forms.add(found);
      let row = 0;
      for (const posting of postings) {
        row += posting >> 2;
        into.rows.set(row, Math.max(into.rows.get(row) ?? 0, (posting & 3) * 2 + grades));
      }
    }
  }

  // The rows that have a word, a form of it or, if none has, one with a wrong letter or two: row number to weight, and
  // the words found there. Null where the word tells nothing.
  async function having(word) {
    const { shards = [] } = (await file("documents")) ?? {};
    const own = (shards.includes(shard(word)) && (await file(shard(word)))) || {};
    if (own[word] === 0) return null;
    const found = { rows: new Map(), forms: new Set() };
    take(found, own, (each) => likeness(each, word));
    const most = /\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (found.rows.size || !most || !/^[a-z]/.test(word)) return found;
    take(found, own, (each) => (near(each, word, most) ? 1 : 0));
    if (found.rows.size) return found;
    const others = shards.filter((name) => /^w-[a-z]{2}$/.test(name) && (name[2] === word[0] || name[3] === word[1] || name.slice(2) === word[1] + word[0] || name[2] === word[1]));
    for (const words of await Promise.all(others.map(file))) take(found, words ?? {}, (each) => (near(each, word, most) ? 1 : 0));
    return found;
  }

  // A clause as people ask for it: 7.5, clause 7.5, iso9001-2015:7.5.
  const CITED = new RegExp(`^(?:(?:iso[^:]*:)?(?:(?:clause|${plain(qmsSay("script.clause"))}) )?)(\\d+(?:\\.\\d+)*)$`);

  // A number as people type it: qp12, wi 3, QP-0012.
  function called(name, query) {
    const [asked, own] = [query, plain(name)].map((text) => /^([a-z]+)[^a-z0-9]*0*(\d+)(.*)$/.exec(text));
    return asked && own && asked[1] === own[1] && asked[2] === own[2] && own[3].startsWith(asked[3]);
  }

  // What a row alone says: its number, title, owner and clauses.
  function known(row, query, words) {
    const [, name, title, kind, owner, clauses] = row;
    let score = 0;
    if (name && plain(name) === query) score += 200;
    else if (name && called(name, query)) score += 150;
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
    const all = [...new Set(split(query))];
    const asked = all.filter((word) => !ASKING.has(word));
    const words = asked.length ? asked : all;
    const [start, ...sets] = await Promise.all([file("documents"), ...words.map(having)]);
    const { rows = [] } = start ?? {};
    const telling = sets.filter(Boolean);
    const hits = [];
    rows.forEach((row, number) => {
      const count = telling.filter((set) => set.rows.has(number)).length;
      const score = telling.reduce((sum, set) => sum + (set.rows.get(number) ?? 0), 0);
      const told = known(row, query, words);
      if (count || told) hits.push({ row, told, count: told >= 20 ? telling.length : count, score: score + told });
    });
    // Documents come first; a page of another kind does only if it is just what was asked for.
    const first = (hit) => (hit.row[1] || hit.told >= 60 ? 0 : 1);
    const most = hits.reduce((found, hit) => Math.max(found, hit.count), 0);
    const least = hits.reduce((found, hit) => (first(hit) ? found : Math.max(found, hit.count)), 0);
    const fitting = hits.filter((hit) => hit.count >= (first(hit) ? most : least || most))
      .sort((a, b) => first(a) - first(b) || b.count - a.count || b.score - a.score || (a.row[1] < b.row[1] ? -1 : 1));
    const forms = words.map((word, at) => [word, ...(sets[at]?.forms ?? [])]);
    const found = phrases.length ? await saying(fitting, phrases) : asked.length > 1 && asked.length < all.length ? await answering(fitting, forms) : fitting;
    return { hits: found, forms, phrases, whole: most === telling.length };
  }

  // Of a question: first those of the best hits that say most of it in one place.
  async function answering(hits, forms) {
    const best = hits.slice(0, BATCH);
    const texts = await Promise.all(best.map((hit) => textOf(hit.row)));
    const points = new Map(best.map((hit, at) => [hit, excerpt(texts[at], forms, [])?.points ?? 0]));
    return [...best.sort((a, b) => points.get(b) - points.get(a)), ...hits.slice(BATCH)];
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

  // The section that says most of what was looked for, and the piece of it to show: where most of the words stand together.
  const PIECE = 150;
  function excerpt(sections, forms, phrases) {
    let best = null;
    for (const [anchor, heading, text] of sections) {
      const [lower, head] = [plain(text), plain(heading)];
      const places = [];
      forms.forEach((words, number) => {
        for (const word of words) for (let at = lower.indexOf(word); at >= 0 && places.length < 2000; at = lower.indexOf(word, at + word.length)) places.push([at, number]);
      });
      places.sort((a, b) => a[0] - b[0]);
      let [together, middle] = [0, 0];
      for (let from = 0, to = 0; from < places.length; from += 1) {
        while (to < places.length && places[to][0] - places[from][0] < PIECE) to += 1;
        const count = new Set(places.slice(from, to).map(([, number]) => number)).size;
        if (count > together) [together, middle] = [count, places[from][0]];
      }
      const told = phrases.filter((phrase) => lower.includes(phrase));
      const points = together * 2 + told.length * 10 + forms.filter((words) => words.some((word) => head.includes(word))).length;
      if (points && (!best || points > best.points)) best = { points, anchor, heading, text, middle: told.length ? lower.indexOf(told[0]) : middle };
    }
    if (!best) return null;
    const start = Math.max(0, best.text.lastIndexOf(" ", Math.max(0, best.middle - 50)));
    const whole = start + PIECE >= best.text.length;
    const cut = best.text.slice(start, start + PIECE);
    const last = cut.lastIndexOf(" ");
    const piece = (whole || last < 1 ? cut : cut.slice(0, last)).trim();
    return { ...best, piece: `${start ? "… " : ""}${piece}${whole ? "" : " …"}` };
  }

  function marked(text, words) {
    const parts = document.createDocumentFragment();
    const sought = words.filter((word) => word.length > 1).sort((a, b) => b.length - a.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
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
    const { hits, forms, phrases, whole } = await search(text);
    if (turn !== latest) return;
    const items = hits.slice(0, SHOWN).map((hit) => ({ hit, ...item(hit) }));
    list.replaceChildren(...items.map((each) => each.entry));
    const found = qmsCount(hits.length > SHOWN ? "script.first-pages" : "script.pages", hits.length, { shown: SHOWN });
    said.textContent = !hits.length ? qmsSay("script.nothing") : whole ? found : qmsSay("script.partly", { found });
    panel.hidden = false;
    for (const { hit, entry, link } of items) {
      const sections = await textOf(hit.row);
      if (turn !== latest) return;
      const found = excerpt(sections, forms, phrases);
      if (!found) continue;
      if (found.anchor && !(hit.told >= 20)) link.href = `${root}/${hit.row[0]}#${encodeURIComponent(found.anchor)}`;
      const line = document.createElement("p");
      line.append(found.heading && found.heading !== hit.row[2] ? `${found.heading}: ` : "", marked(found.piece, phrases.length ? phrases : forms.flat()));
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
