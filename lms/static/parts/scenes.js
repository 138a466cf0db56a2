// The scenes of the camera: drawn layer by layer, then seen through the settings. Colours here are those of a photo.
const TAU = 2 * Math.PI;
const SAMPLES = 28; // how often what moves is drawn along its way
const BOKEH = 11; // px: how large a light becomes that is fully out of focus

// expose(canvas, "river-dusk", {stops, smear, softness, iso}): stops from right, smear 0..1+, softness 0..1, iso in stops over 100.
export function expose(canvas, name, { stops, smear, softness, iso }) {
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const scene = SCENES[name];
  pen.drawImage(background(canvas, name, softness), 0, 0);
  scene.near?.(pen);
  pen.drawImage(moving(canvas, scene, smear), 0, 0);
  develop(pen, canvas, 2 ** stops, 0.006 * 2 ** (iso * 0.62));
}

const layer = ({ width, height }, scale = 1) => Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });

// --- optics ---------------------------------------------------------------------------------------------------------

const kept = new Map();

// Everything behind the focus. A small copy drawn large is a blur that every browser can do.
function background(canvas, name, softness) {
  const key = `${name} ${softness}`;
  if (!kept.has(key)) {
    const sharp = layer(canvas);
    SCENES[name].far(sharp.getContext("2d"));
    const whole = layer(canvas);
    const pen = whole.getContext("2d");
    const scale = 1 / (1 + 11 * softness ** 1.6);
    let from = sharp;
    for (const size of [Math.sqrt(scale), scale, Math.sqrt(scale), 1]) {
      const step = layer(canvas, size);
      const onto = step.getContext("2d");
      onto.imageSmoothingQuality = "high";
      onto.drawImage(from, 0, 0, step.width, step.height);
      from = step;
    }
    pen.drawImage(from, 0, 0);
    lights(pen, SCENES[name].lights, softness ** 1.4);
    kept.set(key, whole);
  }
  return kept.get(key);
}

// A light out of focus is a disc: as much light on more ground.
function lights(pen, found, softness) {
  pen.save();
  pen.globalCompositeOperation = "lighter";
  for (const [x, y, size, colour] of found) {
    const radius = size + BOKEH * softness;
    pen.globalAlpha = Math.min(1, 0.34 + (size / radius) ** 1.2);
    disc(pen, x, y, radius, colour);
  }
  pen.restore();
}

// The mean of what the shutter saw while the thing went its way.
function moving(canvas, scene, smear) {
  const whole = layer(canvas);
  const pen = whole.getContext("2d");
  const way = scene.way * smear ** 1.7;
  const count = way < 1 ? 1 : SAMPLES;
  pen.globalCompositeOperation = "lighter";
  pen.globalAlpha = 1 / count;
  const one = layer(canvas);
  scene.mover(one.getContext("2d"));
  for (let at = 0; at < count; at += 1) pen.drawImage(one, count === 1 ? 0 : way * (at / (count - 1) - 0.5), 0);
  return whole;
}

const noise = new Float32Array(1 << 16).map(() => Math.random() + Math.random() + Math.random() - 1.5);

// Light to values: exposure, a soft shoulder where it gets too much, and grain.
function develop(pen, { width, height }, gain, grain) {
  const image = pen.getImageData(0, 0, width, height);
  const { data } = image;
  const curve = new Float32Array(256);
  for (let value = 0; value < 256; value += 1) {
    const linear = (value / 255) ** 2.2 * (value > 246 ? 2.5 : 1) * gain;
    curve[value] = Math.min(1, linear < 0.8 ? linear : 0.8 + 0.2 * (1 - Math.exp((0.8 - linear) * 2.2))) ** (1 / 2.2);
  }
  let at = Math.floor(Math.random() * noise.length);
  for (let pixel = 0; pixel < data.length; pixel += 4) {
    const same = noise[at & 0xffff];
    for (let channel = 0; channel < 3; channel += 1) {
      const value = curve[data[pixel + channel]];
      data[pixel + channel] = 255 * (value + grain * (1.25 - value) * (same + 0.8 * noise[(at + 977 * (channel + 1)) & 0xffff]));
    }
    at += 1;
  }
  pen.putImageData(image, 0, 0);
}

// --- drawing --------------------------------------------------------------------------------------------------------

function disc(pen, x, y, radius, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, TAU);
  pen.fill();
}

function box(pen, colour, x, y, width, height) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, height);
}

function shape(pen, colour, path) {
  pen.fillStyle = colour;
  pen.fill(new Path2D(path));
}

function gradient(pen, top, bottom, ...colours) {
  const paint = pen.createLinearGradient(0, top, 0, bottom);
  colours.forEach((colour, at) => paint.addColorStop(at / (colours.length - 1), colour));
  return paint;
}

// Somebody from the head down to the hip, about 2.6 `size` tall; the face has what a sharp picture shows.
function person(pen, x, y, size, { skin = "#a9714a", shirt = "#2f6f8f", scarf, cap } = {}) {
  shape(pen, shirt, `M${x - size * 0.85} ${y + size * 2}c0 ${-size * 1.1} ${size * 0.2} ${-size * 1.35} ${size * 0.85} ${-size * 1.35}s${size * 0.85} ${size * 0.25} ${size * 0.85} ${size * 1.35}z`);
  if (scarf) disc(pen, x, y + size * 0.08, size * 0.66, scarf);
  box(pen, scarf ?? skin, x - size * 0.16, y + size * 0.35, size * 0.32, size * 0.4);
  disc(pen, x, y, size * 0.5, skin);
  if (cap) shape(pen, cap, `M${x - size * 0.5} ${y - size * 0.12}v${-size * 0.3}q${size * 0.5} ${-size * 0.24} ${size} 0v${size * 0.3}q${-size * 0.5} ${-size * 0.2} ${-size} 0z`);
  else if (!scarf) shape(pen, "#2b2019", `M${x - size * 0.52} ${y}a${size * 0.52} ${size * 0.52} 0 0 1 ${size * 1.04} 0q${-size * 0.52} ${-size * 0.42} ${-size * 1.04} 0z`);
  for (const side of [-1, 1]) disc(pen, x + side * size * 0.18, y + size * 0.02, size * 0.055, "#1d1410");
  pen.strokeStyle = "#5a2d1c";
  pen.lineWidth = Math.max(1, size * 0.06);
  pen.beginPath();
  pen.arc(x, y + size * 0.12, size * 0.2, 0.3, Math.PI - 0.3);
  pen.stroke();
}

const row = (count, of) => [...Array(count).keys()].map(of);

// --- the scenes, 540 by 360 -----------------------------------------------------------------------------------------

const SCENES = {
  "river-dusk": {
    way: 210,
    lights: [
      ...row(19, (at) => [16 + at * 28, 131, 2.2, "#ffd28a"]),
      ...row(13, (at) => [10 + at * 43 + (at % 3) * 7, 186 + (at % 2) * 4, 2, at % 4 ? "#ffb765" : "#a8d8ff"]),
    ],
    far(pen) {
      box(pen, gradient(pen, 0, 200, "#3a4670", "#8a6a86", "#d8885a", "#f0b070"), 0, 0, 540, 200);
      box(pen, "#2c2a3c", 0, 178, 540, 24);
      row(14, (at) => box(pen, at % 3 ? "#2a2838" : "#35324a", at * 41, 164 - ((at * 7) % 19), 33, 40));
      // The bridge: two towers with their decks, as everybody here knows it.
      for (const x of [176, 332]) {
        box(pen, "#7c2f2c", x, 44, 13, 150);
        box(pen, "#7c2f2c", x + 22, 44, 13, 150);
        box(pen, "#8d3a33", x - 3, 44, 41, 9);
        box(pen, "#8d3a33", x - 1, 88, 37, 6);
      }
      box(pen, "#5d2a2c", 0, 134, 540, 9);
      row(27, (at) => box(pen, "#4d2529", at * 20, 143, 3, 20));
      box(pen, gradient(pen, 200, 360, "#b8805f", "#6d6076", "#3b4056"), 0, 200, 540, 160);
      row(46, (at) => box(pen, at % 2 ? "#d79a6a" : "#57536c", (at * 83) % 520, 208 + ((at * 29) % 146), 22 + ((at * 13) % 30), 1.6));
    },
    mover(pen) {
      shape(pen, "#5b3a26", "M120 276h236l36-24c4 26-22 54-52 54H168c-26 0-42-12-48-30z");
      shape(pen, "#c9a063", "M120 276h236l36-24 2 8-34 24H122z");
      box(pen, "#3b2a20", 176, 218, 5, 60);
      box(pen, "#3b2a20", 292, 218, 5, 60);
      shape(pen, "#3f7c72", "M158 222q78-30 156 0l4 8H154z");
      person(pen, 236, 240, 24, { shirt: "#b3423a", cap: "#1d1b22" });
      person(pen, 334, 236, 20, { shirt: "#d8b34a", scarf: "#5f7fb0" });
      shape(pen, "#5b3a26", "M120 276h236l36-24c4 26-22 54-52 54H168c-26 0-42-12-48-30z");
      shape(pen, "#c9a063", "M120 278h238l34-24v7l-33 25H122z");
      box(pen, "#e8d7b4", 150, 292, 190, 4);
    },
    near(pen) {
      pen.globalAlpha = 0.5;
      row(9, (at) => box(pen, "#2e3044", 96 + at * 36, 308 + (at % 3) * 6, 40, 3));
      pen.globalAlpha = 1;
    },
  },
  "hall-indoor": {
    way: 130,
    lights: [...row(6, (at) => [56 + at * 86, 34, 4.5, "#ffe9bd"]), ...row(6, (at) => [56 + at * 86, 62, 2.6, "#ffdc9a"])],
    far(pen) {
      box(pen, gradient(pen, 0, 240, "#8c7a5f", "#b59d78", "#a0855f"), 0, 0, 540, 250);
      box(pen, "#7a684e", 0, 0, 540, 18);
      box(pen, "#7d1733", 120, 84, 300, 74);
      box(pen, "#e0b458", 120, 84, 300, 6);
      box(pen, "#e0b458", 120, 152, 300, 6);
      row(3, (at) => box(pen, "#f1e2c8", 150, 103 + at * 15, 240 - at * 60, 7));
      for (const x of [16, 452]) {
        box(pen, "#5c7486", x, 92, 72, 108);
        box(pen, "#93acba", x + 4, 96, 30, 100);
        box(pen, "#93acba", x + 38, 96, 30, 100);
      }
      box(pen, "#6a4a2f", 0, 236, 540, 124);
      row(9, (at) => box(pen, "#5c3f27", at * 62, 236, 2, 124));
      row(5, (at) => person(pen, 44 + at * 18 + (at > 2 ? 320 : 0), 216, 17, { shirt: at % 2 ? "#48698c" : "#9a6b3e", scarf: at % 2 ? "#d9c7a6" : undefined }));
    },
    mover(pen) {
      shape(pen, "#2b2a33", "M238 244h60l6 84h-26l-10-56-12 56h-26z");
      person(pen, 268, 168, 40, { shirt: "#a5722b", cap: "#1f1b20" });
      row(14, (at) => disc(pen, 240 + ((at * 23) % 58), 216 + ((at * 17) % 30), 2.6, at % 2 ? "#5a2f14" : "#e2bd6e"));
      // The arm that points at the audience, and the microphone.
      shape(pen, "#a5722b", "M296 206q30-4 52-34l12 9q-22 42-60 50z");
      disc(pen, 358, 173, 9, "#a9714a");
      box(pen, "#26232a", 248, 198, 6, 28);
      disc(pen, 251, 195, 7, "#3a363f");
    },
    near(pen) {
      row(7, (at) => {
        disc(pen, 30 + at * 82, 352 - (at % 2) * 8, 30, at % 3 ? "#241d1a" : "#3d3f55");
      });
    },
  },
  "market-noon": {
    way: 190,
    lights: [...row(9, (at) => [26 + at * 62, 42 + (at % 2) * 12, 3.4, "#fff6dc"]), ...row(7, (at) => [50 + at * 74, 74 + (at % 3) * 8, 2.2, "#ffe2a0"])],
    far(pen) {
      box(pen, gradient(pen, 0, 130, "#dfeaf0", "#cfd8cf"), 0, 0, 540, 140);
      box(pen, "#7d6a52", 0, 128, 540, 62);
      row(5, (at) => {
        const x = at * 112 - 14;
        box(pen, "#6b5a48", x + 6, 60, 5, 130);
        shape(pen, ["#b23a2e", "#2f7d6a", "#d8a031", "#3d6fa3", "#b23a2e"][at], `M${x} 62l14-34h84l14 34z`);
        row(4, (part) => shape(pen, "#f4ead6", `M${x + 14 + part * 25} 28h12l${part * 2 - 2} 34h-14z`));
        box(pen, "#8a6c4a", x + 4, 138, 104, 52);
        row(12, (fruit) => disc(pen, x + 14 + (fruit % 6) * 17, 134 - Math.floor(fruit / 6) * 11, 8.5, ["#d8582f", "#e0b13a", "#5f9a3f", "#b93f55"][(at + fruit) % 4]));
      });
      row(3, (at) => person(pen, 92 + at * 172, 104, 17, { shirt: ["#6a4c86", "#3d7d86", "#a8503c"][at], scarf: ["#e6cfa2", undefined, "#cf8fa0"][at] }));
      box(pen, gradient(pen, 186, 360, "#a59680", "#857660"), 0, 188, 540, 172);
      row(30, (at) => box(pen, at % 2 ? "#968770" : "#b4a68f", (at * 97) % 530, 200 + ((at * 41) % 154), 36, 2));
    },
    mover(pen) {
      shape(pen, "#3d4a78", "M236 262h64l10 98h-30l-12-62-14 62h-30z");
      person(pen, 268, 176, 44, { shirt: "#cf5f34", scarf: "#f0d9b0" });
      shape(pen, "#cf5f34", "M298 214q26 14 34 46l-14 6q-14-26-34-34z");
      disc(pen, 326, 264, 9, "#a9714a");
      shape(pen, "#9a7136", "M294 272h70l-9 48h-52z");
      row(5, (at) => box(pen, "#c69a55", 296 + at * 13, 276, 3, 42));
      row(5, (at) => disc(pen, 304 + at * 12, 268 - (at % 2) * 5, 10, at % 2 ? "#5f9a3f" : "#8fbf4d"));
    },
  },
};
