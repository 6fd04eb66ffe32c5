// Only served by `wizard run --reload`. It asks which version of the folder is served, and loads the page again when
// that is another one than this page was made from. The question that was open comes back: this script notes its URL in
// history.state just before, which readers' pages never do. It runs before wizard.js, which writes history.state anew.
(() => {
  const {version, asks} = document.currentScript.dataset;
  const guide = document.getElementById('step'); // the page with the problems has none, and passes the place on
  const {scroll, url, ...state} = history.state ?? {};
  let asking = false, shown = location.href;

  if (guide && scroll !== undefined) {
    const back = () => setTimeout(() => scrollTo(0, scroll));
    history.replaceState(state, '');
    if (url === location.href) addEventListener('load', back);
    else {
      document.addEventListener('htmx:finally:swap', back, {once: true});
      addEventListener('DOMContentLoaded', () => htmx.ajax('GET', url, {source: '#main', restoring: true}));
    }
  }
  document.addEventListener('htmx:after:swap', ({detail: {ctx}}) => { shown = ctx.response.raw.url; });

  async function ask() {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(asks, {cache: 'no-store'});
      if (answer.status === 404) clearInterval(timer); // served without --reload now
      if (answer.ok && (await answer.text()) !== version) {
        if (guide) history.replaceState({...history.state, scroll: scrollY, url: shown}, '');
        clearInterval(timer);
        return location.reload(); // still asking, so that nothing else is asked
      }
    } catch {
      // the server is away, and may come back
    }
    asking = false;
  }

  const timer = setInterval(ask, 200);
  document.addEventListener('visibilitychange', ask);
})();
