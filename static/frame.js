// Only where a site names others that may frame it. Inside a frame the page has no bar, tells its height to the page
// around it, brings each new step into view there, and its links to other sites take the place of both.
(() => {
  if (parent === window) return;
  const root = document.documentElement, around = location.ancestorOrigins?.[0];
  const sites = document.currentScript.dataset.sites.split(' ').filter((site) => site === (around ?? site));
  const tell = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    for (const site of sites) parent.postMessage({wizard: {height}}, site);
  };
  root.classList.add('framed');
  new ResizeObserver(tell).observe(root);
  addEventListener('load', tell);
  document.addEventListener('htmx:after:swap', () => {
    tell();
    document.querySelector('h1').scrollIntoView({block: 'nearest'});
  });
  addEventListener('click', ({target}) => {
    const link = target.closest('a');
    if (link && link.origin !== location.origin) link.target = '_top';
  }, true);
})();
