// Words in pictures and pages that are written as text: SVG, HTML and XML.

const names: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that may stand in HTML, SVG or XML, also in attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, letter => names[letter]!)
}
