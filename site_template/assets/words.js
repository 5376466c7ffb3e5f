// The words of scripts, which qmsdoc writes above in the language of the manual.
(() => {
  "use strict";
  const { texts, plurals } = window.qmsWords;
  const filled = (text, facts) => text.replace(/\{([a-z_]+)\}/g, (_, name) => String(facts[name]));
  window.qmsSay = (key, facts = {}) => filled(texts[key], facts);
  window.qmsCount = (key, n, facts = {}) => {
    const forms = texts[key];
    const category = plurals[n < 100 ? n : 100 + (n % 100)];
    return filled(typeof forms === "string" ? forms : forms[category] ?? forms.other, { n, ...facts });
  };
})();
