// Shows a preview anew once its files have changed. While they have not, this script is what the server answers with;
// the state that the page shows stands in its address, which is asked again as long as somebody looks.
(() => {
  "use strict";
  const own = document.currentScript;
  const address = own.src.replace(/&.*/, "");
  own.remove();
  const ask = () => {
    if (document.hidden) {
      document.addEventListener("visibilitychange", ask, { once: true });
      return;
    }
    const next = document.createElement("script");
    next.src = `${address}&${Date.now()}`;
    next.addEventListener("error", () => setTimeout(ask, 5000));
    document.head.append(next);
  };
  setTimeout(ask, 1000);
})();
