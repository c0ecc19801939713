// The page's last word, when the view cannot draw or has stopped: why, and what can still be done. Plain elements.

export function showFailure(why: string, advice: string): void {
  const box = document.getElementById("failure");
  const text = document.getElementById("failure-why");
  const help = document.getElementById("failure-advice");
  const again = document.getElementById("failure-again");
  if (!box || !text || !help || !again) return;
  text.textContent = why;
  help.textContent = advice;
  again.onclick = () => window.location.reload();
  box.hidden = false;
}
