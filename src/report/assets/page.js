"use strict";
// Draws the charts that the page describes. Colours are those of Okabe and Ito, which colour-blind readers can tell apart;
// lines differ by their dashes and marks as well.
(function () {
  const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
  const marks = ["circle", "rect", "triangle", "rectRot", "star", "cross", "crossRot"];
  const dashes = [[], [6, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 2], [1, 2]];
  const special = { focus: "#d55e00", rest: "#8c959f", target: "#000000" };
  const charts = JSON.parse(document.getElementById("charts").textContent);
  Chart.defaults.animation = false;
  Chart.defaults.color = "#1b1f24";
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  for (const chart of charts) {
    const line = chart.type === "line";
    const datasets = chart.series.map(function (series, i) {
      if (line) {
        return { label: series.label, data: series.values, borderColor: palette[i % 7], backgroundColor: palette[i % 7],
                 pointStyle: marks[i % 7], pointRadius: 5, borderDash: dashes[i % 7], borderWidth: 2, spanGaps: false };
      }
      const colours = series.marks.map(function (mark) { return special[mark] || palette[0]; });
      return { label: series.label, data: series.values, backgroundColor: colours, maxBarThickness: 26 };
    });
    if (!line && chart.targets.some(function (target) { return target !== null; })) {
      datasets.push({ label: chart.target_label, data: chart.targets, type: "line", showLine: false, pointStyle: "rectRot", pointRadius: 7,
                      borderColor: special.target, backgroundColor: special.target, order: -1 });
    }
    const legend = datasets.length > 1;
    const value = { beginAtZero: !line, suggestedMax: chart.to ?? undefined, title: { display: chart.unit !== "", text: chart.unit } };
    new Chart(document.getElementById(chart.id), {
      type: line ? "line" : "bar",
      data: { labels: chart.labels, datasets: datasets },
      options: {
        indexAxis: line ? "x" : "y",
        maintainAspectRatio: false,
        plugins: { legend: { display: legend, position: "bottom", labels: { usePointStyle: true } },
                   title: { display: true, text: chart.title } },
        scales: line ? { y: value } : { x: value, y: { ticks: { autoSkip: false } } }
      }
    });
  }
  window.addEventListener("beforeprint", function () { for (const id in Chart.instances) Chart.instances[id].resize(); });
})();
