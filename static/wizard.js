// The page works without this file. With it, links swap the step in place, and the history holds one address for all
// questions of a flow: history.state says which to show. Its entries belong to one document, reloaded or not, so that
// "Leave this page" can blank the page, go back over them and only then leave.
(() => {
  const byId = (id) => document.getElementById(id);
  const say = (id, filled) => byId(id).replaceChildren(...(filled ? [byId(id + '-text').content.cloneNode(true)] : []));
  const root = document.documentElement, site = document.querySelector('.site'), here = location.href.split('#')[0];
  let {url = here, depth = 0} = history.state ?? {}, restored = url === here;
  let tapped = -1e9, x, y, alone, shifts, released, leaving, current, waiting;

  const show = (to, restoring) => window.htmx ? htmx.ajax('GET', to, {source: '#main', restoring}) : location.replace(to);

  function leave() {
    if (leaving) return;
    leaving = root.hidden = true;
    document.title = site.textContent;
    window.name = 'leaving'; // a restored tab loads the page there
    const back = Math.min(depth, window.navigation?.currentEntry?.index ?? history.length - 1);
    back ? history.go(-back) : go();
  }

  function go() {
    window.name = '';
    history.replaceState(null, '', site.href);
    history.pushState(null, '', site.href); // drops what is ahead
    top.location.replace(document.querySelector('.leave').href);
  }

  const acts = {
    copy: ({url}) => navigator.clipboard.writeText(url),
    share: navigator.share?.bind(navigator),
    print: window.print?.bind(window),
  };
  const ready = () => document.querySelectorAll('[data-act]').forEach((button) => {
    button.parentNode.hidden = !acts[button.dataset.act];
  });

  async function press({dataset, lastElementChild: label}) {
    const {act, word, done} = dataset, status = byId('done'), link = byId('link');
    try {
      await acts[act](dataset);
      if (!done) return;
      label.textContent = status.textContent = done;
      setTimeout(() => { label.textContent = word; status.textContent = ''; }, 3000);
    } catch ({name}) {
      if (name === 'AbortError') return;
      link.closest('details').open = true;
      link.focus();
      link.select();
      status.textContent = status.dataset.failed;
    }
  }

  if (window.name === 'leaving') leave();
  ready();
  byId('step').hidden = !restored;
  if (restored) history.replaceState({url, depth}, '', location.search ? byId('step').dataset.shown : null);
  else addEventListener('DOMContentLoaded', () => show(url, true));
  addEventListener('popstate', ({state}) => {
    if (leaving) return setTimeout(go);
    ({url, depth} = state ?? {url, depth});
    show(url, true);
  });
  addEventListener('pageshow', ({persisted}) => persisted && leaving && location.replace(site.href));
  for (const name of ['keydown', 'pointerdown', 'wheel']) {
    addEventListener(name, ({key, repeat, altKey, ctrlKey, target}) => {
      if (!repeat) alone = key === 'Shift' && !altKey && !ctrlKey && !target.matches(':read-write');
    });
  }
  addEventListener('keyup', ({key, timeStamp}) => {
    if (key !== 'Shift') alone = false;
    shifts = alone && (timeStamp - released < 1500 && shifts) + 1;
    released = timeStamp;
    if (shifts > 2) leave();
  });
  addEventListener('click', (event) => {
    const {target, detail, timeStamp, clientX, clientY} = event, button = target.closest('[data-act]');
    if (target.closest('.leave')) leave(event.preventDefault());
    else if (target.matches('[href^="#"]')) byId(target.hash.slice(1)).focus(event.preventDefault()); // notes no address
    else if (button) press(button);
    else if (target.closest('#failed button')) show(current.request.action, current.restoring);
    else if (detail && target.closest('#step a')) { // a pointer; keyboards report 0
      if (timeStamp - tapped < 400 && Math.hypot(clientX - x, clientY - y) < 24) {
        event.preventDefault(event.stopImmediatePropagation());
      }
      [tapped, x, y] = [timeStamp, clientX, clientY];
    }
  }, true);
  if (!window.htmx) return;
  const on = (name, act) => document.addEventListener('htmx:' + name, (event) => act(event.detail.ctx, event));
  on('before:request', (ctx) => {
    current = ctx;
    delete ctx.request.headers['HX-Current-URL'];
    say('failed');
    clearTimeout(waiting);
    waiting = setTimeout(say, 300, 'busy', true);
  });
  on('finally:request', (ctx) => ctx === current && say('busy', clearTimeout(waiting)));
  on('error', () => say('failed', true));
  on('before:swap', ({response, text}, event) => {
    if (response.status < 400 && text.includes('id="step"') && !leaving) return;
    event.preventDefault();
    say('failed', true);
  });
  on('after:swap', (ctx) => {
    if (ctx !== current) return;
    const {dataset, lang} = byId('step');
    url = ctx.response.raw.url;
    document.title = site.textContent; // noted for the address that is left
    if (!ctx.restoring) history.pushState({url, depth: ++depth}, '', dataset.shown);
    document.title = ctx.title;
    scrollTo(0, 0);
    if (restored && (lang !== root.lang || 'whole' in dataset)) return location.reload();
    restored = true;
    tapped = performance.now();
    ready();
    document.querySelector('h1').focus({preventScroll: true});
  });
  const never = () => () => { throw new Error('no code from markup'); };
  const policy = {createHTML: (html) => html, createScript: () => ''};
  const init = (api) => api.initSecurity(window.trustedTypes?.createPolicy('htmx', policy) ?? policy, never, never);
  htmx.registerExtension('tt', {init});
  document.body.removeAttribute('data-hx-ignore');
  htmx.process(document.body);
})();
