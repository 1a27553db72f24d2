// Draws every [data-chart] with ECharts when it comes into view. Without this file the table is all there is, and enough.
(() => {
  "use strict";
  const library = document.currentScript.dataset.library;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const isElder = document.documentElement.classList.contains("elder");
  let loading;

  const load = () => {
    loading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  };

  const font = () => ({ fontFamily: style.getPropertyValue("--font"), fontSize: isElder ? 17 : 13, color: colour("--ink-2") });

  // Grey reads as well as blue: one series, a number at every value, the target a dashed line with its name.
  // Where it is narrow a number that would lie on the target's line stands inside its bar, or below its point.
  const isNear = (data, value, isNarrow) => isNarrow && data.target !== null && value < data.target && value > data.target * 0.62;
  const points = (data, isLine, isNarrow) => data.values.map((value) => (isNear(data, value, isNarrow)
    ? { value, label: { position: isLine ? "bottom" : "insideRight", backgroundColor: "transparent", color: isLine ? colour("--ink") : "#fff" } } : value));

  const series = (data, isNarrow) => {
    const isLine = data.kind === "line";
    const labels = isNarrow ? data.shorts : data.labels;
    return {
      type: isLine ? "line" : "bar", name: data.series, data: points(data, isLine, isNarrow), barMaxWidth: 22, barCategoryGap: "38%",
      symbol: "circle", symbolSize: 9, lineStyle: { width: 3 }, itemStyle: { color: colour("--blue-6"), borderRadius: isLine ? 0 : [0, 4, 4, 0] },
      label: { show: true, position: isLine ? "top" : "right", backgroundColor: isLine ? undefined : "#fff", padding: [2, 3], ...font(), color: colour("--ink"), formatter: (point) => labels[point.dataIndex] },
      labelLayout: { hideOverlap: isLine },
      markLine: data.target === null ? undefined : {
        symbol: "none", silent: true, z: 1, lineStyle: { color: colour("--warm-6"), type: "dashed", width: 2 },
        label: { ...font(), color: colour("--warm-7"), formatter: data.target_label, position: isLine ? "insideEndTop" : "start" },
        data: [isLine ? { yAxis: data.target } : { xAxis: data.target }],
      },
    };
  };

  const option = (data, { isFile = false, isNarrow = false }) => {
    const isLine = data.kind === "line";
    const numbers = {
      type: "value", min: 0, max: data.is_ratio ? 100 : undefined, axisLabel: { ...font(), formatter: `{value}${data.unit}`, hideOverlap: true },
      splitLine: { lineStyle: { color: colour("--line") } },
    };
    const names = {
      type: "category", data: data.categories, inverse: !isLine, axisTick: { show: false }, axisLabel: { ...font(), color: colour("--ink"), interval: isLine ? "auto" : 0 },
      axisLine: { lineStyle: { color: colour("--edge") } },
    };
    return {
      animation: false, backgroundColor: "#fff", textStyle: font(), aria: { enabled: false },
      title: isFile ? { text: data.title, subtext: data.note, left: 24, top: 20, textStyle: { ...font(), fontSize: 22, color: colour("--ink") }, subtextStyle: { ...font(), fontSize: 14 } } : undefined,
      grid: { left: isFile ? 24 : 4, right: isNarrow ? 60 : isLine ? 48 : isFile ? 150 : 116, top: (isFile ? 96 : 4) + 28, bottom: isFile ? 24 : 4, containLabel: true },
      tooltip: { trigger: "item", renderMode: "richText", formatter: (point) => `${point.name}\n${data.labels[point.dataIndex]}`, textStyle: font() },
      xAxis: isLine ? names : numbers, yAxis: isLine ? numbers : names, series: [series(data, isNarrow)],
    };
  };

  const save = (data) => {
    const sheet = document.createElement("div");
    const chart = echarts.init(sheet, null, { renderer: "canvas", width: 1200, height: data.kind === "line" ? 640 : 180 + 44 * data.categories.length });
    chart.setOption(option(data, { isFile: true }));
    const link = document.createElement("a");
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" });
    link.download = `${data.title}.png`;
    link.click();
    chart.dispose();
  };

  const draw = async (card) => {
    const data = JSON.parse(document.getElementById(card.dataset.chart).textContent);
    await load();
    const [drawing, table] = [card.querySelector(".drawing"), document.getElementById(`${card.dataset.chart}-table`)];
    const [toggle, image] = [card.querySelector("[data-chart-table]"), card.querySelector("[data-chart-image]")];
    const isBeside = "chartBeside" in card.dataset;
    let chart;
    const show = (isTable) => {
      drawing.hidden = isTable;
      table.hidden = !isTable && !isBeside;
      toggle.setAttribute("aria-expanded", String(isTable));
      toggle.querySelector("span").textContent = isTable ? "看图" : "看表格";
      if (isTable || chart) return;
      chart = echarts.init(drawing, null, { renderer: "canvas" });
      const fit = () => {
        if (drawing.hidden) return;
        chart.resize();
        chart.setOption(option(data, { isNarrow: drawing.clientWidth < 480 }), true);
      };
      new ResizeObserver(fit).observe(drawing);
    };
    toggle.hidden = isBeside;
    image.hidden = false;
    toggle.addEventListener("click", () => show(!drawing.hidden));
    image.addEventListener("click", () => save(data));
    show(isElder);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        draw(entry.target);
      }
    }, { rootMargin: "300px" });
    for (const card of document.querySelectorAll("[data-chart]")) seen.observe(card);
  });
})();
