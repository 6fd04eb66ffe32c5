// The page works without this file. With it, a step is swapped in place and the browser's history holds one address
// for all questions of a flow: Back and Forward read which step to show from history.state. "Leave this page" blanks
// the page, goes back over the flow's entries and only then leaves, so that neither Back nor Forward show an answer.
(() => {
  const byId = (id) => document.getElementById(id);
  const here = location.pathname + location.search;
  let depth = history.state?.depth ?? 0;
  let tapped = -1e9, shifts = [], leaving, failed, waiting;
  const say = (id, filled) => byId(id).replaceChildren(...(filled ? [byId(id + '-text').content.cloneNode(true)] : []));

  function show(url, restoring) {
    const place = {source: '#step', target: '#step', select: '#step', selectOOB: '#languages', swap: 'outerHTML'};
    if (window.htmx) htmx.ajax('GET', url, {...place, push: false, restoring});
    else location.replace(url);
  }

  function leave() {
    leaving = true;
    document.documentElement.hidden = true;
    document.title = document.querySelector('.site').textContent;
    const go = () => { location.href = document.querySelector('.leave').href; };
    if (!depth) return go();
    addEventListener('popstate', () => setTimeout(go), {once: true});
    history.go(-depth);
  }

  const acts = {
    copy: () => navigator.clipboard?.writeText(byId('link').value).then(() => { byId('done').textContent = byId('done').dataset.text; }),
    share: () => navigator.share?.({url: byId('link').value}).catch(() => {}),
  };
  const ready = () => document.querySelectorAll('[data-act]').forEach((button) => {
    button.parentNode.hidden = !navigator[button.dataset.act === 'copy' ? 'clipboard' : 'share'];
  });

  ready();
  if (history.state?.url && history.state.url !== here) {
    addEventListener('DOMContentLoaded', () => show(history.state.url, true));
  } else {
    history.replaceState({url: here, depth}, '');
  }
  addEventListener('popstate', ({state}) => {
    if (leaving) return;
    if (!state?.url) return history.replaceState({url: byId('step').dataset.url || here, depth: ++depth}, ''); // a link within the page
    depth = state.depth;
    show(state.url, true);
  });
  addEventListener('pageshow', ({persisted}) => persisted && leaving && location.replace(document.querySelector('.site').href));
  addEventListener('keyup', ({key, timeStamp}) => {
    shifts = key === 'Shift' ? [...shifts.filter((at) => timeStamp - at < 5000), timeStamp] : [];
    if (shifts.length > 2) leave();
  });
  addEventListener('click', (event) => {
    const {target, detail, timeStamp} = event;
    if (target.closest('.leave')) {
      event.preventDefault();
      leave();
    } else if (target.dataset.act) {
      acts[target.dataset.act]();
    } else if (target.closest('#failed button')) {
      show(failed.request.action, failed.restoring);
    } else if (detail && target.closest('#step a')) { // a pointer; keyboards report 0
      if (timeStamp - tapped < 500) event.preventDefault(event.stopImmediatePropagation());
      tapped = timeStamp;
    }
  }, true);
  if (!window.htmx) return;
  const on = (name, act) => document.addEventListener('htmx:' + name, act);
  on('config:request', ({detail}) => { delete detail.ctx.request.headers['HX-Current-URL']; });
  on('before:request', ({detail}) => {
    failed = detail.ctx;
    say('failed');
    waiting = setTimeout(say, 300, 'busy', true);
  });
  on('finally:request', () => { clearTimeout(waiting); say('busy'); });
  on('error', () => say('failed', true));
  on('before:swap', (event) => {
    const {response, text} = event.detail.ctx;
    if (response.status < 400 && text.includes('id="step"')) return;
    event.preventDefault();
    say('failed', true);
  });
  on('finally:swap', ({detail: {ctx}}) => {
    const step = byId('step');
    const {pathname, search} = new URL(ctx.response.raw.url);
    const url = step.dataset.url = pathname + search;
    if (!ctx.restoring) history.pushState({url, depth: ++depth}, '', step.dataset.shown);
    tapped = performance.now();
    ready();
    scrollTo(0, 0);
    step.querySelector('h1').focus({preventScroll: true});
  });
  const never = () => () => { throw new Error('no code from markup'); };
  const policy = {createHTML: (html) => html, createScript: () => ''};
  htmx.registerExtension('tt', {
    init: (api) => api.initSecurity(window.trustedTypes?.createPolicy('htmx', policy) ?? policy, never, never),
  });
  byId('main').removeAttribute('data-hx-ignore'); // without this file htmx leaves the links alone
  htmx.process(byId('main'));
})();
