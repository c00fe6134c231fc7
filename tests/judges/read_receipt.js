// Reads ESC/POS on stdin with npos and says on stdout what it made of it, as JSON.
"use strict";
const iconv = require("iconv-lite");
const npos = require("npos");

// One string a row, "#" for black.
function rowsOf(image) {
  const rows = [];
  for (let y = 0; y < image.height; y++) {
    let row = "";
    for (let x = 0; x < image.width; x++) row += image.getPixel(x, y) === 0 ? "#" : ".";
    rows.push(row);
  }
  return rows;
}

const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk));
process.stdin.on("end", () => {
  npos
    .parser()
    .parse(Buffer.concat(chunks))
    .then((ast) => {
      if (ast.error) throw ast.error;
      const entries = ast.entries.map((entry) => ({
        type: entry.type,
        text: entry.type === "text" ? iconv.decode(entry.data, "GB18030") : undefined,
        picture: entry.type === "raster" ? rowsOf(entry.data) : undefined,
      }));
      const commands = ast.tree.map((node) => [node.ascii || null, node.fn || null]);
      process.stdout.write(JSON.stringify({ entries, commands }));
    })
    .catch((error) => {
      process.stderr.write(String(error));
      process.exitCode = 1;
    });
});
