// The screen as elements for screen readers and for tests: verdict, checks, the chosen row, every pressable thing.
// Made from the view's own registrations; text only, never markup from a log.

interface Item {
  id: string;
  role: string;
  name: string;
  state?: string;
  x: string;
  y: string;
  w: string;
  h: string;
}
interface Check {
  id: string;
  title: string;
  outcome: string;
  points: string;
  text: string;
}
interface Screen {
  engine: string;
  what: string;
  problem: string;
  notice: string;
  grades: number;
  files: number;
  rows: number;
  theme: string;
  verdict?: Record<string, string>;
  checks?: Check[];
  selected?: { file: string; table: string; line: number; text: string };
  query?: Record<string, string | number>;
  items: Item[];
}

const everyMs = 120; // no reader follows faster, and a drag changes the mirror every frame

function element<K extends keyof HTMLElementTagNameMap>(tag: K, id: string, parent: Element): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.id = id;
  parent.append(made);
  return made;
}

function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export class Mirror {
  private readonly live: HTMLOutputElement;
  private readonly verdict: HTMLElement;
  private readonly checks: HTMLElement;
  private readonly selected: HTMLOutputElement;
  private readonly query: HTMLOutputElement;
  private readonly items: HTMLElement;
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private timer = 0;
  private waiting = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly activate: (id: string) => void,
  ) {
    this.live = element("output", "announcement", root);
    this.live.setAttribute("aria-live", "polite");
    this.verdict = element("p", "verdict", root);
    this.selected = element("output", "selected", root);
    this.query = element("output", "query-state", root);
    this.checks = element("ul", "checks", root);
    this.checks.setAttribute("aria-label", "Checks");
    this.items = element("ul", "items", root);
    this.items.setAttribute("aria-label", "What can be pressed");
  }

  show(json: string): void {
    this.waiting = json;
    if (this.timer === 0) {
      this.timer = window.setTimeout(() => {
        this.timer = 0;
        this.apply(JSON.parse(this.waiting) as Screen);
      }, everyMs);
    }
  }

  private apply(screen: Screen): void {
    const { root } = this;
    for (const name of ["engine", "what", "problem", "notice", "grades", "files", "rows", "theme"] as const) {
      root.dataset[name] = String(screen[name]);
    }
    const verdict = screen.verdict ?? {};
    for (const name of ["classification", "determination", "basis", "stage", "confidence", "subject", "total"]) {
      this.verdict.dataset[name] = verdict[name] ?? "";
    }
    setText(this.verdict, verdict["text"] ?? "");
    setText(this.live, screen.problem || screen.notice || (screen.engine === "idle" ? (verdict["text"] ?? "") : screen.what));
    this.applySelected(screen);
    this.applyChecks(screen.checks ?? []);
    this.applyItems(screen.items);
  }

  private applySelected(screen: Screen): void {
    const { selected } = screen;
    this.selected.dataset["file"] = selected?.file ?? "";
    this.selected.dataset["line"] = String(selected?.line ?? "");
    this.selected.dataset["table"] = selected?.table ?? "";
    setText(this.selected, selected ? `${selected.file}:${selected.line} ${selected.text}` : "");
    for (const [name, value] of Object.entries(screen.query ?? {})) this.query.dataset[name] = String(value);
    setText(this.query, String(screen.query?.["error"] ?? ""));
  }

  private applyChecks(checks: Check[]): void {
    while (this.checks.children.length > checks.length) this.checks.lastElementChild?.remove();
    checks.forEach((check, at) => {
      const line = (this.checks.children[at] as HTMLLIElement | undefined) ?? this.checks.appendChild(document.createElement("li"));
      line.dataset["check"] = check.id;
      line.dataset["outcome"] = check.outcome;
      line.dataset["points"] = check.points;
      setText(line, `${check.id} ${check.title}: ${check.outcome} ${check.points}. ${check.text}`);
    });
  }

  // Buttons keep their element while they live, so that a reader's place is not lost.
  private applyItems(items: Item[]): void {
    const seen = new Set<string>();
    for (const item of items) {
      if (seen.has(item.id)) continue;
      seen.add(item.id);
      let button = this.buttons.get(item.id);
      if (!button) {
        button = document.createElement("button");
        button.type = "button";
        button.tabIndex = -1; // the canvas has the keyboard; readers reach these in their own ways
        button.dataset["id"] = item.id;
        button.addEventListener("click", () => this.activate(item.id));
        this.items.appendChild(document.createElement("li")).append(button);
        this.buttons.set(item.id, button);
      }
      setText(button, item.name);
      button.dataset["role"] = item.role;
      button.dataset["state"] = item.state ?? "";
      button.dataset["rect"] = `${item.x},${item.y},${item.w},${item.h}`;
      if (item.state === "selected" || item.state === "primary") button.setAttribute("aria-pressed", "true");
      else button.removeAttribute("aria-pressed");
    }
    for (const [id, button] of this.buttons) {
      if (seen.has(id)) continue;
      button.parentElement?.remove();
      this.buttons.delete(id);
    }
  }
}
