// Only where a site names others that may frame it. Inside a frame the page has no bar and tells its height to the page
// around it, and its links to other sites take the place of both.
(() => {
  if (parent === window) return;
  const root = document.documentElement, sites = document.currentScript.dataset.sites.split(' ');
  const tell = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    for (const site of sites) parent.postMessage({wizard: {height}}, site);
  };
  root.classList.add('framed');
  new ResizeObserver(tell).observe(root);
  addEventListener('load', tell); // a frame out of view is not observed
  addEventListener('click', ({target}) => {
    const link = target.closest('a');
    if (link && /^http/.test(link.protocol) && link.origin !== location.origin) link.target = '_top';
  }, true);
})();
