// Keeps a page in step with the files of the portal while `docent serve` runs. It is in no built site.
//
// The server tells the fingerprints of what it shows. Those of this page stand on the script element, so whatever was
// missed meanwhile (a sleeping computer, a restarted server) is made up for with the first message.
(() => {
  "use strict";

  const page = { ...document.currentScript.dataset };
  const SCROLL = "docent-scroll";
  let source;

  const reload = () => {
    const place = { path: location.pathname, x: scrollX, y: scrollY };
    try {
      sessionStorage.setItem(SCROLL, JSON.stringify(place));
    } catch {
      // A browser without storage reloads at the top.
    }
    location.reload();
  };

  const returnToPlace = () => {
    try {
      const place = JSON.parse(sessionStorage.getItem(SCROLL));
      sessionStorage.removeItem(SCROLL);
      if (place && place.path === location.pathname) {
        scrollTo({ left: place.x, top: place.y, behavior: "instant" });
      }
    } catch {
      // See above.
    }
  };

  // The names of style sheets change with their content. The page as it is now knows them; a request can parse it
  // without a sink that Trusted Types guards.
  const renewStyles = (print) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.open("GET", location.pathname + location.search);
    request.onload = () => replaceStyles(styleLinks(request.response || document), print);
    request.onerror = reload;
    request.send();
  };

  const styleLinks = (from) => [...from.querySelectorAll('link[rel~="stylesheet"]')];

  const replaceStyles = (fresh, print) => {
    const old = styleLinks(document);
    if (old.length !== fresh.length) {
      reload();
      return;
    }
    old.forEach((link, index) => replaceStyle(link, document.importNode(fresh[index]), print));
  };

  const replaceStyle = (old, link, print) => {
    const address = new URL(link.getAttribute("href"), document.baseURI);
    address.searchParams.set("docent", print);
    link.href = address.href;
    // The old style stays until the new one is there: no flash of an unstyled page.
    link.addEventListener("load", () => old.remove());
    link.addEventListener("error", reload);
    old.after(link);
  };

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };

  const item = (problem) => {
    const made = element("li", {}, element("h2", {}, problem.message), element("p", { class: "code" }, problem.code));
    const add = (name, attributes, text) => text && made.append(element(name, attributes, text));
    add("pre", { tabindex: "0" }, problem.excerpt);
    add("p", { class: "help" }, problem.help && `Help: ${problem.help}`);
    return made;
  };

  // The errors lie over the last good page in a shadow tree: neither styles the other.
  const overlay = {
    host: null,
    shown: "",

    show({ problems, more, errors }) {
      if (errors === this.shown) {
        return;
      }
      this.hide();
      this.shown = errors;
      const count = problems.length + more;
      const heading = `The portal has ${count === 1 ? "1 error" : `${count} errors`}`;
      const close = element("button", { type: "button" }, "Close");
      const dialog = element(
        "dialog",
        { class: "problems", "aria-labelledby": "title" },
        element("h1", { id: "title" }, heading),
        element("p", {}, "Behind this is the site as it was before. It follows as soon as the files are right."),
        close,
        element("ol", {}, ...problems.map(item)),
        more > 0 ? element("p", {}, `And ${more} more.`) : "",
      );
      this.host = element("docent-problems", { lang: "en", dir: "ltr" });
      const tree = this.host.attachShadow({ mode: "open" });
      const style = element("link", { rel: "stylesheet", href: "/_docent/problems.css" });
      tree.append(style, dialog);
      document.documentElement.append(this.host);
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => this.host?.remove());
      dialog.showModal();
    },

    hide() {
      // Closing gives the focus back to where it was.
      this.host?.shadowRoot.querySelector("dialog").close();
      this.host?.remove();
      this.host = null;
      this.shown = "";
    },
  };

  const follow = (message) => {
    const newErrors = page.showing === "problems" && message.errors !== page.errors;
    // One of the first pages of a site is one of all of them, once these are there.
    if (message.first && page.pages === message.first) {
      page.pages = message.pages;
    }
    // While there is none, an index is being made: a page that was shown meanwhile waits for it and gets the new one.
    page.index ||= message.index;
    const newIndex = message.index && message.index !== page.index;
    if (message.pages !== page.pages || newIndex || newErrors) {
      source.close();
      reload();
      return;
    }
    if (message.styles !== page.styles) {
      page.styles = message.styles;
      renewStyles(message.styles);
    }
    if (page.showing !== "problems") {
      message.problems.length > 0 ? overlay.show(message) : overlay.hide();
    }
  };

  // A hidden page does not listen: browsers allow six connections to one server, for all its tabs together.
  const listen = () => {
    source?.close();
    if (document.visibilityState === "visible") {
      source = new EventSource("/_docent/events");
      source.addEventListener("message", (event) => follow(JSON.parse(event.data)));
    }
  };

  returnToPlace();
  document.addEventListener("visibilitychange", listen);
  addEventListener("pageshow", (event) => event.persisted && listen());
  addEventListener("pagehide", () => source?.close());
  listen();
})();
