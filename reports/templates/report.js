// What the report's page does beyond showing itself: charts that answer, and numbers that lead to their query.
// A chart is drawn from the table behind it, so both say the same; without this script the still picture stays.
(() => {
  "use strict";
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const palette = () => [css("--accent"), css("--warn"), ...(dark.matches
    ? ["#d9b45b", "#a99bd8", "#8fbf7f", "#c98fb0"] : ["#9a7411", "#6a55a8", "#4d7f3a", "#a14d7b"])];
  const looks = columns => ({
    background: "transparent", font: getComputedStyle(document.body).fontFamily, padding: { left: 4, right: 8, top: 6, bottom: 2 },
    view: { stroke: null },
    range: { category: palette() },
    axis: { aria: false, labelColor: css("--soft"), titleColor: css("--soft"), gridColor: css("--line"), domainColor: css("--line"),
      tickColor: css("--line"), labelFontSize: 12, labelFontWeight: 400, titleFontWeight: 400 },
    legend: { aria: false, labelColor: css("--ink"), labelFontSize: 12, orient: "top", title: null, columns, symbolType: "stroke", symbolStrokeWidth: 3, offset: 2 },
  });

  // The table: a column of days, then one a series. A cell without <data> is a day without data.
  const told = table => {
    const names = [...table.tHead.rows[0].cells].slice(1).map(cell => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows].flatMap(row => {
      const cells = [...row.cells].slice(1), shown = cells.map((cell, place) => [`shown${place}`, cell.textContent.trim()]);
      return cells.map((cell, place) => {
        const data = cell.querySelector("data");
        return { day: row.dataset.day, named: row.cells[0].textContent, name: names[place],
          value: data ? Number(data.value) : null, ...Object.fromEntries(shown) };
      });
    });
    return { names, rows };
  };

  const spec = (figure, { names, rows }) => {
    const share = figure.dataset.draw === "share", usual = figure.dataset.usual, few = names.length < 2;
    const day = { field: "day", type: "temporal", title: null,
      axis: { format: figure.dataset.dayFormat, labelOverlap: true, labelSeparation: 10, grid: false, tickCount: { interval: "week", step: 1 } } };
    const value = { field: "value", type: "quantitative", title: null, scale: { zero: true, nice: true },
      axis: { tickCount: 4, format: share ? ".0%" : "~s", domain: false, ticks: false } };
    const colour = few ? { value: css(share ? "--warn" : "--accent") }
      : { field: "name", type: "nominal", sort: names, scale: { domain: names } };
    const lines = {
      params: few ? [] : [{ name: "kept", select: { type: "point", fields: ["name"] }, bind: "legend" }],
      mark: { type: "line", aria: false, strokeWidth: 2, interpolate: "linear", invalid: "break-paths-show-path-domains" },
      encoding: { y: value, color: colour, opacity: few ? { value: 1 } : { condition: { param: "kept", value: 1 }, value: .15 } },
    };
    const layer = [lines,
      { transform: [{ filter: { field: "name", equal: names[0] } }],
        mark: { type: "rule", aria: false, strokeWidth: 1, color: css("--soft") },
        encoding: { tooltip: { value: "told below" }, opacity: { condition: { param: "here", value: .9, empty: false }, value: 0 } },
        params: [{ name: "here", select: { type: "point", fields: ["day"], nearest: true, on: "pointerover", clear: "pointerout" } }] },
      { transform: [{ filter: { param: "here", empty: false } }], mark: { type: "point", aria: false, filled: true, size: 44 },
        encoding: { y: value, color: colour } }];
    if (usual) layer.unshift({ data: { values: [{}] }, mark: { type: "rule", aria: false, strokeDash: [3, 4], color: css("--soft") },
      encoding: { x: null, y: { datum: Number(usual) } } });
    return { $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: figure.dataset.label, width: "container",
      height: 168, autosize: { type: "fit-x", contains: "padding" }, data: { values: rows }, encoding: { x: day }, layer };
  };

  // What is under the pointer is told in a line below the chart: nothing covers the curve, on a phone neither.
  const reader = (figure, names) => (_handler, _event, item) => {
    const row = item?.datum?.datum ?? item?.datum, line = figure.querySelector(".readout");
    if (row?.named) line.textContent = [row.named, ...names.map((name, place) => `${name} ${row[`shown${place}`]}`)].join("   ");
  };

  const draw = async figure => {
    const table = figure.querySelector("table"), box = figure.querySelector(".drawn");
    if (!table || !window.vegaEmbed) return;
    try {
      const stage = document.createElement("div");
      stage.className = "live";
      stage.setAttribute("role", "img");
      stage.setAttribute("aria-label", figure.dataset.label);
      box.append(stage);
      const seen = told(table), wide = box.clientWidth > 480;
      await vegaEmbed(stage, spec(figure, seen), { renderer: "svg", ast: true, actions: false, logLevel: 1,
        tooltip: reader(figure, seen.names), config: looks(wide ? 0 : 3) });
      figure.classList.add("on");
      box.querySelectorAll(".live").forEach(one => one !== stage && one.remove());
    } catch (fault) {
      box.querySelectorAll(".live").forEach(one => one.remove());
      figure.classList.remove("on");
      console.error("chart", fault);
    }
  };

  const figures = [...document.querySelectorAll("figure[data-draw]")];
  const near = new IntersectionObserver(seen => seen.filter(one => one.isIntersecting).forEach(one => {
    near.unobserve(one.target);
    draw(one.target);
  }), { rootMargin: "400px" });
  figures.forEach(figure => near.observe(figure));
  dark.addEventListener("change", () => figures.filter(figure => figure.classList.contains("on")).forEach(draw));

  // A number leads to the query that gave it.
  document.addEventListener("click", event => {
    const number = event.target.closest("data[data-from]");
    if (!number || event.target.closest("a, button, summary")) return;
    const [section, query] = number.dataset.from.split(" ").find(one => one !== "-").split(".");
    const code = document.querySelector(`#${CSS.escape(section)} code[data-query="${CSS.escape(query)}"]`);
    if (!code) return;
    code.closest("details").open = true;
    const block = code.closest("pre");
    block.scrollIntoView({ block: "center" });
    block.focus({ preventScroll: true });
  });
})();
