// Cash by week: promised, by record, at risk; expected and due in all. Colours come from the tokens, anew with the theme.
(() => {
  "use strict";
  const place = document.getElementById("fc"), given = document.getElementById("fc-data");
  if (!place || !given || !window.echarts) return;
  const data = JSON.parse(given.textContent), words = data.words;
  const token = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const whole = values => values.reduce((sums, value) => [...sums, +((sums.at(-1) || 0) + value).toFixed(3)], []);
  const shown = value => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  let chart = null;

  const told = rows => {
    const at = rows[0].dataIndex, lines = rows.map(row => `${row.seriesName}  ${shown(row.value)} ${data.unit}`);
    return [data.weeks[at], ...lines, `${words.band}  ${shown(data.low[at])} – ${shown(data.high[at])} ${data.unit}`].join("\n");
  };
  const bar = (name, values, style) => ({ name, type: "bar", stack: "week", data: values, barWidth: 16, itemStyle: style });
  const line = (name, values, style, label) => ({ name, type: "line", yAxisIndex: 1, data: values, symbol: "none", lineStyle: style,
    itemStyle: { color: style.color }, endLabel: { show: true, formatter: row => shown(row.value), color: label, offset: [-38, -10] } });
  const draw = () => {
    if (chart) chart.dispose();
    chart = window.echarts.init(place, null, { renderer: "svg" });
    const text = { color: token("--ink-4"), fontSize: 12, fontFamily: token("--font") }, rule = token("--line"), cash = token("--st-cash");
    const axis = (name, align, split) => ({ type: "value", name, nameTextStyle: { ...text, align }, axisLabel: text, splitLine: split });
    chart.setOption({
      animation: false, textStyle: { fontFamily: token("--font") }, aria: { enabled: false },
      grid: { left: 48, right: 54, top: 88, bottom: 28 },
      legend: { top: 8, left: 10, right: 10, itemWidth: 12, itemHeight: 10, itemGap: 12, textStyle: { color: token("--ink-3"), fontSize: 12 } },
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: token("--surface"), borderColor: rule,
        textStyle: { color: token("--ink-2"), fontSize: 12 }, formatter: told },
      xAxis: { type: "category", data: data.weeks, axisLabel: text, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--line-2") } } },
      yAxis: [axis(words.weekly, "right", { lineStyle: { color: rule } }), axis(words.whole, "left", { show: false })],
      series: [
        bar(words.promised, data.promised, { color: cash }),
        bar(words.modelled, data.modelled, { color: cash, opacity: 0.42 }),
        bar(words.at_risk, data.at_risk, { color: token("--warn-bg"), borderColor: token("--warn-dot"), borderWidth: 1, borderType: [3, 2] }),
        line(words.expected, whole(data.expected), { color: token("--ink-1"), width: 2 }, token("--ink-1")),
        line(words.due, whole(data.due), { color: token("--ink-5"), width: 1.5, type: [4, 4] }, token("--ink-3")),
      ],
    });
  };
  draw();
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  addEventListener("resize", () => chart.resize());
})();
