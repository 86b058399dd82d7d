// Makes elements. Text goes in as text, never as markup.

/** What an element is made with: attributes by name; `false` and `undefined` leave one out. */
export type Attributes = Record<string, string | number | boolean | undefined>;

/** An element with attributes and children. */
export function made<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(label: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = made('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', press);
  return element;
}
