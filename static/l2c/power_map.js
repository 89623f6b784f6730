// The power map: attitude across, part in the decision down, the circle's size is influence. Each cell is packed by ELK.
(() => {
  "use strict";
  const { drawings, svg, wide, cut, node, room: roomOf } = window.l2power;
  const FOOT = 26, PAD = 10, LOWEST = 84, THREE = [0, 1, 2];
  const NAME = 12, TITLE = 11;

  const sized = (person, most) => {
    const radius = 8 + 1.8 * person.influence;
    const name = cut(person.name, NAME, most, 600), title = cut(person.title, TITLE, most);
    const width = Math.max(2 * radius, wide(name, NAME, 600), wide(title, TITLE)) + 6;
    return { person, radius, name, title, width, height: Math.ceil(2 * radius + 32) };
  };
  // A column's share of the room follows how much its fullest cell has to hold; none is too narrow for one person.
  const shares = (cells, room, least) => {
    const wants = THREE.map(column => Math.sqrt(Math.max(1, ...THREE.map(row => cells[row][column].length))));
    const spare = Math.max(0, room - 3 * least), sum = wants.reduce((a, b) => a + b);
    return wants.map(want => least + spare * want / sum);
  };
  const packed = (cells, widths) => ({ id: "map", layoutOptions: { "elk.algorithm": "fixed" },
    children: cells.flatMap((line, row) => line.map((held, column) => ({ id: `${row}-${column}`,
      layoutOptions: { "elk.algorithm": "rectpacking", "elk.rectpacking.widthApproximation.strategy": "TARGET_WIDTH",
        "elk.rectpacking.widthApproximation.targetWidth": String(widths[column]), "elk.spacing.nodeNode": "8",
        "elk.padding": `[top=${PAD},left=${PAD},bottom=${PAD},right=${PAD}]` },
      children: held.map(({ person, width, height }) => ({ id: person.id, width, height })) }))) });

  const bands = (data, lefts, widths, tops, heights, size) => [
    ...THREE.map(column => svg("rect", { class: `band b${column}`, x: lefts[column], y: 0, width: widths[column], height: size.height - FOOT })),
    ...THREE.slice(1).map(row => svg("path", { class: "rule", d: `M${lefts[0]} ${tops[row]}H${size.width}` })),
    ...THREE.map(row => svg("text", { class: "axis", x: 0, y: tops[row] + heights[row] / 2 + 4 }, data.rows[row])),
    ...THREE.map(column => svg("text", { class: "axis", x: lefts[column] + widths[column] / 2, y: size.height - 8, "text-anchor": "middle" }, data.columns[column])),
  ];
  // From one circle's edge to the other's, a little bent so that there and back are two lines.
  const line = (from, to, kind) => {
    const dx = to.x - from.x, dy = to.y - from.y, far = Math.hypot(dx, dy) || 1, bend = Math.min(24, far * .12);
    const cx = (from.x + to.x) / 2 - dy / far * bend, cy = (from.y + to.y) / 2 + dx / far * bend;
    const edge = (one, gap) => { const x = cx - one.x, y = cy - one.y, away = Math.hypot(x, y) || 1; return [one.x + x / away * (one.radius + gap), one.y + y / away * (one.radius + gap)]; };
    const [x1, y1] = edge(from, 1), [x2, y2] = edge(to, 5);
    return svg("path", { class: `pw-line ${kind}`, "data-from": from.id, "data-to": to.id, "marker-end": `url(#${kind}-end)`,
      d: `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}` });
  };
  const lines = (data, places) => [
    ...data.people.filter(person => person.boss).map(person => line(places.get(person.id), places.get(person.boss), "rep")),
    ...data.lines.map(one => line(places.get(one.from), places.get(one.to), "inf")),
  ];
  const face = ({ person, radius, name, title, width, height }, x, y) => {
    const middle = x + width / 2;
    return node(person, svg("rect", { class: "hit", x, y, width, height, rx: 6 }),
      svg("circle", { cx: middle, cy: y + radius + 1, r: radius }),
      svg("text", { class: "ini", x: middle, y: y + radius + 5, "text-anchor": "middle" }, [...person.name][0]),
      svg("text", { class: "who", x: middle, y: y + 2 * radius + 15, "text-anchor": "middle" }, name),
      svg("text", { class: "job", x: middle, y: y + 2 * radius + 28, "text-anchor": "middle" }, title));
  };
  const sums = numbers => numbers.map((_, at) => numbers.slice(0, at).reduce((a, b) => a + b, 0));

  drawings.map = async (figure, data, stage, layout) => {
    const gutter = 10 + Math.max(...data.rows.map(row => wide(row, NAME)));
    const room = roomOf(figure) - gutter, most = Math.max(56, Math.min(112, room / 3 - 2 * PAD - 8));
    const people = [...data.people].sort((a, b) => b.influence - a.influence).map(person => sized(person, most));
    const cells = THREE.map(row => THREE.map(column => people.filter(({ person }) => person.row === row && person.column === column)));
    const least = 2 * PAD + Math.max(60, ...people.map(one => one.width));
    const asked = shares(cells, room, least);
    const { children } = await layout(packed(cells, asked));
    const cellAt = (row, column) => children[3 * row + column];
    const widths = THREE.map(column => Math.max(asked[column], ...THREE.map(row => cellAt(row, column).width || 0)));
    const heights = THREE.map(row => Math.max(LOWEST, ...THREE.map(column => cellAt(row, column).height || 0)));
    const lefts = sums(widths).map(left => left + gutter), tops = sums(heights);
    const size = { width: lefts[2] + widths[2], height: tops[2] + heights[2] + FOOT };
    const known = new Map(people.map(one => [one.person.id, one])), places = new Map(), faces = [];
    children.forEach((cell, at) => {
      const row = Math.floor(at / 3), column = at % 3;
      const right = (widths[column] - (cell.width || 0)) / 2, down = (heights[row] - (cell.height || 0)) / 2;
      (cell.children || []).forEach(box => {
        const one = known.get(box.id), x = lefts[column] + right + box.x, y = tops[row] + down + box.y;
        places.set(box.id, { id: box.id, x: x + one.width / 2, y: y + one.radius + 1, radius: one.radius });
        faces.push(face(one, x, y));
      });
    });
    stage.append(...bands(data, lefts, widths, tops, heights, size), ...lines(data, places), ...faces);
    return size;
  };
})();
