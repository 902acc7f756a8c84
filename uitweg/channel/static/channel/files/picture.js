// A picture is drawn anew, so that nothing comes along but what one sees: no place, no time, no device.
const MOST_PIXELS = 16777216; // what the canvas of every browser holds
const BECOMES = { "image/png": "image/png", "image/gif": "image/png", "image/webp": "image/webp" }; // all else JPEG
const QUALITY = 0.92;

const latin = async (blob, to) => {
  let text = "";
  for (const byte of new Uint8Array(await blob.slice(0, to).arrayBuffer())) text += String.fromCharCode(byte);
  return text;
};

// Drawing keeps one image of an animation; then the file goes as it is.
const moves = async (file) => {
  if (file.type === "image/gif") {
    return file.size > 4e6 || (await latin(file, file.size)).split("\0!\xf9\x04").length > 2;
  }
  const start = await latin(file, 65536);
  if (file.type === "image/png") return start.split("IDAT")[0].includes("acTL");
  if (file.type === "image/webp") return start.startsWith("VP8X", 12) && (start.charCodeAt(20) & 2) > 0;
  return start.slice(4, 32).includes("avis");
};

const canvasOf = (width, height) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return [canvas, canvas.getContext("2d")];
};

// Some browsers put noise in what is read from a canvas, against recognition; a photo would be lost.
const honest = () => {
  const [, pen] = canvasOf(8, 8);
  pen.fillStyle = "rgb(40,120,200)";
  pen.fillRect(0, 0, 8, 8);
  return pen.getImageData(0, 0, 8, 8).data.every((value, at) => Math.abs(value - [40, 120, 200, 255][at % 4]) < 9);
};

const decoded = (file) =>
  createImageBitmap(file, { imageOrientation: "from-image" }).catch((why) => {
    if (why.name === "TypeError") return createImageBitmap(file); // an older browser, which turns it anyway
    throw why;
  });

// Returns { blob, smaller } or, when it cannot be drawn anew as it looks, nothing.
export const cleaned = async (file) => {
  try {
    if (!/^image\/(?!svg)/.test(file.type) || (await moves(file)) || !honest()) return;
    const drawn = await decoded(file);
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / drawn.width / drawn.height));
    const [canvas, pen] = canvasOf(Math.round(drawn.width * scale), Math.round(drawn.height * scale));
    const type = BECOMES[file.type] ?? "image/jpeg";
    if (type === "image/jpeg") {
      pen.fillStyle = "#fff"; // a JPEG knows nothing transparent
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    pen.drawImage(drawn, 0, 0, canvas.width, canvas.height);
    drawn.close();
    const blob = await new Promise((done) => canvas.toBlob(done, type, QUALITY));
    canvas.width = 0; // gives its memory back at once
    return blob && blob.size ? { blob, smaller: scale < 1 } : undefined;
  } catch (_) { /* no picture this browser knows */ }
};
