// The page works without this file. With it, links swap the step in place, and the history has one address for all
// questions of a flow. Which of them an entry shows is in the memory of this page only: browsers write their history to
// files, so an entry has only numbers. While a reader reads, the pages behind the answers are fetched into that memory.
// All entries belong to one document, so that "Leave this page" can blank the page, go back over them and then leave.
(() => {
  const byId = (id) => document.getElementById(id);
  const say = (id, filled) => byId(id).replaceChildren(...(filled ? [byId(id + '-text').content.cloneNode(true)] : []));
  const root = document.documentElement, site = () => document.querySelector('.site');
  const bare = (address) => new URL(address, location).href.split('#')[0];
  const steps = []; // the pages that the entries of the history show, by depth; old ones without their text
  let {depth = 0, more} = history.state ?? {};
  let ahead = new Map(), fetching; // the pages that are fetched ahead, by URL, and what stops the fetch that is running
  let tapped = -1e9, x, y, alone, shifts, released, leaving, current, waiting, place;
  let queue = []; // the ids of what was tapped while a page was awaited

  const show = (to, restoring) => htmx.ajax('GET', to, {source: '#main', restoring});
  const explain = () => byId('gone')?.removeAttribute('hidden');

  const pageOf = (text, url) => ({url, text: () => text, headers: []}); // what htmx needs of a response

  // Writes an entry: how many entries are before it, and whether the page has more than the address says.
  function note(write, page, address) {
    steps[depth] = {...page};
    delete steps[depth - 30]?.text; // Back asks for it again
    history[write]({depth, more: +(bare(address) !== page.url)}, '', address);
  }

  function leave() {
    if (leaving) return;
    leaving = root.hidden = true;
    fetching?.abort();
    document.title = site().textContent;
    window.name = 'leaving'; // a restored tab loads the page there
    const back = Math.min(depth, window.navigation?.currentEntry?.index ?? history.length - 1);
    back ? history.go(-back) : go();
  }

  function go() {
    window.name = '';
    history.replaceState(null, '', site().href);
    history.pushState(null, '', site().href); // drops what is ahead
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

  note('replaceState', pageOf(root.outerHTML, bare('')), location.search ? byId('step').dataset.shown : location.hash);
  if (window.name === 'leaving') leave();
  ready();
  if (more) explain();
  addEventListener('popstate', ({state}) => {
    if (leaving) return setTimeout(go);
    depth = state?.depth ?? depth;
    show(steps[depth]?.url ?? location.href, true);
  });
  addEventListener('pageshow', ({persisted}) => persisted && leaving && location.replace(site().href));
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
    const link = target.closest('#step a'), stop = () => event.preventDefault(event.stopImmediatePropagation());
    if (target.closest('.leave')) leave(event.preventDefault());
    else if (target.matches('[href^="#"]')) byId(target.hash.slice(1)).focus(event.preventDefault()); // notes no address
    else if (button) press(button);
    else if (target.closest('#failed button')) current.restoring ? show(current.request.action, true) : current.sourceElement.click();
    else if (waiting && link?.id) stop(queue.push(link.id)); // a box or "Continue", whose link will be another one
    else if (detail && link) { // a pointer; keyboards report 0
      if (timeStamp - tapped < 400 && Math.hypot(clientX - x, clientY - y) < 24) stop();
      [tapped, x, y] = [link.hash ? -1e9 : timeStamp, clientX, clientY]; // a box can be tapped again at once
    }
  }, true);

  const known = (to) => ahead.get(to) ?? steps.find((page) => page?.text && page.url === to);

  // Asks for a page. Anything else, such as the page of a hotel's network, is a failure.
  async function load(to, options) {
    const response = await fetch(to, options), text = await response.text();
    if (!response.ok || !text.includes('id="step"')) throw response;
    return pageOf(text, response.url);
  }

  // Takes a page from the memory or asks for it. What else is being fetched ahead stops: it would slow this down.
  function take(action, request) {
    const to = bare(action);
    if (fetching?.to !== to) fetching?.abort();
    request.signal.onabort = () => fetching?.abort(request.signal.reason);
    return known(to) ?? load(to, request);
  }

  // Fetches the pages behind the first four answers, one by one, until the reader asks for a page. An outcome is long:
  // after 12,000 characters it is enough, so that a question costs 8 kB on the wire at most, on average. Of boxes, it
  // fetches only the page behind those that are ticked.
  async function prepare(asked) {
    let size = 0;
    // Links with `rel` are to dates.
    for (const {href} of document.querySelectorAll('#step :is(.boxes + p, .answers li:nth-child(-n+4)) a:not([rel])')) {
      if (navigator.connection?.saveData || leaving || current !== asked || size > 12e3) return;
      if (known(href)) continue;
      fetching = new AbortController();
      fetching.to = href;
      const page = load(href, {signal: fetching.signal, priority: 'low'});
      ahead.set(href, page);
      await page.then(({text}) => { size += text().length; }, () => ahead.delete(href));
    }
  }
  const later = () => setTimeout(prepare, 200, current); // browsers may never call back from requestIdleCallback

  const on = (name, act) => document.addEventListener('htmx:' + name, (event) => act(event.detail.ctx, event));
  on('before:request', (ctx) => {
    current = ctx;
    ctx.fetch = take;
    delete ctx.request.headers['HX-Current-URL'];
    say('failed');
    clearTimeout(waiting);
    waiting = setTimeout(say, 300, 'busy', true);
  });
  on('finally:request', (ctx) => ctx === current && say('busy', waiting = clearTimeout(waiting)));
  on('error', () => say('failed', true));
  on('before:swap', (ctx, event) => {
    if (leaving || ctx !== current) event.preventDefault();
    place = ctx.sourceElement.getBoundingClientRect().top;
  });
  on('after:swap', (ctx) => {
    if (ctx !== current) return;
    const {raw} = ctx.response, {dataset, lang} = byId('step'), box = byId(ctx.request.anchor);
    const lost = !steps[depth] && history.state?.more;
    document.title = site().textContent; // noted for the address that is left
    depth += !(ctx.restoring || box);
    if (ctx.restoring) steps[depth] = raw;
    else note(box ? 'replaceState' : 'pushState', raw, dataset.shown);
    document.title = ctx.title;
    if (lang !== root.lang || ctx.text.includes('<script data-own')) adopt(ctx.text);
    if (lost) explain();
    later();
    ready();
    (box ?? document.querySelector('h1')).focus({preventScroll: true});
    if (box) {
      delete ctx.request.anchor; // htmx would scroll there
      scrollBy(0, box.getBoundingClientRect().top - place);
      return setTimeout(next);
    }
    scrollTo(0, 0);
    ahead = new Map();
    tapped = performance.now();
    queue = [];
  });
  // After a box was changed: says how many are ticked, and taps what was tapped while the page was awaited.
  const next = () => {
    byId('busy').textContent = byId('tally').textContent;
    byId(queue.shift())?.click();
  };
  const never = () => () => { throw Error(); }; // no code from markup
  const same = (text) => text, rules = {createHTML: same, createScriptURL: same, createScript: () => ''};
  const policy = window.trustedTypes?.createPolicy('htmx', rules) ?? rules;

  // Takes over what a page has around its step, for another language, and its own script. To load it would lose the
  // memory.
  function adopt(text) {
    const page = new DOMParser().parseFromString(policy.createHTML(text), 'text/html');
    ({lang: root.lang, dir: root.dir} = page.documentElement);
    document.body.replaceChildren(...page.body.childNodes);
    htmx.process(document.body);
    const fresh = ({src, integrity}) => Object.assign(document.createElement('script'), {
      integrity, src: policy.createScriptURL(src),
    });
    // Browsers do not run a script that was parsed here. That of the search waits in a template.
    for (const script of page.querySelectorAll('[data-own]')) document.body.append(fresh(script));
    const engine = byId('engine')?.content.firstElementChild;
    engine?.replaceWith(fresh(engine));
  }

  htmx.registerExtension('tt', {init: (api) => api.initSecurity(policy, never, never)});
  addEventListener('load', later);
  document.body.removeAttribute('data-hx-ignore');
  htmx.process(document.body);
})();
