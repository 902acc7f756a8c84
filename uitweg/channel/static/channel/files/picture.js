// Removes all metadata of a picture (place, time, device) by drawing it again on a canvas.
const MOST_PIXELS = 16777216; // the canvas of every browser can hold this many
const OUTPUT_TYPES = { "image/png": "image/png", "image/gif": "image/png", "image/webp": "image/webp" }; // every other type becomes JPEG
const QUALITY = 0.92;

// The first `length` bytes as a string with one character per byte, to search in.
const readLatin1 = async (blob, length) => {
  let text = "";
  for (const byte of new Uint8Array(await blob.slice(0, length).arrayBuffer())) text += String.fromCharCode(byte);
  return text;
};

// Tells whether a picture is animated: drawing would keep one frame, so it is sent as it is.
const isAnimated = async (file) => {
  if (file.type === "image/gif") {
    return file.size > 4e6 || (await readLatin1(file, file.size)).split("\0!\xf9\x04").length > 2;
  }
  const start = await readLatin1(file, 65536);
  if (file.type === "image/png") return start.split("IDAT")[0].includes("acTL");
  if (file.type === "image/webp") return start.startsWith("VP8X", 12) && (start.charCodeAt(20) & 2) > 0;
  return start.slice(4, 32).includes("avis");
};

const makeCanvas = (width, height) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return [canvas, canvas.getContext("2d")];
};

// Tells whether reading a canvas returns what was drawn: some browsers add noise to it against
// fingerprinting, which would ruin a photo.
const canReadCanvas = () => {
  const [, context] = makeCanvas(8, 8);
  context.fillStyle = "rgb(40,120,200)";
  context.fillRect(0, 0, 8, 8);
  return context.getImageData(0, 0, 8, 8).data.every((value, index) => Math.abs(value - [40, 120, 200, 255][index % 4]) < 9);
};

const decode = (file) =>
  createImageBitmap(file, { imageOrientation: "from-image" }).catch((error) => {
    if (error.name === "TypeError") return createImageBitmap(file); // older browsers, which always rotate it
    throw error;
  });

// Returns { blob, smaller }; nothing for other files and for a picture that would not look the same.
export const cleanPicture = async (file) => {
  try {
    if (!/^image\/(?!svg)/.test(file.type) || (await isAnimated(file)) || !canReadCanvas()) return;
    const image = await decode(file);
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / image.width / image.height));
    const [canvas, context] = makeCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
    const type = OUTPUT_TYPES[file.type] ?? "image/jpeg";
    if (type === "image/jpeg") {
      context.fillStyle = "#fff"; // JPEG has no transparency
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
    canvas.width = 0; // frees its memory at once
    return blob && blob.size ? { blob, smaller: scale < 1 } : undefined;
  } catch (_) { /* not a picture this browser can decode */ }
};
