// The page's own elements, and the few things that are done to any of them.

export const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

/** Puts a text where it is another one: a live region that is set to the same words is read out again. */
export function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Says something to whoever does not see the page. */
export const announce = (text: string) => write(element("said"), text);

/** Enables a button where it can do something. @param otherwise Where the focus goes that a disabled button cannot keep. */
export function enable(button: HTMLButtonElement, isOn: boolean, title: string, otherwise?: HTMLElement): void {
  if (button.title !== title) button.title = title;
  if (button.disabled !== isOn) return;
  if (!isOn && document.activeElement === button) otherwise?.focus();
  button.disabled = !isOn;
}
