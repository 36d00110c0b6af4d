source.load = () => fetched(document.body.dataset.api + location.search).catch(error => {
  error.shown = error.message;
  throw error;
});
source.tellsMeta = false;
source.nothing = "These traces contain no samples.";
source.loaded = shown => { byId("merged").textContent = `The samples of ${shown.data.meta.selection}, added up.`; };
