// The page works without this file. With it, a step is swapped in place and the browser's history holds one address
// for all questions of a flow: Back and Forward read which step to show from history.state. "Leave this page" blanks
// the page, goes back over the flow's entries and only then leaves, so that neither Back nor Forward show an answer.
(() => {
  const byId = (id) => document.getElementById(id);
  const here = location.pathname + location.search;
  let depth = history.state?.depth ?? 0;
  let restoring = false;
  let leaving = false;
  let tapped = -1e9;
  let retry;

  const say = (id, filled) => byId(id).replaceChildren(...(filled ? [byId(id + '-text').content.cloneNode(true)] : []));

  function show(url) {
    restoring = true;
    if (window.htmx) {
      htmx.ajax('GET', url, {source: '#step', target: '#step', select: '#step', selectOOB: '#languages', swap: 'outerHTML', push: false});
    } else {
      location.replace(url);
    }
  }

  function leave(href) {
    leaving = true;
    document.documentElement.hidden = true;
    document.title = document.querySelector('.site').textContent;
    const go = () => { location.href = href; };
    if (!depth) return go();
    addEventListener('popstate', () => setTimeout(go), {once: true});
    setTimeout(go, 1000);
    history.go(-depth);
  }

  if (history.state?.url && history.state.url !== here) {
    addEventListener('DOMContentLoaded', () => show(history.state.url));
  } else {
    history.replaceState({url: here, depth}, '');
  }

  addEventListener('popstate', (event) => {
    if (leaving) return;
    if (event.state?.url) {
      depth = event.state.depth;
      show(event.state.url);
    } else {  // a link within the page, such as the skip link
      depth += 1;
      history.replaceState({url: byId('step').dataset.url || here, depth}, '');
    }
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted && leaving) location.replace(document.querySelector('.site').href);
  });

  addEventListener('click', (event) => {
    const way = event.target.closest('a[href]');
    if (way?.matches('.leave')) {
      event.preventDefault();
      leave(way.href);
    } else if (way?.closest('#step') && event.detail) {  // a pointer; keyboards report 0
      if (event.timeStamp - tapped < 500) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
      tapped = event.timeStamp;
    } else if (event.target.closest('#failed button')) {
      show(retry);
    }
  }, true);

  let shifts = [];
  addEventListener('keyup', (event) => {
    shifts = event.key === 'Shift' ? [...shifts.filter((at) => event.timeStamp - at < 5000), event.timeStamp] : [];
    if (shifts.length === 3) leave(document.querySelector('.leave').href);
  });

  const on = (name, act) => document.addEventListener('htmx:' + name, act);
  let waiting;
  on('config:request', ({detail}) => { delete detail.ctx.request.headers['HX-Current-URL']; });
  on('before:request', ({detail}) => {
    retry = detail.ctx.request.action;
    say('failed');
    waiting = setTimeout(() => say('busy', true), 300);
  });
  on('finally:request', () => { clearTimeout(waiting); say('busy'); });
  on('error', () => say('failed', true));
  on('before:swap', (event) => {
    const {response, text} = event.detail.ctx;
    if (response.status < 400 && text.includes('id="step"')) return;
    event.preventDefault();
    say('failed', true);
  });
  on('finally:swap', ({detail}) => {
    const step = byId('step');
    const final = new URL(detail.ctx.response.raw.url);
    const url = final.pathname + final.search;
    step.dataset.url = url;
    if (!restoring) {
      depth += 1;
      history.pushState({url, depth}, '', step.dataset.shown);
    }
    restoring = false;
    tapped = performance.now();
    scrollTo(0, 0);
    step.querySelector('h1').focus({preventScroll: true});
  });

  window.htmx?.registerExtension('tt', {
    init(api) {
      const never = () => () => { throw new Error('no code from markup'); };
      const policy = {createHTML: (html) => html, createScript: () => ''};
      api.initSecurity(window.trustedTypes ? trustedTypes.createPolicy('htmx', policy) : policy, never, never);
    },
  });
})();
