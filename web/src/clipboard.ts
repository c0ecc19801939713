// The system's clipboard, one way: text out. In comes through the paste event of the hidden field (input.ts).

function copyBySelection(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  document.execCommand("copy"); // for pages that a browser does not count as secure
  area.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
}

export function copyText(text: string): void {
  if (navigator.clipboard) navigator.clipboard.writeText(text).catch(() => copyBySelection(text));
  else copyBySelection(text);
}

export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
