/* A run that goes on shows how far it is; one that is done draws its days. */
(function () {
  "use strict";
  const AGAIN_MS = 700;

  const box = document.querySelector("[data-run]");
  async function look() {
    const told = await (await fetch(box.dataset.run, { credentials: "same-origin" })).json();
    box.querySelector("progress").max = Math.max(told.total, 1);
    box.querySelector("progress").value = told.done;
    box.querySelector("[data-run-done]").textContent = told.done.toLocaleString(document.documentElement.lang);
    if (told.state === "running") setTimeout(look, AGAIN_MS);
    else location.reload();
  }
  if (box) setTimeout(look, AGAIN_MS);

  const canvas = document.getElementById("whatif-chart");
  if (canvas && window.Chart) {
    const told = JSON.parse(document.getElementById("whatif-days").textContent);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const line = (label, place, name, dash) => ({
      label, data: told.days.map((each) => each[place]), borderColor: colour(name), backgroundColor: colour(name),
      borderWidth: 2, pointRadius: told.days.length > 40 ? 0 : 2, tension: 0.25, borderDash: dash,
    });
    new window.Chart(canvas, {
      type: "line",
      data: { labels: told.days.map((each) => each[0]),
        datasets: [line(told.draft, 2, "--series-1", []), line(told.really, 1, "--series-5", [5, 4])] },
      options: {
        animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
        color: colour("--ink-soft"),
        scales: {
          x: { ticks: { color: colour("--ink-soft"), maxTicksLimit: 10 }, grid: { display: false } },
          y: { beginAtZero: true, ticks: { color: colour("--ink-soft") }, grid: { color: colour("--line") } },
        },
        plugins: { legend: { align: "start", labels: { color: colour("--ink"), usePointStyle: true, boxHeight: 6 } } },
      },
    });
  }
})();
