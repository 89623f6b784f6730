// The fishbone: the way to a decision is the spine, each function of the customer a bone, its people along the bone.
(() => {
  "use strict";
  const { drawings, svg, wide, cut, node, room: roomOf } = window.l2power;
  const STEP = 26, HEAD = 24, GAP = 14, NAME = 12, LEAN = 60, TWIG = 34, EDGE = 6;
  // Labels are as long as the room allows; the drawing may shrink a little before the spine is cut in two.
  const LABELS = [120, 88, 60], SHRINK = .84;

  const bonesOf = people => {
    const held = new Map();
    people.forEach(person => held.set(person.bone, [...(held.get(person.bone) || []), person]));
    // Those who decide hang nearest to the head.
    const near = list => Math.min(...list.map(person => person.row));
    return [...held].map(([name, list]) => ({ name, list: list.sort((a, b) => a.row - b.row || b.influence - a.influence) }))
      .sort((a, b) => near(b.list) - near(a.list) || b.list.length - a.list.length);
  };
  const labelled = (person, most) => {
    const name = cut(person.name, NAME, most), rest = most - wide(name, NAME) - 5;
    const title = rest > 40 ? cut(person.title, NAME - 1, rest) : "";
    return { person, name, title, width: wide(name, NAME) + (title ? 5 + wide(title, NAME - 1) : 0) };
  };
  const measured = (bone, most) => {
    const people = bone.list.map(person => labelled(person, most)), head = wide(bone.name, NAME, 600) + 20;
    return { name: bone.name, people, head, room: Math.max(head, ...people.map(one => one.width + TWIG)) + GAP };
  };
  const paired = bones => bones.flatMap((bone, at) => at % 2 ? [] : [bones.slice(at, at + 2)]);
  const tall = bones => bones.length ? HEAD + 14 + STEP * Math.max(...bones.map(bone => bone.people.length)) : HEAD;
  // Bones are parallel, so the room of the wider one beside the next foot is enough at every height.
  const roomOfPair = pair => Math.max(...pair.map(bone => bone.room));
  const start = pairs => LEAN + Math.max(...pairs[0].map(bone => bone.head)) / 2 + EDGE;
  const widthOf = (pairs, goal) => start(pairs) + pairs.reduce((sum, pair) => sum + roomOfPair(pair), 0) + goal;

  const cutIn = (pairs, most, goal) => {
    const spines = [[]];
    pairs.forEach(pair => {
      const last = spines[spines.length - 1];
      if (last.length && widthOf([...last, pair], goal) > most) spines.push([pair]); else last.push(pair);
    });
    return spines;
  };
  const spinesFor = (bones, most, goal) => {
    const tries = LABELS.map(label => paired(bones.map(bone => measured(bone, label))));
    const whole = tries.find(pairs => widthOf(pairs, goal) <= most);
    return whole ? [whole] : cutIn(tries[0], most, goal);
  };

  const rib = (bone, foot, side, height, slope) => {
    const at = up => [foot - up * slope, side * up];
    const against = bone.people.some(({ person }) => person.attitude !== null && person.attitude < 0) ? " bad" : "";
    const [tx, ty] = at(height);
    const faces = bone.people.map(({ person, name, title, width }, place) => {
      const [x, y] = at(height - HEAD - 4 - STEP * place);
      return node(person, svg("rect", { class: "hit", x: x + 2, y: y - 11, width: width + 28, height: 22, rx: 6 }),
        svg("path", { class: "twig", d: `M${x} ${y}h12` }), svg("circle", { cx: x + 16, cy: y, r: 4.5 }),
        svg("text", { class: "who", x: x + 25, y: y + 4 }, name, svg("tspan", { class: "job", dx: 5 }, title)));
    });
    return [svg("path", { class: `bone${against}`, d: `M${foot} 0L${tx} ${ty}` }),
      svg("rect", { class: `bone-head${against}`, x: tx - bone.head / 2, y: ty - HEAD / 2, width: bone.head, height: HEAD, rx: 6 }),
      svg("text", { class: `bone-name${against}`, x: tx, y: ty + 4, "text-anchor": "middle" }, bone.name), ...faces];
  };
  const end = (foot, goal, point) => goal
    ? [svg("path", { class: "goal", d: `M${foot} -22L${foot + point} 0L${foot} 22Z` }), svg("text", { class: "goal-name", x: foot + 8, y: 4 }, goal)]
    : [svg("path", { class: "goes-on", d: `M${foot} -7L${foot + 12} 0L${foot} 7Z` })];
  const spine = (pairs, goal, point) => {
    const up = tall(pairs.map(([first]) => first)), down = tall(pairs.map(pair => pair[1]).filter(Boolean));
    const slope = Math.min(.42, LEAN / Math.max(up, down)), ribs = [];
    let foot = start(pairs) - LEAN + slope * Math.max(up, down);
    pairs.forEach(pair => {
      pair.forEach((bone, at) => ribs.push(...rib(bone, foot, at ? 1 : -1, at ? down : up, slope)));
      foot += roomOfPair(pair);
    });
    return { parts: [svg("path", { class: "spine", d: `M10 0H${foot}` }), ...end(foot, goal, point), ...ribs],
      up: up + HEAD / 2 + 4, height: up + down + HEAD + 14, width: foot + point + EDGE };
  };

  // Where the room does not take all bones, the spine goes on below; the head is at the last one.
  drawings.bones = async (figure, data, stage) => {
    const point = wide(data.goal, NAME, 600) + 34, most = roomOf(figure) / SHRINK, size = { width: 0, height: 0 };
    const spines = spinesFor(bonesOf(data.people), most, point + EDGE);
    spines.forEach((pairs, at) => {
      const drawn = spine(pairs, at === spines.length - 1 ? data.goal : "", point);
      stage.append(svg("g", { transform: `translate(0 ${size.height + drawn.up})` }, drawn.parts));
      size.width = Math.max(size.width, drawn.width); size.height += drawn.height;
    });
    return size;
  };
})();
