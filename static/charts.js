// The charts of the first page, in the colours of the tokens, and its figures kept up to date.
(() => {
  "use strict";
  const POLL_MS = 4000;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const font = () => getComputedStyle(document.body).fontFamily;
  const grouped = new Intl.NumberFormat(document.documentElement.lang);
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
  const charts = [];

  const options = (legend) => ({
    animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
    plugins: {
      legend: { display: legend, align: "end", labels: { color: colour("ink-soft"), boxWidth: 10, boxHeight: 10, usePointStyle: true, pointStyle: "circle", font: { family: font(), size: 12 } } },
      tooltip: { callbacks: { label: (item) => ` ${item.dataset.label}: ${grouped.format(item.raw)}` } },
    },
    scales: {
      x: { grid: { display: false }, border: { color: colour("line") }, ticks: { color: colour("ink-soft"), font: { family: font(), size: 11 }, maxRotation: 0, autoSkipPadding: 16 } },
      y: { beginAtZero: true, suggestedMax: 5, grid: { color: colour("line") }, border: { display: false }, ticks: { color: colour("ink-soft"), font: { family: font(), size: 11 }, maxTicksLimit: 5, precision: 0, callback: (value) => short.format(value) } },
    },
  });
  const line = (label, data, name) => ({ label, data, borderColor: colour(name), backgroundColor: colour(name), borderWidth: 2, pointRadius: 0, pointHoverRadius: 4, tension: 0.25 });

  const draw = (data) => {
    charts.splice(0).forEach((chart) => chart.destroy());
    charts.push(new Chart(document.getElementById("chart-points"), { type: "line", options: options(true), data: { labels: data.labels, datasets: [line(data.issuedLabel, data.issued, "series-1"), line(data.usedLabel, data.used, "series-3")] } }));
    charts.push(new Chart(document.getElementById("chart-events"), { type: "bar", options: options(false), data: { labels: data.labels, datasets: [{ label: data.eventsLabel, data: data.events, backgroundColor: colour("series-1"), borderRadius: 4, maxBarThickness: 28 }] } }));
  };

  const renew = (data) => {
    const [points, events] = charts;
    [data.issued, data.used].forEach((series, place) => { points.data.datasets[place].data = series; });
    events.data.datasets[0].data = data.events;
    charts.forEach((chart) => { chart.data.labels = data.labels; chart.update("none"); });
  };

  const source = document.querySelector("[data-live-from]");
  const follow = async () => {
    if (document.hidden) return;
    const answer = await fetch(source.dataset.liveFrom, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { figures, chart } = await answer.json();
    for (const place of source.querySelectorAll("[data-live]")) {
      const text = figures[place.dataset.live];
      if (text !== undefined && place.textContent !== text) place.textContent = text;
    }
    document.querySelector("[data-live-on]").textContent = figures.on;
    renew(chart);
  };

  const data = () => JSON.parse(document.getElementById("chart-data").textContent);
  draw(data());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(data()));
  setInterval(follow, POLL_MS);
})();
